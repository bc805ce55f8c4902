"""Changes of documents by paths."""

import pytest

from designer.analysis.verdict import Change
from designer.domain.errors import BadInput
from designer.store.changes import patched

DOCUMENT = {"nodes": [{"id": "a"}, {"id": "w", "for": "P1D"}], "entry": {"group": "g"}, "priority": None}


@pytest.mark.parametrize(
    ("path", "value", "where", "becomes"),
    [
        (("nodes", 1, "for"), "P2D", ("nodes",), [{"id": "a"}, {"id": "w", "for": "P2D"}]),
        # An index equal to the length appends.
        (("nodes", 2), {"id": "z"}, ("nodes",), [{"id": "a"}, {"id": "w", "for": "P1D"}, {"id": "z"}]),
        # What lies on the way and is missing is made.
        (("goal", "event"), "x", ("goal",), {"event": "x"}),
        (("priority", "prevails_over", 0), "b", ("priority",), {"prevails_over": ["b"]}),
        (("layout", "n", 0), 1, ("layout",), {"n": [1]}),
    ],
)
def test_a_value_is_set_where_the_path_leads(path, value, where, becomes):
    made = patched(DOCUMENT, [Change(document="scenario:s", path=path, value=value)])
    assert made[where[0]] == becomes


def test_a_part_is_removed_and_nothing_else():
    changes = [
        Change(document="scenario:s", path=("nodes", 0), remove=True),
        Change(document="scenario:s", path=("entry", "group"), remove=True),
        Change(document="scenario:s", path=("entry", "nothing"), remove=True),
    ]
    made = patched(DOCUMENT, changes)
    assert made == {"nodes": [{"id": "w", "for": "P1D"}], "entry": {}, "priority": None}


def test_the_document_that_was_read_is_left_as_it_is():
    before = {"nodes": [{"id": "a"}]}
    patched(before, [Change(document="scenario:s", path=("nodes", 0, "id"), value="b")])
    assert before == {"nodes": [{"id": "a"}]}


@pytest.mark.parametrize(
    "path", [(), ("nodes", 9), ("nodes", -1), ("nodes", "x"), ("entry", 0), ("nodes", 0, "id", "x"), (0,)]
)
def test_a_path_that_does_not_fit_is_refused(path):
    with pytest.raises(BadInput):
        patched(DOCUMENT, [Change(document="scenario:s", path=path, value=1)])


def test_an_index_beyond_the_end_cannot_be_removed():
    with pytest.raises(BadInput):
        patched(DOCUMENT, [Change(document="scenario:s", path=("nodes", 2), remove=True)])
