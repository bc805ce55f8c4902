import re
from pathlib import Path

import pytest
from liquid import Environment

from designer import analysis
from designer.demo import library
from designer.domain.errors import NotFound
from designer.domain.text import LANGUAGES
from designer.formats import load_template, portfolio
from designer.runtime.render import compile_template

KEYS = [entry.key for entry in library.list_entries()]
MESSAGES = sorted({template for entry in library.list_entries() for template in entry.templates})

FULL = {
    "first_name": "Camille",
    "last_name": "Martin",
    "city": "Lyon",
    "favourite_genre": "jazz",
    "event": {
        "amount": 1240.0,
        "reference": "D-00042",
        "expires_at": "1998-04-03T08:00:00Z",
        "day": "1998-03-12",
        "time": "10:30",
        "product": "salon",
    },
}
#: A contact of whom nothing is known, entered without an event.
BARE = {"event": {}}


def texts(value):
    return value.values() if isinstance(value, dict) else [value]


def test_the_library_has_ten_scenarios():
    assert len(KEYS) == len(set(KEYS)) == 10


def test_every_sector_of_the_library_has_a_scenario():
    assert {entry.sector for entry in library.list_entries()} == set(library.SECTORS)


def test_an_entry_says_what_its_list_shows():
    entry = next(entry for entry in library.list_entries() if entry.key == "livre-blanc")
    assert entry.name == {"fr": "Livre blanc en trois temps", "en": "White paper in three steps"}
    assert (entry.objective, entry.sector, entry.channels, entry.steps) == (
        "transformation",
        "b2b",
        ("email",),
        3,
    )
    assert entry.path == "b2b/livre-blanc.yaml"


def test_an_unknown_key_is_not_found_and_the_message_names_the_known_ones():
    with pytest.raises(NotFound, match="livre-blanc"):
        library.load("nowhere")


def test_what_is_loaded_belongs_to_the_caller():
    library.load("livre-blanc").document["name"] = "changed"
    assert library.load("livre-blanc").document["name"] != "changed"


@pytest.mark.parametrize("key", KEYS)
def test_the_text_of_a_scenario_is_its_file(key):
    loaded = library.load(key)
    assert loaded.yaml.startswith("format: scenario/1\n")
    assert f"key: {key}\n" in loaded.yaml
    assert loaded.entry.path.endswith(f"/{key}.yaml")


@pytest.mark.parametrize("key", KEYS)
def test_the_sheet_is_complete(key):
    sheet = library.load(key).document["sheet"]
    for field in (
        "objective",
        "description",
        "segments",
        "key_moment",
        "lever",
        "content",
        "kpis",
        "expected",
    ):
        assert sheet[field], field
    for field in ("data", "deliverables", "effort_days", "degraded"):
        assert sheet[field], field
    assert set(sheet["segments"]) <= set(library.document("segments")["segments"])


@pytest.mark.parametrize("key", KEYS)
def test_every_text_is_in_both_languages(key):
    assert untranslated(library.load(key).document) == []


def untranslated(value, path=""):
    if isinstance(value, dict):
        here = [path] if "fr" in value and set(value) != set(LANGUAGES) else []
        return here + [
            fault for name, below in value.items() for fault in untranslated(below, f"{path}/{name}")
        ]
    if isinstance(value, list):
        return [fault for n, below in enumerate(value) for fault in untranslated(below, f"{path}/{n}")]
    return [path] if value is None else []


def test_every_message_is_used_and_nothing_else_lies_in_the_folder():
    folder = library._folder().joinpath("messages")
    assert sorted(file.name.removesuffix(".yaml") for file in folder.iterdir()) == MESSAGES


def test_the_ten_together_use_every_kind_of_node_and_most_triggers():
    documents = [library.load(key).document for key in KEYS]
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
    assert {document["trigger"]["kind"] for document in documents} == {
        "event",
        "enters",
        "date",
        "inactivity",
    }
    channels = {node["channel"] for document in documents for node in document["nodes"] if "channel" in node}
    assert channels == {"email", "sms", "onsite"}


@pytest.mark.parametrize("key", MESSAGES)
def test_a_message_is_complete_in_both_languages(key):
    message = library.message(key)
    assert message["key"] == key
    assert untranslated(message) == []
    assert message["cta"]["url"].startswith("https://boutique.example/")
    if message["channel"] == "email":
        assert set(message) >= {"subject", "preheader", "body", "sender"}
        subjects = [
            Environment().from_string(subject).render(**FULL) for subject in texts(message["subject"])
        ]
        assert max(map(len, subjects)) <= 60
    else:
        assert set(message["text"]) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("values", [FULL, BARE], ids=["full", "bare"])
@pytest.mark.parametrize("key", MESSAGES)
def test_a_message_renders_whatever_is_known_of_the_contact(key, values, language):
    compiled = compile_template(load_template(library.message(key)), language)
    shown = compiled.render(values, brand="La boutique", unsubscribe_url="https://boutique.example/u/x")
    for text in (shown.subject, shown.html, shown.text):
        assert not re.search(r"\{\{|\{%|None|Undefined|  ,| ,", text), text
    if values is FULL and shown.html:
        assert "Camille" in shown.text
    assert shown.text.count("https://boutique.example/") >= 1


@pytest.mark.parametrize("key", [key for key in MESSAGES if library.message(key)["channel"] == "sms"])
def test_a_text_message_is_short(key):
    for text in texts(library.message(key)["text"]):
        assert len(Environment().from_string(text).render(brand="La boutique", **FULL)) <= 160


def test_a_solicitation_by_text_message_says_how_to_stop():
    for key in ("inactifs-sms", "devis-sms"):
        assert all("STOP" in text for text in texts(library.message(key)["text"]))


def test_the_readme_lists_every_scenario():
    text = library._folder().joinpath("README.md").read_text(encoding="utf-8")
    assert [key for key in KEYS if f"[`{key}`]" not in text] == []


@pytest.fixture(scope="module")
def read():
    """The library as ``designer check`` reads it."""
    (reading,) = portfolio.read([Path(__file__).parents[3] / "scenario_library"])
    return reading


def test_the_library_is_a_portfolio_that_loads(read):
    assert [finding.line_of_text() for finding in read.findings] == []
    assert {scenario.key for scenario in read.portfolio.scenarios} == set(KEYS)
    assert set(read.templates) == set(MESSAGES)


def test_the_library_has_no_finding(read):
    assert [finding.line_of_text() for finding in analysis.check(read.portfolio, read.sources)] == []


@pytest.mark.parametrize("key", KEYS)
def test_a_library_scenario_can_be_published_as_it_is(key, read):
    scenario = read.portfolio.scenario(key)
    assert [finding.line_of_text() for finding in analysis.publishable(scenario, read.portfolio)] == []
