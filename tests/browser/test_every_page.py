"""Every page in both languages and themes: nothing from outside, nothing the policy refuses, no fault."""

import pytest

PAGES = (
    "/",
    "/scenarios",
    "/scenarios/livre-blanc",
    "/tree",
    "/library",
    "/library/finance/mariage",
    "/contacts",
    "/runtime",
    "/pressure",
    "/policy",
    "/order",
    "/outbox",
    "/tasks",
    "/settings",
    "/api/docs",
)


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_from_outside_and_has_no_fault(demo, path):
    asked = []
    demo.page.on("request", lambda request: asked.append(request.url))
    demo.page.add_init_script(
        "addEventListener('securitypolicyviolation', event => console.error(event.violatedDirective))"
    )
    for language in ("fr", "en"):
        for theme in ("light", "dark"):
            demo.page.context.add_cookies(
                [
                    {"name": name, "value": value, "url": demo.base}
                    for name, value in (("lang", language), ("theme", theme))
                ]
            )
            answer = demo.page.goto(demo.base + path, wait_until="load")

            assert answer.status == 200
            assert demo.page.locator("html").get_attribute("lang") == language
            assert demo.page.locator("html").get_attribute("data-theme") == theme
            assert demo.page.title().partition(" · ")[0].strip()
            demo.page.locator("h1, .react-flow__node").first.wait_for()
    assert [url for url in asked if not url.startswith((demo.base + "/", "data:", "blob:"))] == []


@pytest.mark.browser
def test_the_typeface_of_the_product_is_really_used(demo):
    demo.open("/scenarios")

    assert demo.page.evaluate(
        "document.fonts.ready.then(() => document.fonts.check('16px \"Inter Variable\"'))"
    )
