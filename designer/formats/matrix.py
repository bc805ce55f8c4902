"""``matrix/1``: what the committee knows and decides of the scenarios."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from marshmallow import ValidationError

from designer.domain.criteria import NINE
from designer.domain.matrix import (
    BEST,
    CONFIDENCES,
    Criterion,
    Decision,
    Gain,
    Gate,
    Judgements,
    Mark,
    Matrix,
    Opening,
    Row,
    Side,
    Vote,
)
from designer.domain.source import Path
from designer.formats import fields as f
from designer.formats.faults import Fault, fault, faults_at, unknown_key, unknown_word

_GATES, _OPENINGS = f.words_of(Gate), f.words_of(Opening)
_NINE = {one.key: one for one in NINE}
#: One over a figure of Saaty's scale.
_PART = re.compile(r"\s*1\s*/\s*([1-9])\s*")
#: The heaviest weight, and the highest number of a sprint, a lot or a cut.
_HEAVIEST, _MOST = 1000, 1000
#: The largest figure of a gain.
_LARGEST = 10**9
#: How many criteria there may be besides the nine.
MOST_CRITERIA = 50


def _read_confidence(value: object) -> int:
    number: int = f.read_integer(value)
    if number not in CONFIDENCES:
        raise fault(
            f"{number} n'est pas une confiance ; écrivez 50, 80 ou 100.",
            f"{number} is no confidence; write 50, 80 or 100.",
        )
    return number


def _mapping(read_key: Callable[[Any], Any], read: Callable[[Any], Any], write: Any = None) -> f.Read:
    """Values by key, written in the order they were read."""
    return f.Read(
        lambda value: f.read_mapping(value, read_key, read),
        lambda items: {key: write(item) if write else item for key, item in items.items()},
    )


class MarkSchema(f.RecordSchema):
    of = Mark

    level = f.integer(low=0, high=BEST, required=True)
    confidence = f.Read(_read_confidence)
    source = f.free()
    date = f.day()


def _read_mark(value: object) -> Mark:
    """A level alone, or with what is known of it."""
    found: Mark = f.read_record(value if isinstance(value, Mapping) else {"level": value}, MarkSchema)
    return found


class GainSchema(f.RecordSchema):
    of = Gain

    contacts_per_month = f.number(low=0, high=_LARGEST, required=True)
    contactable = f.number(low=0, high=1)
    uplift = f.number(low=0, high=1, required=True)
    value = f.number(low=0, high=_LARGEST, required=True)
    cost_per_contact = f.number(low=0, high=_LARGEST)
    assumptions = f.free()


class RowSchema(f.RecordSchema):
    of = Row

    scores = _mapping(f.read_name, _read_mark, lambda item: f.write_record(item, MarkSchema))
    gates = f.Read(
        lambda value: f.read_mapping(
            value, lambda key: f.read_word(key, _GATES), lambda word: f.read_word(word, _OPENINGS)
        ),
        lambda items: {gate.value: items[gate].value for gate in Gate if gate in items},
    )
    gain = f.record(GainSchema)
    sprint = f.integer(low=1, high=_MOST)
    lot = f.integer(low=1, high=_MOST)
    decision = f.word(Decision)
    owner = f.free()
    due = f.day()
    note = f.free()


def _read_anchors(value: object) -> tuple[Any, ...]:
    anchors = f.read_list(value, f.read_words)
    if len(anchors) != BEST + 1:
        raise fault(
            f"il y a {len(anchors)} repères ; écrivez-en six, du niveau 0 au niveau 5.",
            f"there are {len(anchors)} anchors; write six, from level 0 to level 5.",
        )
    return anchors


class CriterionSchema(f.RecordSchema):
    of = Criterion

    key = f.name(required=True)
    name = f.words()
    group = f.word(Side)
    anchors = f.Read(_read_anchors, lambda anchors: [f.write_words(anchor) for anchor in anchors])
    weight = f.number(low=0, high=_HEAVIEST)

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        """Of the nine only what is changed needs to be said; of another one, everything."""
        known = _NINE.get(values["key"])
        parts = ("name", "group", "anchors", "weight")
        if known is not None:
            return {part: getattr(known, part) for part in parts} | values
        missing = [part for part in parts if part not in values]
        if missing:
            raise ValidationError({part: f.required_missing().messages for part in missing})
        return values


def _read_criteria(value: object) -> tuple[Criterion, ...]:
    criteria: tuple[Criterion, ...] = f.read_list(value, lambda item: f.read_record(item, CriterionSchema))
    if len(criteria) > MOST_CRITERIA:
        raise fault(
            f"il y a {len(criteria)} critères ; gardez-en {MOST_CRITERIA} au plus.",
            f"there are {len(criteria)} criteria; keep {MOST_CRITERIA} at most.",
        )
    return criteria


def _read_judgement(value: object) -> float:
    """A figure of Saaty's scale, ``1/3`` too."""
    part = _PART.fullmatch(value) if isinstance(value, str) else None
    # a third is often written 0.333, a ninth 0.11
    return 1 / int(part[1]) if part else f.read_number(value, low=0.1, high=9)


class JudgementsSchema(f.RecordSchema):
    of = Judgements

    pairs = f.Read(
        lambda value: f.read_mapping(
            value, f.read_name, lambda judged: f.read_mapping(judged, f.read_name, _read_judgement)
        ),
        lambda pairs: {one: dict(judged) for one, judged in pairs.items()},
    )

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        """Refuse a criterion against itself, and a pair that is judged in both directions."""
        pairs = values.get("pairs", {})
        faults: dict[Path, Fault] = {}
        for one, judged in pairs.items():
            for other in judged:
                if one == other or one in pairs.get(other, {}):
                    faults["pairs", one, other] = _TWICE
        if faults:
            raise faults_at(faults)
        return values


_TWICE = Fault(
    fr="une paire de critères différents se juge une fois, dans un seul sens ; retirez celle-ci.",
    en="a pair of different criteria is judged once, in one direction; remove this one.",
)


class VoteSchema(f.RecordSchema):
    of = Vote

    voter = f.text(required=True)
    department = f.text(required=True)
    scenario = f.name(required=True)
    criterion = f.name(required=True)
    level = f.integer(low=0, high=BEST, required=True)
    at = f.Read(f.read_instant, f.write_instant)


class MatrixSchema(f.RecordSchema):
    """The whole document, without its ``format``."""

    of = Matrix

    weights = _mapping(f.read_name, lambda value: f.read_number(value, low=0, high=_HEAVIEST))
    criteria = f.Read(_read_criteria, lambda items: [f.write_record(item, CriterionSchema) for item in items])
    capacity_days = f.number(low=0.5, high=_LARGEST)
    cut = f.integer(low=0, high=_MOST)
    rows = _mapping(
        f.read_name,
        lambda value: f.read_record(value, RowSchema),
        lambda item: f.write_record(item, RowSchema),
    )
    ahp = f.record(JudgementsSchema)
    votes = f.records(VoteSchema)

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        """Every criterion that is named is a column, once; somebody votes once for a cell."""
        faults: dict[Path, Fault] = dict(_repeated(values.get("criteria", ())))
        columns = list(dict.fromkeys([*_NINE, *(one.key for one in values.get("criteria", ()))]))
        faults |= {path: unknown_key(path[-1], columns) for path in _named(values) if path[-1] not in columns}
        faults |= dict(_vote_faults(values.get("votes", ()), columns))
        if faults:
            raise faults_at(faults)
        return values


def _named(values: Mapping[str, Any]) -> Iterator[Path]:
    """Where keys of criteria stand."""
    for key in values.get("weights", {}):
        yield "weights", key
    for scenario, row in values.get("rows", {}).items():
        for key in row.scores:
            yield "rows", scenario, "scores", key
    judgements = values.get("ahp")
    for one, judged in judgements.pairs.items() if judgements else ():
        yield "ahp", "pairs", one
        for other in judged:
            yield "ahp", "pairs", one, other


def _repeated(criteria: Iterable[Criterion]) -> Iterator[tuple[Path, Fault]]:
    seen: set[str] = set()
    for index, one in enumerate(criteria):
        if one.key in seen:
            yield (
                ("criteria", index, "key"),
                Fault(
                    fr=f"le critère « {one.key} » est donné deux fois ; gardez-en un.",
                    en=f"the criterion '{one.key}' is given twice; keep one.",
                ),
            )
        seen.add(one.key)


def _vote_faults(votes: Iterable[Vote], columns: Iterable[str]) -> Iterator[tuple[Path, Fault]]:
    known, seen = list(columns), set()
    for index, vote in enumerate(votes):
        if vote.criterion not in known:
            yield ("votes", index, "criterion"), unknown_word(vote.criterion, known)
        cast = (vote.voter, vote.scenario, vote.criterion)
        if cast in seen:
            yield (
                ("votes", index),
                Fault(
                    fr=f"{vote.voter} a déjà voté pour cette case ; gardez un vote.",
                    en=f"{vote.voter} has voted for this cell already; keep one vote.",
                ),
            )
        seen.add(cast)
