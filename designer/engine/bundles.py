# mypy: disable-error-code="no-untyped-def,misc,untyped-decorator,no-any-return"
"""The arrays of a tuple behind one pointer, so that compiled functions hand it on for nothing.

A tuple of arrays is taken apart at every call, which makes compiled code long and its compilation longer.
Interpreted code takes the tuples as they are, with the fields of records as attributes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from designer.engine.jit import compiled, entrance
from designer.engine.tables import Hours, Out, People, Tables, Zones

if compiled:
    from numba import types
    from numba.experimental import structref

    class _Kind(types.StructRef):
        def preprocess_fields(self, fields):
            return tuple((name, types.unliteral(kind)) for name, kind in fields)

    @structref.register
    class ZonesKind(_Kind):
        """``tables.Zones`` behind a pointer."""

    @structref.register
    class HoursKind(_Kind):
        """``tables.Hours`` behind a pointer."""

    @structref.register
    class TablesKind(_Kind):
        """``tables.Tables`` behind a pointer."""

    @structref.register
    class PeopleKind(_Kind):
        """``tables.People`` behind a pointer."""

    @structref.register
    class OutKind(_Kind):
        """``tables.Out`` behind a pointer."""

    @structref.register
    class WorkKind(_Kind):
        """The workbench behind a pointer."""

    class ZonesRef(structref.StructRefProxy):
        """``tables.Zones`` as Python holds it."""

    class HoursRef(structref.StructRefProxy):
        """``tables.Hours`` as Python holds it."""

    class TablesRef(structref.StructRefProxy):
        """``tables.Tables`` as Python holds it."""

    class PeopleRef(structref.StructRefProxy):
        """``tables.People`` as Python holds it."""

    class OutRef(structref.StructRefProxy):
        """``tables.Out`` as Python holds it."""

    class WorkRef(structref.StructRefProxy):
        """The workbench as Python holds it."""

    WORK_FIELDS = (
        "who",
        "bits",
        "date_kind",
        "date",
        "runs",
        "visits",
        "stays",
        "events",
        "masks",
        "sends",
        "fills",
        "looks",
        "news",
        "order",
        "fired",
        "candidates",
        "scratch",
        "count",
    )
    for _ref, _kind, _fields in (
        (ZonesRef, ZonesKind, Zones._fields),
        (HoursRef, HoursKind, Hours._fields),
        (TablesRef, TablesKind, Tables._fields),
        (PeopleRef, PeopleKind, People._fields),
        (OutRef, OutKind, Out._fields),
        (WorkRef, WorkKind, WORK_FIELDS),
    ):
        structref.define_proxy(_ref, _kind, list(_fields))

    # One function a tuple, with its arguments by name: only functions of a file are kept compiled.

    @entrance
    def _zones(first, at, offset, wall, wall_late, near):
        return ZonesRef(first, at, offset, wall, wall_late, near)

    @entrance
    def _hours(first, start, end, country, holiday_first, holiday):
        return HoursRef(first, start, end, country, holiday_first, holiday)

    @entrance
    def _tables(
        policy,
        scenarios,
        entries,
        nodes,
        offers,
        terms,
        programs,
        rules,
        behaviours,
        ints,
        reals,
        zones,
        hours,
    ):
        return TablesRef(
            policy,
            scenarios,
            entries,
            nodes,
            offers,
            terms,
            programs,
            rules,
            behaviours,
            ints,
            reals,
            zones,
            hours,
        )

    @entrance
    def _people(
        units,
        people,
        bits,
        date_kind,
        date,
        mark_at,
        mark_level,
        events,
        masks,
        runs,
        visits,
        stays,
        sends,
        fills,
    ):
        return PeopleRef(
            units,
            people,
            bits,
            date_kind,
            date,
            mark_at,
            mark_level,
            events,
            masks,
            runs,
            visits,
            stays,
            sends,
            fills,
        )

    @entrance
    def _out(
        visits,
        decisions,
        fillers,
        refusals,
        updates,
        tasks,
        reactions,
        runs,
        run_visits,
        ends,
        mark_at,
        mark_level,
        used,
    ):
        return OutRef(
            visits,
            decisions,
            fillers,
            refusals,
            updates,
            tasks,
            reactions,
            runs,
            run_visits,
            ends,
            mark_at,
            mark_level,
            used,
        )

    @entrance
    def _work(
        who,
        bits,
        date_kind,
        date,
        runs,
        visits,
        stays,
        events,
        masks,
        sends,
        fills,
        looks,
        news,
        order,
        fired,
        candidates,
        scratch,
        count,
    ):
        return WorkRef(
            who,
            bits,
            date_kind,
            date,
            runs,
            visits,
            stays,
            events,
            masks,
            sends,
            fills,
            looks,
            news,
            order,
            fired,
            candidates,
            scratch,
            count,
        )

    _MAKERS: dict[str, Any] = {
        "Zones": _zones,
        "Hours": _hours,
        "Tables": _tables,
        "People": _people,
        "Out": _out,
        "Work": _work,
    }


def bundle(arrays: Any) -> Any:
    """A tuple of arrays (and of such tuples) as compiled functions take it."""
    if isinstance(arrays, np.ndarray):
        return arrays if compiled or not arrays.dtype.names else arrays.view(np.recarray)
    parts = (bundle(one) for one in arrays)
    return _MAKERS[type(arrays).__name__](*parts) if compiled else type(arrays)(*parts)
