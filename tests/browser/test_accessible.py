"""Every page and every surface of the editor passes axe: WCAG 2.2 AA and its best practices."""

from itertools import count

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

NUMBERS = count(1)

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

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
    "/simulation",
    "/matrix",
    "/settings",
)

STAGES = (("fr", "light", 1440), ("en", "dark", 1440), ("fr", "dark", 360), ("en", "light", 360))

#: Tool of the editor -> what is on screen once it is open.
SURFACES = {
    "outline": "[role=treeitem]",
    "summary": ".su-lines li",
    "trial": ".tr-now",
    "content": ".ct-columns",
    "export": ".ex-preview img",
    "import": ".ex-drop",
    "search": ".ed-search input",
    "commands": ".ed-command [role=option]",
    "history": ".ve-entries button",
}

#: A scenario with what a drawing can hold beside its steps, and something left to publish.
DRAWN = {
    "format": "scenario/1",
    "key": "a-lire",
    "name": {"fr": "À lire partout", "en": "To be read everywhere"},
    "trigger": {"kind": "event", "event": "quote.created"},
    "nodes": [
        {"id": "start", "kind": "trigger"},
        {"id": "t1", "kind": "message", "channel": "email"},
        {"id": "w1", "kind": "wait", "for": "P3D"},
        {"id": "t2", "kind": "message", "channel": "sms"},
        {"id": "end", "kind": "exit"},
    ],
    "edges": [
        {"from": "start", "to": "t1"},
        {"from": "t1", "to": "w1"},
        {"from": "w1", "to": "t2"},
        {"from": "t2", "to": "end"},
    ],
    "notes": [
        {
            "id": "n1",
            "text": "Relire avec le juridique",
            "at": [420, 40],
            "size": [200, 120],
            "tone": "yellow",
        }
    ],
    "groups": [{"id": "g1", "title": "Relances", "nodes": ["t1", "w1"]}],
}

#: What is too wide for its place, and what a finger cannot reach because it lies beyond the edge.
CUT = """() => {
    const width = document.documentElement.clientWidth;
    const shown = (one) => one.getClientRects().length > 0 && !one.closest('.visually-hidden, .f-hidden');
    const name = (one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 30)}`;
    const boxes = 'html, .ed-bar, .ed-menu, .ed-panel, .ed-panel-body, dialog, .tr, .ed-proof';
    const wide = [...document.querySelectorAll(boxes)]
        .filter((one) => shown(one) && one.clientWidth > 0 && one.scrollWidth > one.clientWidth);
    const places = ':is(.ed-bar, .ed-menu, .ed-panel, dialog, .tr, .ed-proof, .ed-search)';
    const controls = `${places} :is(a, button, input, select, textarea)`;
    const cut = [...document.querySelectorAll(controls)].filter((one) => {
        const { left, right } = one.getBoundingClientRect();
        return shown(one) && (left < -0.5 || right > width + 0.5);
    });
    return [...wide, ...cut].map(name);
}"""


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
    def reach():
        demo.open(f"/scenarios/livre-blanc#{tool}")
        # The same address with another language or theme.
        demo.page.reload()
        demo.page.locator(SURFACES[tool]).first.wait_for()

    assert everywhere(demo, reach) == {}


def read(demo, key="a-lire"):
    demo.open(f"/scenarios/{key}")
    demo.page.locator(".react-flow__node").first.wait_for()


@pytest.fixture
def drawn(demo):
    """A draft with a note and a group, which goes when the test ends."""
    demo.open("/scenarios")
    demo.key = f"a-lire-{next(NUMBERS)}"
    demo.api("POST", "/scenarios", {"document": {**DRAWN, "key": demo.key}})
    yield demo
    demo.open("/scenarios")
    demo.api("POST", f"/scenarios/{demo.key}/archive")


def everywhere(demo, reach):
    """The faults of what `reach` leads to, in each stage; at 360 pixels also what is cut."""
    wrong = {}
    for stage in stages(demo):
        reach()
        wrong[stage] = faults(demo.page) + (demo.page.evaluate(CUT) if stage.endswith("360") else [])
    return {stage: found for stage, found in wrong.items() if found}


def on_canvas(demo, *keys):
    read(demo, demo.key)
    demo.page.locator('.react-flow__node[data-id="start"]').focus()
    for key in keys:
        demo.page.keyboard.press(key)


@pytest.mark.browser
def test_notes_groups_and_the_bar_of_a_selection_are_accessible(drawn):
    def reach():
        on_canvas(drawn, "Control+a")
        drawn.page.locator(".ed-context").wait_for()

    assert everywhere(drawn, reach) == {}


@pytest.mark.browser
def test_the_list_of_keys_is_accessible(drawn):
    def reach():
        on_canvas(drawn, "?")
        drawn.page.locator(".ed-help").wait_for()

    assert everywhere(drawn, reach) == {}


@pytest.mark.browser
def test_the_menu_is_accessible(drawn):
    def reach():
        read(drawn, drawn.key)
        drawn.page.locator(".ed-more > button").click()
        drawn.page.locator(".ed-menu").wait_for()

    assert everywhere(drawn, reach) == {}


@pytest.mark.browser
def test_publication_is_accessible(drawn):
    def reach():
        read(drawn, drawn.key)
        drawn.page.locator(".ed-bar .button.primary").click()
        drawn.page.locator(".ed-verdict[data-severity]").wait_for()

    assert everywhere(drawn, reach) == {}


@pytest.mark.browser
def test_a_trial_under_way_is_accessible(demo):
    def reach():
        demo.open("/scenarios/relance-devis#trial")
        demo.page.reload()
        drawer = demo.page.locator(".tr")
        drawer.locator(".tr-here button").first.click()
        drawer.locator(".tr-event [type=submit]").click()
        drawer.locator(".tr-place").wait_for()
        for _ in range(2):
            drawer.locator(".tr-clock .primary").click()
        drawer.locator(".tr-step").first.wait_for()

    assert everywhere(demo, reach) == {}


@pytest.mark.browser
def test_an_entry_of_the_history_is_accessible(drawn):
    def reach():
        drawn.open(f"/scenarios/{drawn.key}#history")
        drawn.page.reload()
        drawn.page.locator(".ve-entries button").first.click()
        drawn.page.locator(".ve-against").first.wait_for()

    assert everywhere(drawn, reach) == {}


@pytest.mark.browser
@pytest.mark.parametrize("tool", SURFACES)
def test_escape_closes_a_tool(demo, tool):
    read(demo, "livre-blanc")
    demo.open(f"/scenarios/livre-blanc#{tool}")
    demo.page.reload()
    demo.page.locator(SURFACES[tool]).first.wait_for()
    demo.page.keyboard.press("Escape")
    expect(demo.page.locator(SURFACES[tool])).to_have_count(0)
