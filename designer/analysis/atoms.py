"""Conditions over contacts as boxes of atoms: what can be true, what follows from what, who can be in both.

Every attribute has finitely many classes of values that the conditions at hand do not tell apart, the
missing value among them. Looking back at an event is a dimension of its own with two atoms, and so is a
segment that nobody knows. A condition is then a disjunction of boxes: for some dimensions, the atoms allowed.

Every simplification only ever allows more contacts: what is said to be impossible is. ``Target.exact``
says whether anything was simplified.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

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

#: Dimension -> mask of the atoms allowed, never none and never all; a dimension that is absent is free.
Box = Mapping[int, int]
#: Dimension -> atom.
Point = Mapping[int, int]

#: How many boxes one condition may have; beyond, they are replaced by the one that holds them all.
MOST_BOXES = 64
_PRODUCTS = 4 * MOST_BOXES
#: Up to so many boxes are not worth tidying.
_FEW = 3


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


class Layout:
    """How boxes are numbers: a field of bits a dimension, one bit an atom, all of them set where it is free.

    Above each field stands a bit that no box has. Adding the full fields to a box carries into it just where
    the box allows something, so that one addition tells whether a box is empty.
    """

    def __init__(self, sizes: Iterable[int]) -> None:
        self.shifts: list[int] = []
        self.fields: list[int] = []
        #: For each bit of a field, its dimension.
        self.owner: list[int] = []
        #: Every field, and every bit above one.
        self.full = self.guards = 0
        for at, size in enumerate(sizes):
            shift = len(self.owner)
            self.shifts.append(shift)
            self.fields.append(((1 << size) - 1) << shift)
            self.full |= self.fields[-1]
            self.guards |= 1 << (shift + size)
            self.owner += [at] * (size + 1)

    def pack(self, box: Box) -> int:
        """A box as a number."""
        packed = self.full
        for at, mask in box.items():
            packed &= ~self.fields[at] | mask << self.shifts[at]
        return packed

    def unpack(self, packed: int) -> dict[int, int]:
        """A number as a box."""
        box: dict[int, int] = {}
        constrained = self.full & ~packed
        while constrained:
            at = self.owner[constrained.bit_length() - 1]
            constrained &= ~self.fields[at]
            box[at] = (packed & self.fields[at]) >> self.shifts[at]
        return box


@dataclass(frozen=True, kw_only=True, eq=False)
class Target:
    """Who satisfies a condition: whoever is in one of the boxes."""

    #: The boxes as numbers; none: nobody.
    packed: tuple[int, ...]
    #: What the numbers mean; nothing for everybody and nobody, who are the same in every space.
    layout: Layout | None = None
    #: Whether these are all and only those who satisfy it; else there may be fewer.
    exact: bool = True

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """None: nobody. One box without constraints: everybody."""
        layout = self.layout
        if layout is None:
            return tuple({} for _ in self.packed)
        return tuple(layout.unpack(packed) for packed in self.packed)

    @property
    def nobody(self) -> bool:
        """Whether surely nobody satisfies it."""
        return not self.packed

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
        self._lay_out()

    def _lay_out(self) -> None:
        """The numbers of all boxes that are needed again and again."""
        self.layout = layout = Layout(dimension.size for dimension in self.dimensions)
        #: Leaf -> its box and that of its contrary, where they are not empty.
        self._boxes: dict[Hashable, tuple[int | None, int | None]] = {}
        for key, (at, mask, implied) in self._literals.items():
            contrary = self.dimensions[at].full & ~mask
            self._boxes[key] = (
                layout.pack({**implied, at: mask}) if mask and key not in self._never else None,
                layout.pack({at: contrary if key not in self._never else mask | contrary})
                if contrary or key in self._never
                else None,
            )
        self._known: dict[int, tuple[Condition, tuple[int | None, int | None]]] = {}
        self._targets: dict[tuple[int, bool], tuple[Condition, Target]] = {}
        self._later: dict[tuple[tuple[int, ...], bool], Target] = {}
        self._inexact = self._changing = 0
        self._forward: list[int] = []
        for at, dimension in enumerate(self.dimensions):
            if not dimension.exact:
                self._inexact |= layout.fields[at]
            if dimension.trust is not Trust.FIXED:
                self._changing |= layout.fields[at]
            if dimension.trust is Trust.MONOTONE:
                self._forward.append(at)
        self._free = self._changing & ~sum(layout.fields[at] for at in self._forward)

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

    def target(self, condition: Condition | None, *, positive: bool = True) -> Target:
        """Who satisfies the condition at one instant, or does not; with none, everybody."""
        if condition is None:
            return EVERYBODY
        found = self._targets.get((id(condition), positive))
        if found is None:
            builder = _Builder(self)
            boxes = builder.boxes(condition, positive=positive)
            exact = builder.exact and all(box & self._inexact == self._inexact for box in boxes)
            # the condition is kept, so that nothing else takes its id
            found = self._targets[id(condition), positive] = (condition, self._target(boxes, exact=exact))
        return found[1]

    def box(self, box: Box) -> Target:
        """Who is in one box."""
        return self._target([self.layout.pack(box)])

    def both(self, one: Target, other: Target) -> Target:
        """Who is in both, at one instant."""
        if one is EVERYBODY or other is EVERYBODY:
            return one if other is EVERYBODY else other
        boxes, kept = _times(one.packed, other.packed, self.layout)
        return self._target(boxes, exact=one.exact and other.exact and kept)

    def either(self, targets: Iterable[Target]) -> Target:
        """Who is in at least one."""
        targets = list(targets)
        if len(targets) == 1:
            return targets[0]
        if EVERYBODY in targets:
            return EVERYBODY
        boxes, kept = _plus([target.packed for target in targets], self.layout)
        return self._target(boxes, exact=kept and all(target.exact for target in targets))

    def without(self, target: Target, condition: Condition) -> Target:
        """Who is in the target and does not satisfy the condition."""
        return self.both(target, self.target(condition, positive=False))

    def sound(self, target: Target) -> Target:
        """The target with only the constraints that cannot have changed at another instant."""
        return self._freed(target, self._changing)

    def later(self, target: Target) -> Target:
        """Who those in the target may have become at any later instant: forward only where it is monotone."""
        layout, changing = self.layout, self._changing
        if target is EVERYBODY or all(box & changing == changing for box in target.packed):
            return target
        known = self._later.get((target.packed, target.exact))
        if known is not None:
            return known
        boxes = []
        for box in target.packed:
            for at in self._forward:
                mask = (box & layout.fields[at]) >> layout.shifts[at]
                then = 0
                for atom, becomes in enumerate(self.dimensions[at].becomes):
                    if mask >> atom & 1:
                        then |= becomes
                box |= then << layout.shifts[at]
            boxes.append(box | self._free)
        found = self._target(_tidy(boxes, layout), exact=target.exact)
        self._later[target.packed, target.exact] = found
        return found

    def forget(self, target: Target, attributes: Iterable[str]) -> Target:
        """The target without what it says of some attributes, or may say by a segment that is not known."""
        names = set(attributes)
        return self._freed(
            target,
            sum(
                self.layout.fields[at]
                for at, dimension in enumerate(self.dimensions)
                if dimension.key[0] == "segment"
                or (dimension.key[0] in ("attribute", "part") and dimension.key[1] in names)
            ),
        )

    def _freed(self, target: Target, fields: int) -> Target:
        if target is EVERYBODY or all(box & fields == fields for box in target.packed):
            return target
        boxes = _tidy([box | fields for box in target.packed], self.layout)
        return self._target(boxes, exact=target.exact)

    def _target(self, boxes: Iterable[int], *, exact: bool = True) -> Target:
        return Target(packed=tuple(boxes), layout=self.layout, exact=exact)

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
                becomes=_becoming(classes, trust),
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
                becomes=_becoming(there, trust),
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

    def literal(self, leaf: Leaf | Did | InSegment, *, positive: bool) -> int | None:
        """The box of one leaf, or of its contrary; nothing where it is empty. ``KeyError`` for a new one."""
        known = self._known.get(id(leaf))
        if known is None:
            match leaf:
                case Did():
                    boxes = (self.layout.full, None) if leaf.at_least <= 0 else self._boxes[_did_key(leaf)]
                case InSegment(segment=segment):
                    boxes = self._boxes["segment", segment]
                case _:
                    boxes = self._boxes[key_of(leaf)]
            known = self._known[id(leaf)] = (leaf, boxes)
        return known[1][0 if positive else 1]


#: No constraint at all.
EVERYBODY = Target(packed=(-1,))
NOBODY = Target(packed=())


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

    def boxes(self, condition: Condition, *, positive: bool, above: tuple[str, ...] = ()) -> list[int]:
        match condition:
            case All(parts=parts) | Any(parts=parts):
                found = [self.boxes(part, positive=positive, above=above) for part in parts]
                if isinstance(condition, All) is positive:
                    return self._product(found)
                boxes, kept = _plus(found, self.space.layout)
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

    def _leaf(self, leaf: Leaf | Did | InSegment, *, positive: bool) -> list[int]:
        box = self.space.literal(leaf, positive=positive)
        return [] if box is None else [box]

    def _product(self, found: list[list[int]]) -> list[int]:
        layout = self.space.layout
        boxes = [layout.full]
        for others in sorted(found, key=len):
            boxes, kept = _times(boxes, others, layout)
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


def _times(ones: Sequence[int], others: Sequence[int], layout: Layout) -> tuple[list[int], bool]:
    """What two disjunctions share, and whether that is all that is kept."""
    exact = True
    if len(ones) * len(others) > _PRODUCTS:
        exact = False
        if len(ones) > len(others):
            ones, others = others, ones
        others = [_hull(others)]
    full, guards = layout.full, layout.guards
    boxes = [
        shared for one in ones for other in others if ((shared := one & other) + full) & guards == guards
    ]
    if len(boxes) > _FEW:
        boxes = _tidy(boxes, layout)
    if len(boxes) > MOST_BOXES:
        return [_hull(boxes)], False
    return boxes, exact


def _plus(found: Iterable[Sequence[int]], layout: Layout) -> tuple[list[int], bool]:
    """The union of disjunctions, and whether that is all there is."""
    boxes: list[int] = []
    exact = True
    for some in found:
        boxes = _tidy([*boxes, *some], layout)
        if len(boxes) > MOST_BOXES:
            boxes, exact = [_hull(boxes)], False
    return boxes, exact


def _hull(boxes: Iterable[int]) -> int:
    """The least box that holds all of them."""
    hull = 0
    for box in boxes:
        hull |= box
    return hull


def _tidy(boxes: Sequence[int], layout: Layout) -> list[int]:
    """The same union with fewer boxes: none in another one, and those that differ in one dimension joined."""
    kept: list[int] = []
    todo = list(reversed(boxes))
    while todo:
        box = todo.pop()
        for index, other in enumerate(kept):
            joined = box | other
            if joined == other:
                break
            differ = box ^ other
            if joined == box or not differ & ~layout.fields[layout.owner[differ.bit_length() - 1]]:
                del kept[index]
                todo.append(joined)
                break
        else:
            kept.append(box)
    return kept


# ── Dimensions ──────────────────────────────────────────────────────────────────────────────────────────


def _becoming(classes: Classes, trust: Trust) -> tuple[int, ...]:
    """For each class, those that its values may come to be of.

    Values that are declared in an order go forward in it; what is not in it may become anything, the missing
    value too.
    """
    size = len(classes.examples)
    full = (1 << size) - 1
    if trust is Trust.FIXED:
        return tuple(1 << atom for atom in range(size))
    if trust is Trust.FREE or not classes.listed:
        return (full,) * size
    ranked = classes.ranked
    becomes = [full] * size
    for first, atom in enumerate(ranked):
        if atom is not None and becomes[atom] == full:
            becomes[atom] = sum({1 << later for later in ranked[first:] if later is not None})
    return tuple(becomes)


def _did_key(did: Did) -> tuple[Hashable, ...]:
    within = None if did.within is None else (did.within.months, did.within.minutes)
    return ("did", did.event, within, did.at_least, None if did.where is None else repr(did.where))


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
