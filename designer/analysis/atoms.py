"""Conditions over contacts as boxes of atoms: what can be true, what follows from what, who can be in both.

Every attribute has finitely many classes of values that the conditions at hand do not tell apart, the
missing value among them. Looking back at an event is a dimension of its own with two atoms, and so is a
segment that nobody knows. A condition is then a disjunction of boxes: for some dimensions, the atoms allowed.

Every simplification only ever allows more contacts: what is said to be impossible is. ``Target.exact``
says whether anything was simplified.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from designer.analysis.inventory import shared_trees, trees_of
from designer.analysis.values import (
    Classes,
    Leaf,
    classes_of,
    field_of,
    key_of,
    says,
)
from designer.analysis.verdict import Mode
from designer.domain.condition import (
    All,
    Any,
    Condition,
    Contains,
    Did,
    In,
    InSegment,
    IsSet,
    Matches,
    Not,
    NotDid,
    Scalar,
    Value,
)
from designer.domain.data import DataModel, Mutability, Segment, Type
from designer.domain.portfolio import Portfolio
from designer.domain.reading import glob
from designer.domain.scenario import EntersTrigger, Scenario
from designer.domain.time import Duration

#: Dimension -> mask of the atoms allowed, never 0 and never all; a dimension that is absent is free.
Box = Mapping[int, int]
#: Dimension -> atom.
Point = Mapping[int, int]

#: How many boxes one condition may have; beyond, they are replaced by the one that holds them all.
MOST_BOXES = 64
_PRODUCTS = 4 * MOST_BOXES


class Trust(Enum):
    """Whether what was true of a contact still is later."""

    FIXED = "fixed"
    #: It changes one way only.
    MONOTONE = "monotone"
    FREE = "free"


@dataclass(frozen=True, kw_only=True, eq=False)
class Dimension:
    """One thing that a contact is one atom of."""

    #: ``("attribute", name)``, ``("part", name, leaf)``, ``("did", …)`` or ``("segment", key)``.
    key: tuple[Hashable, ...]
    size: int
    trust: Trust
    #: Whether every atom has an example that stands on its own.
    exact: bool = True
    #: For each atom, the mask of those that it may become.
    becomes: tuple[int, ...]
    #: For an attribute: its classes of values.
    classes: Classes | None = None
    #: For a part of an attribute: the condition that is true or not.
    leaf: Leaf | None = None
    #: For a look back: what is looked for.
    did: Did | None = None

    @property
    def full(self) -> int:
        """The mask of all atoms."""
        return (1 << self.size) - 1


@dataclass(frozen=True, kw_only=True)
class Target:
    """Who satisfies a condition: whoever is in one of the boxes."""

    #: None: nobody. One box without constraints: everybody.
    boxes: tuple[Box, ...]
    #: Whether these are all and only those who satisfy it; else there may be fewer.
    exact: bool = True

    @property
    def nobody(self) -> bool:
        """Whether surely nobody satisfies it."""
        return not self.boxes

    def holds(self, point: Point) -> bool:
        """Whether a point is in a box; a dimension that the point leaves out is outside every constraint."""
        return any(
            all(atom in point and mask >> point[atom] & 1 for atom, mask in box.items()) for box in self.boxes
        )


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A concrete contact: what it must be like; what is named nowhere is free."""

    attributes: Mapping[str, Value] = field(default_factory=dict)
    #: Attributes that it must not have.
    missing: tuple[str, ...] = ()
    #: What must have happened, and what must not.
    did: tuple[Did, ...] = ()
    not_did: tuple[Did, ...] = ()


class Space:
    """The dimensions that some conditions speak of, and the boxes of each of these conditions.

    ``updated`` are attributes that updates of scenarios give values: these are not trusted, whatever the data
    document says. ``types`` are the types of the fields where they are an event's properties. Conditions
    built of the same leaves may be asked for; one with another leaf raises ``KeyError``.
    """

    def __init__(
        self,
        conditions: Iterable[Condition | None],
        *,
        data: DataModel,
        segments: Mapping[str, Segment],
        updated: frozenset[str] = frozenset(),
        types: Mapping[str, Type] | None = None,
    ) -> None:
        self._data, self._segments, self._updated, self._types = data, segments, updated, types
        self.dimensions: list[Dimension] = []
        #: Leaf -> its dimension, the atoms that satisfy it, and what else is true where it is.
        self._literals: dict[Hashable, tuple[int, int, Box]] = {}
        leaves: dict[str, dict[Hashable, Leaf]] = {}
        dids: dict[Hashable, Did] = {}
        unknown: dict[str, None] = {}
        for condition in conditions:
            if condition is not None:
                for leaf in self._leaves(condition, ()):
                    match leaf:
                        case Did():
                            dids.setdefault(_did_key(leaf), leaf)
                        case InSegment(segment=key):
                            unknown.setdefault(key)
                        case _:
                            leaves.setdefault(field_of(leaf), {}).setdefault(key_of(leaf), leaf)
        for name, asked in leaves.items():
            self._attribute(name, tuple(asked.values()))
        self._looks_back(dids)
        for key in unknown:
            where = self._add(
                Dimension(key=("segment", key), size=2, trust=Trust.FREE, exact=False, becomes=(3, 3))
            )
            self._literals[("segment", key)] = (where, 2, {})

    @classmethod
    def of(cls, portfolio: Portfolio, extra: Iterable[Condition | None] = ()) -> Space:
        """The space of who may enter each scenario and campaign, and of what the policy's rules depend on."""
        conditions: list[Condition | None] = [entry_condition(scenario) for scenario in portfolio.scenarios]
        conditions += [campaign.audience for campaign in portfolio.plan.campaigns]
        conditions += [tree.condition for tree in shared_trees(portfolio) if tree.document == "policy"]
        return cls(
            [*conditions, *extra],
            data=portfolio.data,
            segments=portfolio.segments,
            updated=portfolio.updated,
        )

    @classmethod
    def around(cls, scenario: Scenario, portfolio: Portfolio) -> Space:
        """The space of every condition of one scenario that is about the contact."""
        return cls(
            (tree.condition for tree in trees_of(scenario) if tree.event is None),
            data=portfolio.data,
            segments=portfolio.segments,
            updated=portfolio.updated | scenario.updated,
        )

    # ── What conditions become ──────────────────────────────────────────────────────────────────────────

    def target(self, condition: Condition | None) -> Target:
        """Who satisfies the condition at one instant; with none, everybody."""
        if condition is None:
            return EVERYBODY
        builder = _Builder(self)
        boxes = builder.boxes(condition, positive=True)
        exact = builder.exact and all(self.dimensions[at].exact for box in boxes for at in box)
        return Target(boxes=tuple(boxes), exact=exact)

    def both(self, one: Target, other: Target) -> Target:
        """Who is in both, at one instant."""
        boxes, kept = _times(one.boxes, other.boxes, self)
        return Target(boxes=tuple(boxes), exact=one.exact and other.exact and kept)

    def either(self, targets: Iterable[Target]) -> Target:
        """Who is in at least one."""
        targets = list(targets)
        boxes, kept = _plus([target.boxes for target in targets], self)
        return Target(boxes=tuple(boxes), exact=kept and all(target.exact for target in targets))

    def without(self, target: Target, condition: Condition) -> Target:
        """Who is in the target and does not satisfy the condition."""
        return self.both(target, self.target(Not(part=condition)))

    def sound(self, target: Target) -> Target:
        """The target with only the constraints that cannot have changed at another instant."""
        return self._mapped(
            target, lambda at, mask: mask if self.dimensions[at].trust is Trust.FIXED else None
        )

    def later(self, target: Target) -> Target:
        """Who those in the target may have become at any later instant: forward only where it is monotone."""
        return self._mapped(target, self._becomes)

    def _becomes(self, at: int, mask: int) -> int | None:
        dimension = self.dimensions[at]
        then = 0
        for atom, mask_of_atom in enumerate(dimension.becomes):
            if mask >> atom & 1:
                then |= mask_of_atom
        return None if then == dimension.full else then

    def _mapped(self, target: Target, change: _Change) -> Target:
        boxes = []
        for box in target.boxes:
            changed = {}
            for at, mask in box.items():
                then = change(at, mask)
                if then is not None:
                    changed[at] = then
            boxes.append(changed)
        return Target(boxes=tuple(_tidy(boxes, self)), exact=target.exact)

    def forget(self, target: Target, attributes: Iterable[str]) -> Target:
        """The target without what it says of some attributes."""
        names = set(attributes)
        return self._mapped(
            target,
            lambda at, mask: (
                None if self.dimensions[at].key[1] in names and self.dimensions[at].did is None else mask
            ),
        )

    # ── Points and contacts ─────────────────────────────────────────────────────────────────────────────

    def point_in(self, box: Box) -> Point:
        """One atom of each constrained dimension: the plainest."""
        return {at: (mask & -mask).bit_length() - 1 for at, mask in box.items()}

    def profile(self, point: Point) -> Profile:
        """A contact that is of these atoms, as far as its dimensions have examples."""
        attributes: dict[str, Value] = {}
        missing: list[str] = []
        did: list[Did] = []
        not_did: list[Did] = []
        parts: dict[str, list[Scalar]] = {}
        for at, atom in point.items():
            dimension = self.dimensions[at]
            if dimension.did is not None:
                (did if atom else not_did).append(dimension.did)
            elif dimension.leaf is not None:
                if atom and isinstance(dimension.leaf, Contains):
                    parts.setdefault(dimension.leaf.field, []).append(dimension.leaf.value)
            elif dimension.classes is not None:
                name, value = str(dimension.key[1]), dimension.classes.examples[atom]
                if value is None:
                    missing.append(name)
                else:
                    attributes[name] = (str(value),) if self.type_of(name) is Type.LIST else value
        for name, held in parts.items():
            if name not in missing:
                attributes[name] = tuple(held)
        return Profile(attributes=attributes, missing=tuple(missing), did=tuple(did), not_did=tuple(not_did))

    def point_of(self, attributes: Mapping[str, Value]) -> Point:
        """The atoms of a contact in the dimensions that its attributes decide."""
        point: dict[int, int] = {}
        for at, dimension in enumerate(self.dimensions):
            name = str(dimension.key[1])
            if dimension.classes is not None:
                atom = dimension.classes.of(attributes.get(name))
                if atom is not None:
                    point[at] = atom
            elif dimension.leaf is not None:
                point[at] = int(says(dimension.leaf, attributes.get(name), self.type_of(name)))
        return point

    def realised(self, point: Point) -> Point:
        """All atoms of the contact that ``profile`` makes of a point: what is free is missing."""
        full = {at: 0 for at, dimension in enumerate(self.dimensions) if dimension.classes is None}
        full.update(point)
        full.update(self.point_of(self.profile(point).attributes))
        for key, (at, _, implied) in self._literals.items():
            if self.dimensions[at].did is not None and full[at] and key not in self._never:
                full.update(dict.fromkeys(implied, 1))
        return full

    def segment(self, key: str, above: tuple[str, ...] = ()) -> Segment | None:
        """The segment of that key; nothing where there is none, or where it stands in itself."""
        return None if key in above else self._segments.get(key)

    def type_of(self, name: str) -> Type | None:
        """The declared type of an attribute, or of a property."""
        return self._data.type_of(name) if self._types is None else self._types.get(name)

    # ── Dimensions ──────────────────────────────────────────────────────────────────────────────────────

    def _leaves(self, condition: Condition, above: tuple[str, ...]) -> Iterator[Leaf | Did | InSegment]:
        match condition:
            case All(parts=parts) | Any(parts=parts):
                for part in parts:
                    yield from self._leaves(part, above)
            case Not(part=part):
                yield from self._leaves(part, above)
            case NotDid(did=did):
                yield did
            case InSegment(segment=key):
                segment = self.segment(key, above)
                if segment is None:
                    yield condition
                else:
                    yield from self._leaves(segment.condition, (*above, key))
            case _:
                yield condition

    def _add(self, dimension: Dimension) -> int:
        self.dimensions.append(dimension)
        return len(self.dimensions) - 1

    def _trust(self, name: str) -> Trust:
        if name.startswith("consent_"):
            return Trust.FREE
        attribute = self._data.attributes.get(name)
        if name in self._updated:
            return Trust.FREE
        match None if attribute is None else attribute.mutability:
            case Mutability.VOLATILE:
                return Trust.FREE
            case Mutability.MONOTONE:
                return Trust.MONOTONE
            case _:
                return Trust.FIXED

    def _attribute(self, name: str, leaves: tuple[Leaf, ...]) -> None:
        attribute = self._data.attributes.get(name)
        kind = self.type_of(name)
        listed = attribute.values if attribute else ()
        trust = self._trust(name)
        # what goes forward in an order is told apart value by value
        steps = [In(field=name, values=(value,)) for value in listed] if trust is Trust.MONOTONE else []
        classes = classes_of([*leaves, *steps], kind, listed)
        if classes is None:
            self._parts(name, leaves, kind, trust)
            return
        at = self._add(
            Dimension(
                key=("attribute", name),
                size=len(classes.examples),
                trust=trust,
                becomes=_becoming(classes, trust, listed),
                classes=classes,
            )
        )
        for leaf, mask in classes.where.items():
            self._literals[leaf] = (at, mask, {})

    def _parts(self, name: str, leaves: tuple[Leaf, ...], kind: Type | None, trust: Trust) -> None:
        """An attribute whose values are not cut together: one dimension a leaf, tied by its being set."""
        there = classes_of([IsSet(field=name)], Type.TEXT)
        assert there is not None
        trust = Trust.FREE if trust is Trust.MONOTONE else trust
        listed = kind is Type.LIST
        isset = self._add(
            Dimension(
                key=("attribute", name),
                size=len(there.examples),
                trust=trust,
                exact=listed,
                becomes=_becoming(there, trust, ()),
                classes=there,
            )
        )
        is_there = there.where[key_of(IsSet(field=name))]
        for leaf in leaves:
            if isinstance(leaf, IsSet):
                self._literals[key_of(leaf)] = (isset, is_there, {})
                continue
            at = self._add(
                Dimension(
                    key=("part", name, key_of(leaf)),
                    size=2,
                    trust=trust,
                    exact=listed and isinstance(leaf, Contains),
                    becomes=(1, 2) if trust is Trust.FIXED else (3, 3),
                    leaf=leaf,
                )
            )
            self._literals[key_of(leaf)] = (at, 2, {} if _of_nothing(leaf) else {isset: is_there})

    def _looks_back(self, dids: Mapping[Hashable, Did]) -> None:
        places: dict[Hashable, int] = {}
        self._never = {key for key, did in dids.items() if self._nobody_did(did)}
        for key, did in dids.items():
            ever = did.within is None
            places[key] = self._add(
                Dimension(
                    key=("did", key),
                    size=2,
                    trust=Trust.MONOTONE if ever else Trust.FREE,
                    becomes=(3, 2) if ever else (3, 3),
                    did=did,
                )
            )
        for key, did in dids.items():
            implied = {
                places[other]: 2 for other, wider in dids.items() if other != key and _follows(did, wider)
            }
            self._literals[key] = (places[key], 2, implied)

    def _nobody_did(self, did: Did) -> bool:
        """Whether no event can be like this, whatever its properties."""
        if did.where is None:
            return False
        properties = self._data.properties_of(did.event) or {}
        inside = Space([did.where], data=self._data, segments=self._segments, types=properties)
        return inside.target(did.where).nobody

    def literal(self, leaf: Leaf | Did | InSegment, *, positive: bool) -> Box | None:
        """The box of one leaf, or of its contrary; nothing where it is empty. ``KeyError`` for a new one."""
        match leaf:
            case Did():
                if leaf.at_least <= 0:
                    return {} if positive else None
                key: Hashable = _did_key(leaf)
                if key in self._never:
                    return None if positive else {}
            case InSegment(segment=segment):
                key = ("segment", segment)
            case _:
                key = key_of(leaf)
        at, mask, implied = self._literals[key]
        full = self.dimensions[at].full
        if not positive:
            mask, implied = full & ~mask, {}
        if not mask:
            return None
        return {**implied, **({} if mask == full else {at: mask})}


#: No constraint at all.
EVERYBODY = Target(boxes=({},))

_Change = Callable[[int, int], "int | None"]


def entry_condition(scenario: Scenario) -> Condition | None:
    """What is true of whoever enters: the audience, and the condition of a trigger that has one."""
    asked = [scenario.audience] if scenario.audience is not None else []
    if isinstance(scenario.trigger, EntersTrigger):
        asked.append(scenario.trigger.condition)
    return All(parts=tuple(asked)) if len(asked) > 1 else asked[0] if asked else None


def targets(portfolio: Portfolio, mode: Mode, space: Space | None = None) -> dict[str, Target]:
    """Who may enter each scenario and receive each campaign, by key, in the order of the portfolio.

    In sound mode only what cannot change between two entries is trusted. ``space`` must be that of the
    portfolio (``Space.of``).
    """
    space = space or Space.of(portfolio)
    found = {scenario.key: space.target(entry_condition(scenario)) for scenario in portfolio.scenarios}
    found.update({campaign.key: space.target(campaign.audience) for campaign in portfolio.plan.campaigns})
    if mode is Mode.PHOTO:
        return found
    return {key: space.sound(target) for key, target in found.items()}


def undeclared(portfolio: Portfolio) -> tuple[str, ...]:
    """The attributes that audiences depend on and nobody declared, which the proof takes as fixed; sorted."""
    space = Space.of(portfolio)
    names = {
        str(dimension.key[1])
        for dimension in space.dimensions
        if dimension.did is None and dimension.key[0] != "segment" and dimension.trust is Trust.FIXED
    }
    return tuple(
        sorted(
            name
            for name in names
            if name not in portfolio.data.attributes or portfolio.data.attributes[name].mutability is None
        )
    )


def satisfiable(condition: Condition | None, portfolio: Portfolio) -> bool:
    """Whether some contact may satisfy the condition; false only where surely none does."""
    return not _space(portfolio, condition).target(condition).nobody


def implies(one: Condition | None, other: Condition | None, portfolio: Portfolio) -> bool:
    """Whether surely everyone who satisfies the first satisfies the other, at the same instant."""
    if other is None:
        return True
    space = _space(portfolio, one, other)
    return space.without(space.target(one), other).nobody


def disjoint(one: Condition | None, other: Condition | None, portfolio: Portfolio) -> bool:
    """Whether surely nobody satisfies both at one instant."""
    space = _space(portfolio, one, other)
    return space.both(space.target(one), space.target(other)).nobody


def _space(portfolio: Portfolio, *conditions: Condition | None) -> Space:
    return Space(conditions, data=portfolio.data, segments=portfolio.segments)


# ── Boxes ───────────────────────────────────────────────────────────────────────────────────────────────


class _Builder:
    """Turns one condition into boxes, the contrary being pushed down to the leaves, where it is exact."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.exact = True

    def boxes(self, condition: Condition, *, positive: bool, above: tuple[str, ...] = ()) -> list[Box]:
        match condition:
            case All(parts=parts) | Any(parts=parts):
                found = [self.boxes(part, positive=positive, above=above) for part in parts]
                if isinstance(condition, All) is positive:
                    return self._product(found)
                boxes, kept = _plus(found, self.space)
                self.exact = self.exact and kept
                return boxes
            case Not(part=part):
                return self.boxes(part, positive=not positive, above=above)
            case NotDid(did=did):
                return self._leaf(did, positive=not positive)
            case InSegment(segment=key) if (segment := self.space.segment(key, above)) is not None:
                return self.boxes(segment.condition, positive=positive, above=(*above, key))
            case _:
                return self._leaf(condition, positive=positive)

    def _leaf(self, leaf: Leaf | Did | InSegment, *, positive: bool) -> list[Box]:
        box = self.space.literal(leaf, positive=positive)
        return [] if box is None else [box]

    def _product(self, found: list[list[Box]]) -> list[Box]:
        boxes: list[Box] = [{}]
        for others in sorted(found, key=len):
            boxes, kept = _times(boxes, others, self.space)
            self.exact = self.exact and kept
            if not boxes:
                return []
        return boxes


def meet(one: Box, other: Box) -> Box | None:
    """What two boxes share, if anything."""
    if not other:
        return one
    shared = dict(one)
    for at, mask in other.items():
        known = shared.get(at)
        if known is not None:
            mask &= known
            if not mask:
                return None
        shared[at] = mask
    return shared


def _times(ones: Sequence[Box], others: Sequence[Box], space: Space) -> tuple[list[Box], bool]:
    """What two disjunctions share, and whether that is all that is kept."""
    exact = True
    if len(ones) * len(others) > _PRODUCTS:
        exact = False
        if len(ones) > len(others):
            ones, others = others, ones
        others = [_hull(others)]
    boxes = [shared for one in ones for other in others if (shared := meet(one, other)) is not None]
    if len(ones) > 1 or len(others) > 1:
        boxes = _tidy(boxes, space)
    if len(boxes) > MOST_BOXES:
        return [_hull(boxes)], False
    return boxes, exact


def _plus(found: Iterable[Sequence[Box]], space: Space) -> tuple[list[Box], bool]:
    """The union of disjunctions, and whether that is all there is."""
    boxes: list[Box] = []
    exact = True
    for some in found:
        boxes = _tidy([*boxes, *some], space)
        if len(boxes) > MOST_BOXES:
            boxes, exact = [_hull(boxes)], False
    return boxes, exact


def _hull(boxes: Sequence[Box]) -> Box:
    """The least box that holds all of them."""
    hull = dict(boxes[0])
    for box in boxes[1:]:
        for at in list(hull):
            if at in box:
                hull[at] |= box[at]
            else:
                del hull[at]
    return hull


def _tidy(boxes: Sequence[Box], space: Space) -> list[Box]:
    """The same union with fewer boxes: none in another one, and those that differ in one dimension joined."""
    kept: list[Box] = []
    todo = list(reversed(boxes))
    while todo:
        box = todo.pop()
        for index, other in enumerate(kept):
            joined = _joined(box, other, space)
            if joined is not None:
                del kept[index]
                todo.append(joined)
                break
        else:
            kept.append(box)
    return kept


def _joined(one: Box, other: Box, space: Space) -> Box | None:
    """The union of two boxes where that is a box itself."""
    if len(one) > len(other):
        one, other = other, one
    # ``one`` has no more constraints than ``other``: it may hold it
    apart: int | None = None
    holds, held = True, len(one) == len(other)
    for at, mask in one.items():
        against = other.get(at)
        if against is None:
            return None
        if against == mask:
            continue
        if against & ~mask:
            holds = False
        if mask & ~against:
            held = False
        if apart is not None and not holds and not held:
            return None
        apart = at if apart is None else -1
    if holds:
        return one
    if held:
        return other
    if len(one) != len(other) or apart is None or apart < 0:
        return None
    mask = one[apart] | other[apart]
    joined = dict(one)
    if mask == space.dimensions[apart].full:
        del joined[apart]
    else:
        joined[apart] = mask
    return joined


# ── Dimensions ──────────────────────────────────────────────────────────────────────────────────────────


def _becoming(classes: Classes, trust: Trust, listed: Sequence[Scalar]) -> tuple[int, ...]:
    """For each class, those that its values may come to be of.

    Values that are declared in an order go forward in it; what is not in it may become anything, the missing
    value too.
    """
    size = len(classes.examples)
    full = (1 << size) - 1
    if trust is Trust.FIXED:
        return tuple(1 << atom for atom in range(size))
    if trust is Trust.FREE or not listed:
        return (full,) * size
    ranked = [classes.of(value) for value in listed]
    becomes = [full] * size
    for first, atom in enumerate(ranked):
        if atom is not None and becomes[atom] == full:
            becomes[atom] = sum({1 << later for later in ranked[first:] if later is not None})
    return tuple(becomes)


def _did_key(did: Did) -> tuple[Hashable, ...]:
    within = None if did.within is None else (did.within.months, did.within.minutes)
    return ("did", did.event, within, did.at_least, repr(did.where))


def _follows(did: Did, wider: Did) -> bool:
    """Whether the other look back is true whenever this one is."""
    return (
        did.event == wider.event
        and did.at_least >= wider.at_least
        and (wider.where is None or repr(wider.where) == repr(did.where))
        and (wider.within is None or (did.within is not None and _no_longer(did.within, wider.within)))
    )


def _no_longer(one: Duration, other: Duration) -> bool:
    return one.months <= other.months and one.minutes <= other.minutes


def _of_nothing(leaf: Leaf) -> bool:
    """Whether the condition may be true of an empty text."""
    return (isinstance(leaf, Contains) and leaf.value == "") or (
        isinstance(leaf, Matches) and glob(leaf.pattern).fullmatch("") is not None
    )
