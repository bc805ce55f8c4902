"""Counting units know nothing of each other: in any order and in any parts the same is decided for each."""

from __future__ import annotations

import os
from collections.abc import Sequence
from copy import deepcopy

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.domain.enrolment import Unit
from designer.engine import kernel
from designer.engine.compile import compile_book
from designer.engine.packing import Packed, advance_all, outcome_of, room_for
from tests.oracle import planner
from tests.oracle.agree import Told
from tests.oracle.dice import Dice
from tests.oracle.worlds import Maker

#: Rows that refer to no other rows, and the place of their number in ``Out.used``.
USED = {"visits": 0, "refusals": 3, "updates": 4, "tasks": 5, "runs": 7}
EXAMPLES = int(os.environ.get("DESIGNER_EXAMPLES", "40"))
bounded = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


@st.composite
def towns(draw: st.DrawFn):
    """A rulebook, more units than a world has, and the minutes to play."""
    maker = Maker(Dice.of_draw(draw))
    book = maker.book()
    units = [maker.one_unit(place) for place in range(draw(st.integers(2, 6)))]
    return book, units, maker.start, maker.end


@st.composite
def parts(draw: st.DrawFn, units: Sequence[Unit]) -> list[list[Unit]]:
    """The units in some order, cut somewhere."""
    left, found = draw(st.permutations(list(units))), []
    while left:
        size = draw(st.integers(1, len(left)))
        found.append(left[:size])
        left = left[size:]
    return found


def told(outs, units: Sequence[Unit]) -> tuple[list[str], dict[str, object]]:
    """All that was decided, whatever the order, and how everybody stands."""
    all_told, rows = [], Told()
    for out in outs:
        rows.add(out)
    for kind, some in rows.rows.items():
        if kind not in ("steps", "updates"):
            all_told += [f"{kind} {row!r}" for row in some]
    stands = {}
    for unit in units:
        one = Told(rows={"steps": [0], "updates": []})
        one.end(unit)
        stands[unit.key] = one.state
    return sorted(all_told), stands


@bounded
@given(towns(), st.data())
def test_units_in_any_order_and_any_parts_are_decided_as_each_alone(town, data):
    book, units, start, end = town
    alone = deepcopy(units)
    expected = told([planner.advance(book, unit, floor=start, until=end) for unit in alone], alone)
    together = deepcopy(units)
    compiled = compile_book(book, first=start, last=end)
    outs = []
    for part in data.draw(parts(together)):
        packed = Packed(compiled, part)
        rows = data.draw(st.sampled_from([256, 1, 8]))
        outs.append(outcome_of(packed, advance_all(packed, floor=start, until=end, rows=rows), end))
    assert told(outs, together) == expected


def rows_of(out, name: str, place: int):
    """The rows in use; an event that the planner made is named by its row among decisions, which differs."""
    rows = getattr(out, name)[: out.used[place]].copy()
    if name == "runs":
        rows["event"] = np.maximum(rows["event"], -2)
    return rows


@bounded
@given(towns(), st.sampled_from([64, 8, 20, 200]), st.integers(1, 3))
def test_where_there_is_little_room_the_rows_are_the_same(town, rows, step):
    """Room is emptied whenever it is full, and so is the bench made larger: the rows follow each other."""
    book, units, start, end = town
    compiled = compile_book(book, first=start, last=end)
    packed = Packed(compiled, units)
    whole = advance_all(packed, floor=start, until=end)
    tables, people = compiled.tables, packed.arrays
    pieces = {name: [] for name in USED}
    at, bench = 0, 2
    work = kernel.workbench(tables.policy[0], bench)
    while at < len(units):
        out = room_for(compiled, len(people.people), rows)
        upto = min(at + step, len(units))
        done, full = kernel.advance(tables, people, work, out, at, upto, start, end)
        for name, place in USED.items():
            pieces[name].append(rows_of(out, name, place))
        if full == 2:
            bench *= 2
            work = kernel.workbench(tables.policy[0], bench)
        elif full == 1 and done == at:
            rows *= 2
        assert full or done == upto
        at = done
    for name, place in USED.items():
        assert np.array_equal(np.concatenate(pieces[name]), rows_of(whole, name, place))


@bounded
@given(towns())
def test_what_is_given_is_not_changed(town):
    book, units, start, end = town
    packed = Packed(compile_book(book, first=start, last=end), units)
    before = deepcopy(packed.arrays)
    advance_all(packed, floor=start, until=end)
    for was, now in zip(before, packed.arrays, strict=True):
        assert np.array_equal(was, now)
