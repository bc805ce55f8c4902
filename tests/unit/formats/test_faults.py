"""Faults name the key, its place and the next step, all together, and nothing gets past the limits."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from designer.domain.errors import DocumentError
from designer.formats import load_policy, load_scenario, load_segments, load_template
from designer.formats.conditions import read_condition
from designer.formats.documents import DEEPEST, HEAVIEST, LARGEST
from designer.formats.scenario import LARGEST as MOST_NODES
from designer.formats.yamltext import Unreadable, load_text, parse_yaml

FINE = {
    "format": "scenario/1",
    "key": "a",
    "name": "A",
    "trigger": {"kind": "manual"},
    "nodes": [],
    "edges": [],
}


def findings(load, text: str):
    with pytest.raises(DocumentError) as caught:
        load_text(load, text, "a.yaml")
    return caught.value.findings


def faults(**changes) -> list[tuple[str, str]]:
    """Place and English sentence of each fault of a scenario."""
    with pytest.raises(DocumentError) as caught:
        load_scenario({**FINE, **changes})
    return [(finding.path, finding.message["en"]) for finding in caught.value.findings]


def test_all_faults_of_a_file_come_together_each_with_its_line():
    found = findings(
        load_scenario,
        """format: scenario/1
key: a
name: {fr: A, de: B}
trigger: {kind: event, evnt: x}
nodes:
  - {id: start, kind: trigger}
  - {id: w, kind: wiat, for: P1D}
  - id: w2
    kind: wait
    fro: P1M
edges:
  - {from: start, too: w}
exit_when:
  all:
    - {eq: [city]}
    - {did: {event: a, withn: P2D}}
key: b
""",
    )
    places = {(finding.line, finding.path, finding.node) for finding in found}
    assert places == {
        (3, "name/de", None),
        (4, "trigger/event", None),
        (4, "trigger/evnt", None),
        (7, "nodes/1/kind", "w"),
        (10, "nodes/2/fro", "w2"),
        (12, "edges/0/to", None),
        (12, "edges/0/too", None),
        (15, "exit_when/all/0/eq", None),
        (16, "exit_when/all/1/did/withn", None),
        (17, "key", None),
    }
    assert {finding.rule for finding in found} == {"document"}
    assert {finding.file for finding in found} == {"a.yaml"}
    assert {finding.scenario for finding in found} == {"a", None}


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"audiance": {}}, "audiance", "did you mean 'audience'?"),
        ({"zzz": 1}, "zzz", "unknown; remove it"),
        ({"trigger": {"kind": "evnt"}}, "trigger/kind", "did you mean 'event'?"),
        ({"trigger": {}}, "trigger/kind", "needed and missing"),
        ({"trigger": "manual"}, "trigger", "a mapping"),
        ({"nodes": {}}, "nodes", "a list"),
        ({"key": "a b"}, "key", "not a name"),
        ({"key": "a/b"}, "key", "not a name"),
        ({"name": None}, "name", "needed and missing"),
        ({"name": {}}, "name", "needed and missing"),
        ({"name": []}, "name", "a text, or one a language"),
        ({"format": "scenario/2"}, "format", "Write scenario/1"),
        ({"priority": {"value": 101}}, "priority/value", "from 0 to 100"),
        ({"priority": {"value": 1.5}}, "priority/value", "not a whole number"),
        ({"priority": {"value": True}}, "priority/value", "a number is expected here, not true"),
        ({"priority": {"class": "comercial"}}, "priority/class", "did you mean 'commercial'?"),
        ({"entry": {"reentry": "parallel"}}, "entry/gap", "more than zero"),
        ({"entry": {"reentry": "parallel", "gap": "PT0M"}}, "entry/gap", "more than zero"),
        ({"entry": {"backfill": "yes"}}, "entry/backfill", "true or false"),
        ({"trigger": {"kind": "inactivity", "event": "x"}}, "trigger", "either after"),
        ({"trigger": {"kind": "schedule", "cron": "every day"}}, "trigger/cron", "five fields"),
        ({"trigger": {"kind": "date", "attribute": "x", "at": "9h"}}, "trigger/at", 'such as "09:00"'),
        ({"misfire": {"late": "PT1.5H"}}, "misfire/late", "not an ISO 8601 duration"),
        ({"misfire": {"late": "PT90S"}}, "misfire/late", "finer than a minute"),
        ({"misfire": {"late": "-PT1H"}}, "misfire/late", "zero or more"),
        ({"misfire": {"late": 3}}, "misfire/late", "a duration|duration such as"),
        ({"misfire": {"late": "P1M"}}, "misfire/late", "months or years"),
        ({"goal": {"event": "x", "within": "PT0M"}}, "goal/within", "more than zero"),
        ({"sheet": {"deliverables": [{"name": "x", "due": "soon"}]}}, "sheet/deliverables/0/due", "a date"),
        ({"audience": {"all": 3}}, "audience/all", "a list"),
        ({"audience": {"eq": ["a", None]}}, "audience/eq", "not nothing"),
        ({"audience": {"eq": ["a", float("nan")]}}, "audience/eq", "a number"),
        ({"audience": {"eq": ["a", 1], "ne": ["a", 1]}}, "audience", "one operator"),
        ({"audience": {"consents": "emial"}}, "audience/consents", "did you mean 'email'?"),
        ({"audience": {}}, "audience", "one operator"),
    ],
)
def test_a_fault_names_its_place_and_the_next_step(changes, place, words):
    ((path, message),) = faults(**changes)
    assert path == place
    assert any(word in message for word in words.split("|"))


@pytest.mark.parametrize(
    ("node", "words"),
    [
        ({"kind": "wait"}, "either for"),
        ({"kind": "wait", "for": "P1D", "until": {"time": "09:00"}}, "either for"),
        ({"kind": "wait", "for": "P1M"}, "months or years"),
        ({"kind": "wait", "for": "-P1D"}, "zero or more"),
        ({"kind": "wait", "until": {"time": "25:00"}}, "a time of day"),
        ({"kind": "wait", "until": {"time": "09:00", "weekdays": []}}, "at least one day"),
        ({"kind": "message", "channel": "meeting"}, "not a possible value"),
        ({"kind": "experiment", "paths": [{"path": "a", "share": 120}]}, "from 0 to 100"),
        ({"kind": "update"}, "needed and missing"),
        ({"kind": "update", "set": {"a": None}}, "not nothing"),
        ({"kind": "split", "paths": [{"path": "a"}]}, "needed and missing"),
    ],
)
def test_a_fault_of_a_node_names_the_node(node, words):
    with pytest.raises(DocumentError) as caught:
        load_scenario({**FINE, "nodes": [{"id": "n1", **node}]})
    (finding,) = caught.value.findings
    assert words in finding.message["en"]
    assert (finding.scenario, finding.node) == ("a", "n1")


@pytest.mark.parametrize(
    ("rules", "place", "words"),
    [
        ({"timezone": "Europe/Pari"}, "timezone", "did you mean 'Europe/Paris'?"),
        ({"caps": [{"id": "a", "max": -1, "per": "P7D"}]}, "caps/0/max", "at least 0"),
        ({"caps": [{"id": "a", "max": 1, "per": "fortnight"}]}, "caps/0/per", "day, week or month"),
        ({"caps": [{"id": "a", "max": 1, "per": "P1M"}]}, "caps/0/per", "months or years"),
        ({"caps": [{"id": "a", "max": 1, "per": "P7D", "kind": "calendar"}]}, "caps/0/per", "agree"),
        ({"caps": [{"id": "a", "max": 1, "per": "day", "kind": "rolling"}]}, "caps/0/per", "agree"),
        (
            {"caps": [{"id": "a", "max": {"when": [[1, 2]], "else": 1}, "per": "P1D"}]},
            "caps/0/max/when/0/0",
            "one",
        ),
        ({"gaps": [{"id": "a", "min": "PT0M"}]}, "gaps/0/min", "more than zero"),
        ({"gaps": [{"id": "a", "min": "P1D", "chanels": ["sms"]}]}, "gaps/0/chanels", "'channels'"),
        ({"score": {"threshold": 1, "decay": {}}}, "score/decay", "exactly one"),
        (
            {"score": {"threshold": 1, "decay": {"steps": [["P7D", 1], ["P1D", 2]]}}},
            "score/decay/steps",
            "order them",
        ),
        ({"score": {"threshold": 1, "weights": {"emial": 1}}}, "score/weights/emial", "'email'"),
        (
            {"quiet_hours": [{"channels": ["sms"], "allow": {"lun": ["08:00-20:00"]}}]},
            "quiet_hours/0/allow/lun",
            "is not a day; did you mean",
        ),
        (
            {"quiet_hours": [{"channels": ["sms"], "allow": {"mon": ["08:00"]}}]},
            "quiet_hours/0/allow/mon/0",
            "a span such as",
        ),
        (
            {"quiet_hours": [{"channels": ["sms"], "allow": {"mon": ["08:00-08:00"]}}]},
            "quiet_hours/0/allow/mon/0",
            "is empty",
        ),
        (
            {"quiet_hours": [{"channels": ["sms"], "allow": {"mon-wed": [], "tue": []}}]},
            "quiet_hours/0/allow",
            "given twice",
        ),
        (
            {"quiet_hours": [{"channels": ["sms"], "allow": {}, "holidays": "France"}]},
            "quiet_hours/0/holidays",
            "FR",
        ),
        ({"categories": {"comercial": {}}}, "categories/comercial", "'commercial'"),
        ({"controls": {"global": 5}}, "controls/global", "from 0 to 1"),
    ],
)
def test_a_fault_of_the_policy_names_its_place(rules, place, words):
    with pytest.raises(DocumentError) as caught:
        load_policy({"format": "policy/1", **rules})
    (finding,) = caught.value.findings
    assert finding.path == place
    assert words in finding.message["en"]


def test_an_address_to_follow_cannot_be_a_program():
    template = {"format": "message/1", "key": "t", "channel": "email", "name": "T"}
    with pytest.raises(DocumentError, match="not an address to follow"):
        load_template({**template, "cta": {"label": "x", "url": "javascript:alert(1)"}})


def test_faults_are_told_in_both_languages():
    (finding,) = findings(load_segments, "segments: {a: {conditon: {is_set: b}, condition: {is_set: b}}}")
    assert "vouliez-vous dire « condition »" in finding.message["fr"]
    assert "did you mean 'condition'" in finding.message["en"]


@pytest.mark.parametrize(
    ("changes", "fr", "en"),
    [
        (
            {"nodes": [{"id": "big", "kind": "split", "paths": [{"path": "vip"}]}]},
            "étape « big » (Condition), chemin « vip », « Condition » (when) : cette valeur est obligatoire",
            "node 'big' (Split), way out 'vip', 'Condition' (when): this value is needed and missing",
        ),
        (
            {"nodes": [{"kind": "split", "paths": [{}]}]},
            "étape n° 1 (Condition), chemin n° 1, « Nom » (path) : ",
            "node 1 (Split), way out 1, 'Name' (path): ",
        ),
        (
            {"nodes": [{"id": "w", "kind": "wait", "fro": "P1D", "for": "P1D"}]},
            "étape « w » (Attente), fro : ",
            "node 'w' (Wait), fro: ",
        ),
        (
            {"edges": [{"from": "a"}]},
            "lien « a » → « ? », « Arrivée » (to) : ",
            "link 'a' → '?', 'To' (to): ",
        ),
        (
            {"trigger": {"kind": "event"}},
            "déclencheur (Un évènement), « Évènement » (event) : ",
            "trigger (An event), 'Event' (event): ",
        ),
        ({"nodes": ["x"]}, "étape n° 1 : ", "node 1: "),
        ({"audience": {}}, "audience : la condition est vide", "audience: the condition is empty"),
    ],
)
def test_a_place_is_told_as_people_call_it_and_its_path_is_kept(changes, fr, en):
    with pytest.raises(DocumentError) as caught:
        load_scenario({**FINE, **changes})
    told = [(f.message["fr"], f.message["en"]) for f in caught.value.findings]
    assert any(f"Scénario a, {fr}" in french and f"Scenario a, {en}" in english for french, english in told)
    (root,) = changes
    for finding in caught.value.findings:
        assert finding.path.startswith(root)
        assert f"{root}/" not in finding.message["fr"]


# ── Limits ──────────────────────────────────────────────────────────────────────────────────────────────


def nested(depth: int) -> object:
    value: object = "leaf"
    for _ in range(depth):
        value = [value]
    return value


def test_depth_is_bounded_in_text_and_in_data():
    assert parse_yaml("[" * DEEPEST + "leaf" + "]" * DEEPEST).data == nested(DEEPEST)
    with pytest.raises(Unreadable, match="nested more than"):
        parse_yaml("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1))
    with pytest.raises(DocumentError, match="nested more than"):
        load_scenario({**FINE, "sheet": nested(DEEPEST + 1)})


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_very_deep_texts_are_refused_without_recursion(opening: str):
    with pytest.raises(Unreadable):
        parse_yaml(opening * 100_000)


def test_size_is_bounded():
    fits = '"' + "x" * (HEAVIEST - 2) + '"'
    assert len(parse_yaml(fits).data) == HEAVIEST - 2
    with pytest.raises(Unreadable, match="bytes"):
        parse_yaml(fits + " ")


def test_nodes_are_bounded():
    nodes = [{"id": f"n{index}", "kind": "exit"} for index in range(MOST_NODES + 1)]
    assert len(load_scenario({**FINE, "nodes": nodes[:-1]}).nodes) == MOST_NODES
    ((path, message),) = faults(nodes=nodes)
    assert path == "nodes"
    assert "2000 at most" in message


def test_what_aliases_repeat_is_bounded():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    with pytest.raises(Unreadable, match=f"more than {LARGEST} values"):
        parse_yaml("\n".join(lines))
    assert parse_yaml("a: &x [1, 2]\nb: *x").data == {"a": [1, 2], "b": [1, 2]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &x [*x]", "stands for nothing whole"),
        ("a: *y", "not YAML|stands for nothing whole"),
        ("a: !!python/object/apply:os.system [ls]", "has no meaning here"),
        ("? [a]\n: b", "a key must be a plain text"),
        ("a: b\n---\nc: d", "one document"),
        ("a: [", "not YAML"),
        (b"\xff\xfe", "not UTF-8"),
        ('"\\0"', "a null"),
    ],
)
def test_texts_that_are_no_document_are_refused_with_a_line(text, words):
    with pytest.raises(Unreadable) as caught:
        parse_yaml(text, "a.yaml")
    (finding,) = caught.value.findings
    assert any(word in finding.message["en"] for word in words.split("|"))
    assert finding.line >= 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("09:00", "09:00"),
        ("10:30", "10:30"),
        ("2026-12-01", "2026-12-01"),
        ("no", "no"),
        ("on", "on"),
        ("01000", "01000"),
        ("+33612345678", "+33612345678"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("=", "="),
        ("1", 1),
        ("-1.5e3", -1500.0),
        ("true", True),
        ("~", None),
        ('"1"', "1"),
        ("<<", "<<"),
    ],
)
def test_plain_texts_mean_what_they_look_like(text, value):
    assert parse_yaml(f"k: {text}").data == {"k": value}


def test_a_null_is_an_absent_key():
    assert load_scenario({**FINE, "audience": None, "entry": {"gap": None}}) == load_scenario(FINE)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda below: (
        st.lists(below, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["all", "any", "not", "eq", "in", "did", "where", "event", "within", "matches", "x"]
            ),
            below,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(anything)
def test_no_data_makes_anything_but_a_condition_or_a_fault(value):
    with suppress(DocumentError):
        load_scenario({**FINE, "audience": value})


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=60) | st.binary(max_size=60))
def test_no_text_makes_anything_but_data_or_a_fault(text):
    with suppress(Unreadable):
        parse_yaml(text)


def test_deep_conditions_are_refused_in_words():
    condition: object = {"is_set": "a"}
    for _ in range(17):
        condition = {"not": condition}
    with pytest.raises(ValidationError, match="segments"):
        read_condition(condition)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        (
            {"notes": [{"id": "n1", "at": [0, 0], "size": [0, 40]}]},
            [("notes/0/size", "0 is out of bounds: write a number from 1 to 10000.")],
        ),
        ({"notes": [{"id": "n1", "at": [0]}]}, [("notes/0/at", "[x, y] is expected here.")]),
        (
            {"groups": [{"id": "g1", "nodes": ["a", "b"]}, {"id": "g2", "nodes": ["c", "a"]}]},
            [
                (
                    "groups/1/nodes/1",
                    "the node 'a' is in the group 'g1' already; leave it in one of them.",
                )
            ],
        ),
        (
            {"groups": [{"id": "g1", "nodes": ["a", "a"]}]},
            [
                (
                    "groups/0/nodes/1",
                    "the node 'a' is in the group 'g1' already; leave it in one of them.",
                )
            ],
        ),
    ],
)
def test_what_is_drawn_beside_the_graph_has_its_place_and_its_nodes_once(changes, found):
    for (path, text), (at, words) in zip(faults(**changes), found, strict=True):
        assert path == at
        assert text.endswith(words)
