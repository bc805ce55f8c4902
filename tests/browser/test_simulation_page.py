"""The page of simulations in a real browser: asked for, followed, read, compared, taken away as a picture."""

import struct

import pytest


def watch(page):
    page.add_init_script(
        "addEventListener('securitypolicyviolation', event => console.error(event.violatedDirective))"
    )


@pytest.fixture(scope="module")
def asked(demo_address, browser):
    """Two finished simulations of a fortnight: the rules as they are, and one message a week."""
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    made = []
    first_day = None
    for name, most in (("Deux par semaine", "2"), ("Une par semaine", "1")):
        page.goto(f"{demo_address}/simulation/new")
        # The clock of the demo goes on meanwhile: both begin on the day proposed for the first one.
        first_day = first_day or page.input_value("#from")
        page.fill("#from", first_day)
        page.fill("#name", name)
        page.fill("#days", "14")
        page.fill('[name="rule.week-all"]', most)
        page.get_by_role("button", name="Simuler").click()
        # The page follows its run by itself; the first one may have to compile the planner.
        page.locator(".verdict-title").wait_for(timeout=420_000)
        made.append(page.url)
    context.close()
    return made


@pytest.mark.browser
def test_what_came_out_is_read_and_every_view_opens(demo, asked):
    page = demo.page
    watch(page)
    page.goto(asked[0])
    assert "messages en 14 jours" in page.locator(".verdict-title").inner_text()
    for tab in page.locator(".tabs .tab").all_inner_texts():
        page.locator(".tabs .tab", has_text=tab.strip()).click()
        page.locator('.tabs .tab[aria-current="page"]', has_text=tab.strip()).wait_for()


@pytest.mark.browser
def test_a_chart_leaves_as_a_picture(demo, asked):
    page = demo.page
    watch(page)
    page.goto(f"{asked[0]}/pressure")
    with page.expect_download() as download:
        page.locator("[data-picture=load]").click()
    content = download.value.path().read_bytes()
    assert content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", content[16:24])
    assert width > 1000
    assert height > 400


@pytest.mark.browser
def test_filters_redraw_the_chart_in_place(demo, asked):
    page = demo.page
    page.goto(f"{asked[0]}/pressure")
    before = page.locator("#load svg").inner_html()
    page.select_option("[name=channel]", "email")
    demo.until(lambda: "channel=email" in page.url)
    assert page.locator("#load svg").count() == 1
    page.select_option("[name=channel]", "")
    demo.until(lambda: page.locator("#load svg").inner_html() == before)


@pytest.mark.browser
def test_one_contact_is_followed_from_the_list_of_the_heaviest(demo, asked):
    page = demo.page
    watch(page)
    page.goto(f"{asked[0]}/contacts")
    page.locator(".rows a.row-title").first.click()
    page.locator(".story-item").first.wait_for(timeout=120_000)
    assert page.locator(".story-item .badge").count() >= 1


@pytest.mark.browser
def test_two_are_compared_from_one_of_them(demo, asked):
    page = demo.page
    watch(page)
    page.goto(asked[0])
    page.locator(".menu > summary", has_text="Comparer").click()
    page.locator(".menu-item", has_text="Une par semaine").click()
    page.locator(".pair-letter").first.wait_for()
    assert "B par rapport à A" in page.locator(".verdict-title").inner_text()
    assert "Le même tirage" in page.locator("#page").inner_text()


@pytest.mark.browser
def test_one_under_way_is_stopped(demo):
    page = demo.page
    demo.open("/simulation/new")
    page.fill("#days", "700")
    page.get_by_role("button", name="Simuler").click()
    page.get_by_role("button", name="Arrêter").click()
    demo.until(lambda: page.get_by_text("Cette simulation a été arrêtée").count(), seconds=240)


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 768])
def test_a_narrow_window_needs_no_sideways_scrolling(demo, asked, width):
    page = demo.page
    page.set_viewport_size({"width": width, "height": 780})
    views = ("", "/pressure", "/decisions", "/reactions", "/contacts", "?present=1")
    one, other = (address.rpartition("/")[2] for address in asked)
    compared = f"{demo.base}/simulation/compare?one={one}&other={other}"
    form, every = f"{demo.base}/simulation/new", f"{demo.base}/simulation"
    for address in (*(asked[0] + view for view in views), compared, form, every):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
