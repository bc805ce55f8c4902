"""Every page and every surface of the editor passes axe: WCAG 2.2 AA and its best practices."""

import pytest
from axe_playwright_python.sync_playwright import Axe

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

PAGES = (
    "/",
    "/scenarios",
    "/scenarios/livre-blanc",
    "/library",
    "/library/finance/mariage",
    "/contacts",
    "/runtime",
    "/pressure",
    "/policy",
    "/outbox",
    "/tasks",
    "/simulation",
    "/settings",
)

STAGES = (("fr", "light", 1440), ("en", "dark", 1440), ("fr", "dark", 360), ("en", "light", 360))

#: Tool of the editor -> what is on screen once it is open.
SURFACES = {
    "history": ".ve-entries",
}


def faults(page):
    """What axe finds wrong, by rule and place."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        (fault["id"], str(node["target"]), node["html"][:120]) for fault in found for node in fault["nodes"]
    ]


def stages(demo):
    """The page in both languages, both themes, on a desk and on a telephone: each with each once."""
    for language, theme, width in STAGES:
        demo.page.context.add_cookies(
            [
                {"name": name, "value": value, "url": demo.base}
                for name, value in (("lang", language), ("theme", theme))
            ]
        )
        demo.page.set_viewport_size({"width": width, "height": 900 if width > 500 else 740})
        yield f"{language} {theme} {width}"


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible(demo, path):
    wrong = {}
    for stage in stages(demo):
        demo.open(path)
        demo.page.locator("h1, .react-flow__node").first.wait_for()
        wrong[stage] = faults(demo.page)
    assert {stage: found for stage, found in wrong.items() if found} == {}


@pytest.mark.browser
@pytest.mark.parametrize("tool", SURFACES)
def test_a_tool_of_the_editor_is_accessible(demo, tool):
    wrong = {}
    for stage in stages(demo):
        demo.open(f"/scenarios/livre-blanc#{tool}")
        demo.page.locator(SURFACES[tool]).first.wait_for()
        wrong[stage] = faults(demo.page)
    assert {stage: found for stage, found in wrong.items() if found} == {}
