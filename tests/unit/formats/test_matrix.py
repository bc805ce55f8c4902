"""The matrix of the committee as a document: what it says, and every fault with its place."""

from datetime import UTC, date, datetime

import pytest

from designer.domain.errors import DocumentError
from designer.domain.matrix import Decision, Gate, Judgements, Mark, Opening, Side
from designer.formats import dump_matrix, load_matrix
from designer.formats.yamltext import load_text

WHOLE = """
format: matrix/1
weights: {impact: 30, brand: 4}
criteria:
  - {key: brand, name: {fr: Image, en: Brand}, group: value, anchors: [a, b, c, d, e, f], weight: 3}
  - {key: legal, weight: 8}
capacity_days: 40
cut: 9
rows:
  relance-devis:
    scores:
      impact: {level: 4, confidence: 80, source: Étude 2025, date: 2026-11-20}
      volume: 3
    gates: {legal: open, consent: degraded, data: closed}
    gain: {contacts_per_month: 1200, contactable: 0.85, uplift: 0.02, value: 45, cost_per_contact: 0.1,
           assumptions: Test}
    sprint: 1
    lot: 2
    decision: go
    owner: Ana
    due: 2027-01-31
    note: Voir avec la DSI
ahp: {pairs: {volume: {impact: 1/3}}}
votes:
  - {voter: Ana, department: marketing, scenario: relance-devis, criterion: impact, level: 4,
     at: 2026-11-20T10:00:00Z}
"""


def fault_of(document: dict) -> tuple[str, str]:
    with pytest.raises(DocumentError) as raised:
        load_matrix({"format": "matrix/1", **document})
    (found,) = raised.value.findings
    return found.path, found.message["en"]


def test_a_whole_matrix_loads():
    matrix = load_text(load_matrix, WHOLE)
    row = matrix.rows["relance-devis"]
    assert row.scores == {
        "impact": Mark(level=4, confidence=80, source="Étude 2025", date=date(2026, 11, 20)),
        "volume": Mark(level=3),
    }
    assert row.gates == {
        Gate.LEGAL: Opening.OPEN,
        Gate.CONSENT: Opening.DEGRADED,
        Gate.DATA: Opening.CLOSED,
    }
    assert row.decision is Decision.GO
    assert row.gain.contactable == 0.85
    assert matrix.ahp == Judgements(pairs={"volume": {"impact": pytest.approx(1 / 3)}})
    assert matrix.votes[0].at == datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_of_the_nine_only_what_changes_needs_to_be_said():
    brand, legal = load_text(load_matrix, WHOLE).criteria
    assert (brand.key, brand.group, brand.weight) == ("brand", Side.VALUE, 3)
    assert legal.name == {"fr": "Contraintes juridiques", "en": "Legal constraints"}
    assert legal.weight == 8
    assert len(legal.anchors) == 6


def test_what_is_written_reads_back_equal():
    matrix = load_text(load_matrix, WHOLE)
    assert load_matrix(dump_matrix(matrix)) == matrix


def test_a_level_alone_is_written_as_a_mapping():
    written = dump_matrix(load_matrix({"rows": {"a": {"scores": {"volume": 3}}}}))
    assert written == {"format": "matrix/1", "rows": {"a": {"scores": {"volume": {"level": 3}}}}}


@pytest.mark.parametrize(
    ("document", "path", "words"),
    [
        # a level beyond the scale
        ({"rows": {"a": {"scores": {"volume": 6}}}}, "rows/a/scores/volume/level", "from 0 to 5"),
        # a confidence in between
        (
            {"rows": {"a": {"scores": {"volume": {"level": 3, "confidence": 70}}}}},
            "rows/a/scores/volume/confidence",
            "50, 80 or 100",
        ),
        # a criterion that is no column: the nearest one
        ({"rows": {"a": {"scores": {"volum": 3}}}}, "rows/a/scores/volum", "did you mean 'volume'?"),
        ({"weights": {"impct": 3}}, "weights/impct", "did you mean 'impact'?"),
        ({"ahp": {"pairs": {"gain": {"dta": 3}}}}, "ahp/pairs/gain/dta", "did you mean 'data'?"),
        # a gate, or how it stands, that there is not
        ({"rows": {"a": {"gates": {"legl": "open"}}}}, "rows/a/gates/legl", "did you mean 'legal'?"),
        ({"rows": {"a": {"gates": {"legal": "shut"}}}}, "rows/a/gates/legal", "open, degraded or closed"),
        ({"rows": {"a": {"decison": "go"}}}, "rows/a/decison", "did you mean 'decision'?"),
        ({"rows": {"a": {"decision": "yes"}}}, "rows/a/decision", "no-go"),
        # a gain without its figures
        (
            {"rows": {"a": {"gain": {"contacts_per_month": 10, "value": 1}}}},
            "rows/a/gain/uplift",
            "is needed and missing",
        ),
        # a criterion of one's own without anchors, with too few, twice
        (
            {"criteria": [{"key": "brand", "name": "B", "group": "value", "weight": 1}]},
            "criteria/0/anchors",
            "is needed and missing",
        ),
        ({"criteria": [{"key": "gain", "anchors": ["a"]}]}, "criteria/0/anchors", "there are 1 anchors"),
        ({"criteria": [{"key": "gain"}, {"key": "gain"}]}, "criteria/1/key", "given twice"),
        # judgements off the scale, of a criterion against itself, in both directions
        ({"ahp": {"pairs": {"gain": {"data": 12}}}}, "ahp/pairs/gain/data", "from 0.1 to 9"),
        ({"ahp": {"pairs": {"gain": {"gain": 1}}}}, "ahp/pairs/gain/gain", "judged once"),
        (
            {"criteria": [{"key": "gain", "name": str(number)} for number in range(51)]},
            "criteria",
            "keep 50 at most",
        ),
        ({"capacity_days": 0}, "capacity_days", "from 0.5 to"),
        ({"wieghts": {}}, "wieghts", "did you mean 'weights'?"),
    ],
)
def test_a_fault_names_its_place_and_what_to_write(document: dict, path: str, words: str):
    found, message = fault_of(document)
    assert found == path
    assert words in message


def test_a_fault_has_its_line():
    with pytest.raises(DocumentError) as raised:
        load_text(load_matrix, "format: matrix/1\nrows:\n  a:\n    scores:\n      volume: 9\n")
    assert raised.value.findings[0].line == 5


def vote(**given) -> dict:
    return {
        "voter": "Ana",
        "department": "marketing",
        "scenario": "a",
        "criterion": "gain",
        "level": 3,
        **given,
    }


def test_nobody_votes_twice_for_a_cell():
    assert fault_of({"votes": [vote(), vote(level=5)]})[0] == "votes/1"


def test_a_vote_is_for_a_criterion_there_is():
    path, message = fault_of({"votes": [vote(criterion="gian")]})
    assert path == "votes/0/criterion"
    assert "did you mean 'gain'?" in message


def test_a_pair_judged_in_both_directions_is_reported_at_both():
    with pytest.raises(DocumentError) as raised:
        load_matrix({"ahp": {"pairs": {"gain": {"data": 3}, "data": {"gain": 3}}}})
    assert [found.path for found in raised.value.findings] == ["ahp/pairs/gain/data", "ahp/pairs/data/gain"]
