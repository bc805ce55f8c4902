"""A ``did`` whose ``where`` asks what else has happened, as conditions that need not ask it of each event.

What else has happened does not depend on the event looked at. So it is asked first, and events are counted by
the ``where`` that is left when the answer is known: ``did(E, where: P and D)`` is ``D and did(E, where: P)``,
or ``not D and did(E, where: false)``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from designer.domain.condition import All, Condition, Did, InSegment, Not, NotDid
from designer.domain.condition import Any as AnyOf
from designer.domain.data import Segment
from designer.domain.errors import BadInput

#: So many different ``did`` may stand in one ``where``: each doubles the cases.
_MOST = 6


def apart(did: Did, segments: Mapping[str, Segment]) -> Condition:
    """The same condition with no ``did`` inside a ``where``; the very one where there is none.

    Raises ``BadInput`` for a segment that stands in itself and for too many ``did`` in one ``where``.
    """
    if did.where is None:
        return did
    where = _spelt_out(did.where, segments, ())
    inner = {repr(one): one for one in _dids(where)}
    if not inner:
        return did
    if len(inner) > _MOST:
        raise BadInput(
            f"A 'where' of the event '{did.event}' asks {len(inner)} times what else has happened (did),"
            f" {_MOST} at most; put some of them beside the did, in an all."
        )
    return _cases(did, where, list(inner.values()))


def _cases(did: Did, where: Condition, inner: list[Did]) -> Condition:
    if not inner:
        return replace(did, where=where)
    first, others = inner[0], inner[1:]
    so = _cases(did, _given(where, repr(first), truth=True), others)
    otherwise = _cases(did, _given(where, repr(first), truth=False), others)
    return AnyOf(parts=(All(parts=(first, so)), All(parts=(Not(part=first), otherwise))))


def _given(where: Condition, key: str, *, truth: bool) -> Condition:
    """A ``where`` in which the answer to one ``did`` is known."""
    match where:
        case All(parts=parts):
            return All(parts=tuple(_given(part, key, truth=truth) for part in parts))
        case AnyOf(parts=parts):
            return AnyOf(parts=tuple(_given(part, key, truth=truth) for part in parts))
        case Not(part=part):
            return Not(part=_given(part, key, truth=truth))
        case Did() if repr(where) == key:
            return All(parts=()) if truth else AnyOf(parts=())
        case _:
            return where


def _dids(where: Condition) -> Iterator[Did]:
    match where:
        case All(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from _dids(part)
        case Not(part=part):
            yield from _dids(part)
        case Did():
            yield where
        case _:
            pass


def _spelt_out(where: Condition, segments: Mapping[str, Segment], within: tuple[str, ...]) -> Condition:
    """A ``where`` with its segments written out and ``not_did`` as the contrary of ``did``."""
    match where:
        case All(parts=parts):
            return All(parts=tuple(_spelt_out(part, segments, within) for part in parts))
        case AnyOf(parts=parts):
            return AnyOf(parts=tuple(_spelt_out(part, segments, within) for part in parts))
        case Not(part=part):
            return Not(part=_spelt_out(part, segments, within))
        case NotDid(did=did):
            return Not(part=did)
        case InSegment(segment=key):
            if key in within:
                raise BadInput(f"The segment '{key}' stands in itself; take it out of its own condition.")
            segment = segments.get(key)
            if segment is None:
                return AnyOf(parts=())
            return _spelt_out(segment.condition, segments, (*within, key))
        case _:
            return where
