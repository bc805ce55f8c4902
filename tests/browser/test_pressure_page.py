"""The page of the pressure before launch, in a real browser over a demo workspace."""

import pytest

MARRIAGE = {
    "format": "scenario/1",
    "key": "mariage",
    "name": {"fr": "Mariage", "en": "Wedding"},
    "trigger": {"kind": "event", "event": "life.declared"},
    "nodes": [
        {"id": "start", "kind": "trigger"},
        {"id": "t1", "kind": "message", "channel": "email"},
        {"id": "breath", "kind": "wait", "for": "P1D"},
        {"id": "t2", "kind": "message", "channel": "email"},
        {"id": "t3", "kind": "message", "channel": "sms"},
        {"id": "end", "kind": "exit"},
    ],
    "edges": [
        {"from": "start", "to": "t1"},
        {"from": "t1", "to": "breath"},
        {"from": "breath", "to": "t2"},
        {"from": "t2", "to": "t3"},
        {"from": "t3", "to": "end"},
    ],
}


@pytest.fixture
def drawn(demo):
    """A scenario that breaks the rules by itself, beside those of the demo."""
    demo.open("/pressure")
    known = {item["key"] for item in demo.api("GET", "/scenarios")["scenarios"]}
    if "mariage" not in known:
        demo.api("POST", "/scenarios", {"document": MARRIAGE})
    return demo


def watch(page):
    page.add_init_script(
        "addEventListener('securitypolicyviolation', event => console.error(event.violatedDirective))"
    )


@pytest.mark.browser
def test_the_committee_reads_the_verdict_and_comes_to_a_conflict_by_its_cell(drawn):
    page = drawn.page
    watch(page)
    drawn.open("/pressure")

    assert page.locator(".verdict-title").inner_text().strip()
    page.locator(".rule-table a").first.click()
    page.locator(".mx-cell.over a").first.click()

    page.locator("svg.timeline").wait_for()
    assert page.locator(".tl-dot").count() >= 2
    assert page.locator(".tl-dot.over").count() >= 1
    assert page.locator(".witness-rows li").count() == page.locator(".tl-dot").count()


@pytest.mark.browser
def test_the_look_at_the_base_comes_by_itself(drawn):
    drawn.open("/pressure")
    drawn.until(lambda: drawn.page.locator(".heavy").count(), seconds=90)
    assert "23 570" in drawn.page.locator("#seen").inner_text().replace(
        "\N{NARROW NO-BREAK SPACE}", " "
    ).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.browser
def test_a_service_message_that_takes_the_place_is_told_apart(drawn):
    page = drawn.page
    drawn.open("/pressure/conflicts/gap-48h~changement-rib~mariage~exempt")
    if page.locator("svg.timeline").count() == 0:
        drawn.open("/pressure/conflicts/gap-48h~mariage~changement-rib~exempt")
    page.locator("svg.timeline").wait_for()
    assert "Prend la place" in page.locator(".lead").inner_text()


@pytest.mark.browser
def test_a_remedy_is_applied_and_taken_back(drawn):
    page = drawn.page
    watch(page)
    drawn.open("/pressure")
    document = drawn.api("GET", "/scenarios/mariage")["document"]
    mine = [one for one in drawn.api("GET", "/pressure")["conflicts"] if "mariage" in one["scenarios"]]
    mended = next(
        one["id"]
        for one in mine
        if drawn.api("POST", "/remedies", {"document": document, "conflict": one["id"]})["remedies"]
    )
    drawn.open(f"/pressure/conflicts/{mended}")
    page.locator("#remedies:not([data-search])").wait_for(timeout=120_000)
    before = drawn.api("GET", "/scenarios/mariage")

    page.locator("#remedies [data-opens]").first.click()
    page.locator("dialog[open] button.primary").click()

    page.locator(".toast").get_by_text("C’est fait").wait_for()
    assert all(one["id"] != mended for one in drawn.api("GET", "/pressure")["conflicts"])
    page.locator(".toast button", has_text="Annuler").click()
    page.locator(".toast").get_by_text("comme avant").wait_for()
    after = drawn.api("GET", "/scenarios/mariage")
    assert after["document"] == before["document"]
    assert after["state"] == "draft"


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 768])
def test_a_narrow_window_needs_no_sideways_scrolling(drawn, width):
    page = drawn.page
    page.set_viewport_size({"width": width, "height": 780})
    for path in ("/pressure", "/pressure/conflicts/week-all~mariage~livre-blanc", "/pressure?present=1"):
        drawn.open(path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


@pytest.mark.browser
def test_presenting_leaves_the_page_alone(drawn):
    drawn.open("/pressure?present=1")
    assert not drawn.page.locator("#nav").is_visible()
    assert drawn.page.locator(".verdict").is_visible()
