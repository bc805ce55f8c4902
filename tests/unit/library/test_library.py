"""The packs as documents: they load, check, say everything in both languages, and no two say the same."""

import re
from functools import cache
from itertools import combinations

import pytest
from liquid import Environment

from designer.analysis.findings import check
from designer.analysis.rule import Severity
from designer.analysis.wording import parsed, texts_of
from designer.domain.data import KNOWN_ATTRIBUTES, RECEIPTS
from designer.domain.errors import BadInput, NotFound
from designer.domain.scenario import EventTrigger
from designer.domain.text import LANGUAGES
from designer.formats import load_template, portfolio
from designer.formats.documents import dump_scenario, dump_template, load_scenario
from designer.formats.yamltext import dump_yaml, parse_yaml
from designer.library.shelf import DEMO, our_folder, shelf
from designer.runtime.render import compile_template

PACKS = list(shelf().packs)
ENTRIES = [entry.id for entry in shelf().entries()]
MESSAGES = [f"{pack.key}/{key}" for pack in shelf().packs.values() for key in pack.messages]
DEMO_KEYS = [entry.key for entry in shelf().pack(DEMO).entries]

#: Warnings about what may happen when scenarios meet, which packs are there to teach.
WHAT_MAY_BE = {"pressure-may", "pressure-exempt", "ttl-shorter-than-window", "leaves-within-ttl"}

#: The notice that the law wants word for word in every message about a loan.
NOTICE = re.compile(
    r"Un crédit vous engage.*?vous engager\.|A loan is a commitment.*?you commit\.", re.DOTALL
)

#: How alike two bodies may be: the part of their five-word runs that they share.
MOST_ALIKE = 0.25
#: Polite forms that anybody writes.
GREETING = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|[^\w\s]", re.DOTALL)


def loaded(id_):
    return shelf().load(id_)


@cache
def message(id_):
    pack, _, key = id_.partition("/")
    return shelf().pack(pack).message(key)


def texts(value):
    return value.values() if isinstance(value, dict) else [value]


def untranslated(value, path=""):
    if isinstance(value, dict):
        here = [path] if "fr" in value and set(value) != set(LANGUAGES) else []
        return here + [fault for name, one in value.items() for fault in untranslated(one, f"{path}/{name}")]
    if isinstance(value, list):
        return [fault for n, one in enumerate(value) for fault in untranslated(one, f"{path}/{n}")]
    return [path] if value is None else []


def pairs(value, path=""):
    """Every text that is there in both languages, with its place."""
    if isinstance(value, dict):
        if set(value) == set(LANGUAGES):
            yield path, value["fr"], value["en"]
        else:
            for name, one in value.items():
                yield from pairs(one, f"{path}/{name}")
    elif isinstance(value, list):
        for n, one in enumerate(value):
            yield from pairs(one, f"{path}/{n}")


def shape(text):
    """What two languages of one text must have in common: its fields, tags, links and lists."""
    if isinstance(text, list):
        return ("list", len(text))
    return {
        "fields": set(parsed(text).fields),
        "links": len(re.findall(r"\]\(", text)),
        "items": len(re.findall(r"^\s*(?:[-*]|\d+\.) ", text, re.MULTILINE)),
        "headings": len(re.findall(r"^#+ ", text, re.MULTILINE)),
        "paragraphs": len([part for part in text.split("\n\n") if part.strip()]),
    }


# ── The shelf ───────────────────────────────────────────────────────────────────────────────────────────


def test_there_are_at_least_sixty_scenarios_in_ten_packs():
    assert len(ENTRIES) == len(set(ENTRIES)) >= 60
    assert len(PACKS) == 10
    assert PACKS[0] == DEMO


def test_the_demonstration_keeps_its_ten():
    assert len(DEMO_KEYS) == 10
    assert shelf().find("livre-blanc")[1].path == "b2b/livre-blanc.yaml"


def test_an_entry_says_what_its_list_shows():
    entry = shelf().find("livre-blanc")[1]
    assert entry.name == {"fr": "Livre blanc en trois temps", "en": "White paper in three steps"}
    assert (entry.objective, entry.pack, entry.channels, entry.steps) == (
        "transformation",
        DEMO,
        ("email",),
        3,
    )


def test_a_bare_key_is_the_demonstrations_own_else_the_one_there_is():
    assert shelf().find("changement-rib")[0].key == DEMO
    assert shelf().find("mariage")[1].id == "finance/mariage"
    assert shelf().find("finance/changement-rib")[0].key == "finance"


def test_a_key_of_several_packs_needs_its_pack():
    with pytest.raises(BadInput, match=r"ecommerce/bienvenue-prospect or tourisme/bienvenue-prospect"):
        shelf().find("bienvenue-prospect")


@pytest.mark.parametrize("reference", ["nowhere", "finance/nowhere", "nowhere/mariage"])
def test_what_there_is_not_is_not_found_and_the_message_names_what_there_is(reference):
    with pytest.raises(NotFound, match="finance|mariage|livre-blanc"):
        shelf().find(reference)


def test_what_is_loaded_belongs_to_the_caller():
    loaded("livre-blanc").document["name"] = "changed"
    assert loaded("livre-blanc").document["name"] != "changed"


def test_a_companys_folder_stands_beside_ours_and_is_read_again_when_it_changes(tmp_path):
    source = our_folder() / "associations"
    mine = tmp_path / "maison"
    (mine / "messages").mkdir(parents=True)
    for path in source.rglob("*.yaml"):
        (mine / path.relative_to(source)).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    there = shelf(tmp_path)
    assert list(there.packs)[-1] == "maison"
    assert there.pack("maison").own
    assert there.find("maison/remerciement-don")[1].name == shelf().find("remerciement-don")[1].name
    assert shelf(tmp_path) is there
    (mine / "remerciement-don.yaml").write_text(
        "format: scenario/1\nkey: remerciement-don\n", encoding="utf-8"
    )
    changed = shelf(tmp_path)
    assert "remerciement-don" not in [entry.key for entry in changed.pack("maison").entries]
    assert len(changed.pack("maison").faults) == 1
    assert "maison" not in shelf().packs


def test_a_companys_pack_of_our_name_takes_our_place(tmp_path):
    mine = tmp_path / "finance"
    mine.mkdir()
    (mine / "pack.yaml").write_text("format: pack/1\nname: Ours\n", encoding="utf-8")
    assert shelf(tmp_path).pack("finance").name == "Ours"


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(BadInput, match="DESIGNER_LIBRARY"):
        shelf(tmp_path / "nowhere")


# ── Packs ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def readings():
    """The library as ``designer check`` reads it, by folder."""
    return {reading.root: reading for reading in portfolio.read([our_folder()])}


@pytest.mark.parametrize("key", PACKS)
def test_a_pack_loads_as_a_portfolio_of_its_own_without_errors(key, readings):
    pack = shelf().pack(key)
    reading = readings[pack.folder]
    assert [finding.line_of_text() for finding in reading.findings] == []
    assert pack.faults == ()
    assert {scenario.key for scenario in reading.portfolio.scenarios} == {e.key for e in pack.entries}
    found = check(reading.portfolio, reading.sources)
    wrong = [one.line_of_text() for one in found if one.severity is Severity.ERROR]
    other = [
        one.line_of_text()
        for one in found
        if one.severity is Severity.WARNING and one.rule not in WHAT_MAY_BE
    ]
    assert wrong == []
    assert other == []


@pytest.mark.parametrize("key", PACKS)
def test_a_pack_says_in_both_languages_what_it_is(key):
    pack = shelf().pack(key)
    assert set(pack.name) == set(pack.description) == set(LANGUAGES)
    assert all(len(said) > 100 for said in pack.description.values())


@pytest.mark.parametrize("key", PACKS)
def test_every_message_of_a_pack_is_used_and_none_lacks(key):
    pack = shelf().pack(key)
    used = {name for entry in pack.entries for name in entry.templates}
    assert used == set(pack.messages)


@pytest.mark.parametrize("key", PACKS)
def test_everything_declared_has_its_label(key):
    data = shelf().pack(key).document("data")
    for kind in ("attributes", "events"):
        for name, row in data[kind].items():
            assert set(row["label"]) == set(LANGUAGES), name


# ── Scenarios ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("id_", ENTRIES)
def test_a_scenario_round_trips(id_):
    record = load_scenario(loaded(id_).document)
    written = dump_scenario(record)
    assert load_scenario(written) == record
    assert load_scenario(parse_yaml(dump_yaml(written)).data) == record


@pytest.mark.parametrize("id_", ENTRIES)
def test_the_sheet_is_complete(id_):
    sheet = loaded(id_).document["sheet"]
    for field in (
        "objective",
        "description",
        "segments",
        "key_moment",
        "lever",
        "content",
        "kpis",
        "expected",
        "data",
        "deliverables",
        "effort_days",
        "degraded",
    ):
        assert sheet[field], field
    pack = shelf().find(id_)[0]
    assert set(sheet["segments"]) <= set(pack.document("segments")["segments"])
    if pack.key != DEMO:
        assert sheet["legal"]["basis"]
        assert sheet["origin"]
        assert 1 <= len(sheet["kpis"]) <= 4


@pytest.mark.parametrize("id_", ENTRIES)
def test_every_text_of_a_scenario_is_in_both_languages(id_):
    assert untranslated(loaded(id_).document) == []


def test_the_library_uses_every_kind_of_node_and_of_trigger():
    documents = [loaded(id_).document for id_ in ENTRIES]
    kinds = {node["kind"] for document in documents for node in document["nodes"]}
    assert kinds == {
        "trigger",
        "message",
        "wait",
        "wait_event",
        "split",
        "experiment",
        "task",
        "update",
        "exit",
    }
    assert {document["trigger"]["kind"] for document in documents} >= {
        "event",
        "enters",
        "date",
        "inactivity",
    }


# ── Messages ────────────────────────────────────────────────────────────────────────────────────────────


def values_for(id_, *, full):
    """What a message is given: everything that its pack declares, or nothing."""
    if not full:
        return {"event": {}}
    pack_key, _, key = id_.partition("/")
    pack = shelf().pack(pack_key)
    data = pack.portfolio.data
    kinds = {"number": 120, "boolean": True, "date": "2027-04-15", "instant": "2027-04-15T08:30:00Z"}
    attributes = {
        name: row.values[0] if row.values else kinds.get(row.type.value, "Lyon")
        for name, row in data.attributes.items()
    }
    event = {}
    for scenario in pack.portfolio.scenarios:
        if (
            isinstance(scenario.trigger, EventTrigger)
            and key in shelf().load(f"{pack_key}/{scenario.key}").entry.templates
        ):
            declared = data.properties_of(scenario.trigger.event) or {}
            event |= {name: kinds.get(kind.value, "abc") for name, kind in declared.items()}
    return {**attributes, "first_name": "Camille", "last_name": "Martin", "event": event}


@pytest.mark.parametrize("id_", MESSAGES)
def test_a_message_round_trips_and_is_complete(id_):
    document = message(id_)
    template = load_template(document)
    assert load_template(dump_template(template)) == template
    assert document["key"] == id_.partition("/")[2]
    assert untranslated(document) == []
    if document["channel"] == "email":
        assert set(document) >= {"subject", "preheader", "body", "sender"}
    elif document["channel"] == "mail":
        assert set(document) & {"body", "text"}
    else:
        assert set(document.get("text") or document["body"]) == set(LANGUAGES)


@pytest.mark.parametrize("id_", MESSAGES)
def test_both_languages_of_a_message_are_built_alike(id_):
    differing = [
        (path, shape(fr), shape(en))
        for path, fr, en in pairs(message(id_))
        if shape(fr) != shape(en) and "sender" not in path
    ]
    assert differing == []


@pytest.mark.parametrize("id_", MESSAGES)
def test_every_merge_field_exists(id_):
    pack_key, _, key = id_.partition("/")
    pack = shelf().pack(pack_key)
    data = pack.portfolio.data
    known = {*data.attributes, *KNOWN_ATTRIBUTES, "brand", "unsubscribe_url"}
    users = [entry.key for entry in pack.entries if key in entry.templates]
    for _part, _language, text in texts_of(load_template(message(id_))):
        for field in parsed(text).fields:
            root, _, below = field.partition(".")
            if root != "event":
                assert root in known, field
                continue
            for user in users:
                trigger = pack.scenario(user).trigger
                assert isinstance(trigger, EventTrigger), f"{field} in {user}, which no event triggers"
                properties = {**(data.properties_of(trigger.event) or {}), **RECEIPTS.get(trigger.event, {})}
                assert below.partition(".")[0] in properties, f"{field} in {user}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("full", [True, False], ids=["full", "bare"])
@pytest.mark.parametrize("id_", MESSAGES)
def test_a_message_renders_whatever_is_known_of_the_contact(id_, full, language):
    compiled = compile_template(load_template(message(id_)), language)
    shown = compiled.render(
        values_for(id_, full=full), brand="La maison", unsubscribe_url="https://maison.example/u/x"
    )
    for text in (shown.subject, shown.html, shown.text):
        assert not re.search(r"\{\{|\{%|Undefined|  ,| ,", text), text
    assert shown.text.strip()
    if shown.subject:
        assert len(shown.subject) <= 78


@pytest.mark.parametrize("id_", [id_ for id_ in MESSAGES if message(id_)["channel"] == "sms"])
def test_a_text_message_is_short_and_a_commercial_one_says_how_to_stop(id_):
    pack_key, _, key = id_.partition("/")
    pack = shelf().pack(pack_key)
    categories = {
        scenario.category_of(node).value
        for scenario in pack.portfolio.scenarios
        for node in scenario.nodes
        if getattr(node, "template", None) == key
    }
    for text in texts(message(id_)["text"]):
        bare = Environment().from_string(text).render(brand="La boutique", event={})
        if "commercial" in categories:
            assert len(bare) <= 160, bare
            assert "STOP" in bare
        else:
            assert len(bare) <= 306, bare


def words_of(text):
    """Runs of five words, without fields, marks and case."""
    found = GREETING.sub(" ", NOTICE.sub(" ", text)).casefold().split()
    return {tuple(found[n : n + 5]) for n in range(len(found) - 4)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_messages_share_filler(language):
    bodies = {}
    for id_ in MESSAGES:
        document = message(id_)
        said = document.get("body") or document.get("text") or ""
        runs = words_of(said[language] if isinstance(said, dict) else said)
        if runs:
            bodies[id_] = runs
    by_run = {}
    for id_, runs in bodies.items():
        for run in runs:
            by_run.setdefault(run, []).append(id_)
    near = {pair for ids in by_run.values() if len(ids) > 1 for pair in combinations(sorted(set(ids)), 2)}
    alike = {
        (one, other): round(len(bodies[one] & bodies[other]) / min(len(bodies[one]), len(bodies[other])), 2)
        for one, other in near
        if one.partition("/")[0] != other.partition("/")[0] or not same_scenario(one, other)
    }
    assert {pair: part for pair, part in alike.items() if part > MOST_ALIKE} == {}


@cache
def used_by(id_):
    pack_key, _, key = id_.partition("/")
    return frozenset(entry.key for entry in shelf().pack(pack_key).entries if key in entry.templates)


def same_scenario(one, other):
    """Steps of one scenario, or the two texts of a test, may echo each other."""
    return bool(used_by(one) & used_by(other))


def test_no_two_scenarios_are_described_alike():
    described = {id_: words_of(shelf().find(id_)[1].description["fr"]) for id_ in ENTRIES}
    for (one, runs), (other, others) in combinations(described.items(), 2):
        assert len(runs & others) <= 0.3 * min(len(runs), len(others)), (one, other)


def test_the_readme_lists_every_pack_with_its_count():
    text = (our_folder() / "README.md").read_text(encoding="utf-8")
    for key in PACKS:
        assert re.search(rf"\| `{key}` \|.*\| {len(shelf().pack(key).entries)} \|", text), key
    assert f"{len(ENTRIES)} scenarios" in text
