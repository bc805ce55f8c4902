"""Which scenarios can meet in one contact, and the contact on whom most comes together.

Scenarios are bits of a number, and so are the boxes of their targets: box j of scenario i is bit j × n + i.
Choosing an atom of a dimension keeps the boxes that allow it. The heaviest contact is searched for in the
space of contacts, not of subsets of scenarios. A node has the boxes still alive and the dimensions still
free; its bound is the least, over the free dimensions, of the most that any atom leaves alive, and the
dimension with the least bound is branched on. A dimension with an atom that no box alive forbids is no choice
at all. With several boxes a scenario that must be looked at per box: a scenario may live on in a box that
another choice ends.

Finding the most in boxes of many dimensions is NP-hard. The search therefore keeps an upper bound of all that
it has not looked at, and gives both when its budget is over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import combinations
from math import ceil, inf
from time import perf_counter
from typing import TYPE_CHECKING

from designer.analysis.atoms import EVERYBODY, Box, Point, Profile, Space, Target, meet
from designer.domain.pressure import TOLERANCE

if TYPE_CHECKING:
    from designer.analysis.together import Part

#: Seconds that one search may take, where nothing else is asked for.
BUDGET = 0.5

#: Stands for what has no bound, in sums.
_ENDLESS = 1e12
#: From so many different loads on, bounds are taken on a grid of this many steps.
_CLASSES = 12
_GRID = 4096


@dataclass(frozen=True, kw_only=True)
class Heaviest:
    """The contact on whom most comes together, as far as it was found."""

    #: What the profile attains; infinite where there is no bound.
    lower: float
    #: What nobody can pass.
    upper: float
    #: The scenarios whose targets the profile is in, in the order of the portfolio.
    scenarios: tuple[str, ...] = ()
    #: One contact like that.
    profile: Profile = Profile()
    #: Whether it was the time that ended the search, so that another one might end elsewhere.
    late: bool = False
    #: How many choices were looked at.
    looked: int = 0

    @property
    def exact(self) -> bool:
        """Whether both bounds are the same."""
        return self.lower == self.upper


@dataclass(frozen=True, kw_only=True)
class _Row:
    """The boxes that one atom leaves alive."""

    atom: int
    keeps: int


class Overlap:
    """The targets of scenarios in one space, ready to be asked who meets whom.

    ``targets`` are by key, as ``atoms.targets`` makes them; a scenario that nobody can enter meets nobody.
    """

    def __init__(self, space: Space, targets: Mapping[str, Target]) -> None:
        self.space = space
        self.targets = dict(targets)
        self.keys = tuple(self.targets)
        self.bit = {key: 1 << i for i, key in enumerate(self.keys)}
        self._count = len(self.keys)
        self.layers = max((len(target.boxes) for target in self.targets.values()), default=0)
        self._everyone = (1 << self._count) - 1
        self.boxes = 0
        #: Dimension -> atoms' rows over the boxes, atoms that another one of the dimension beats left out.
        masks: dict[int, list[tuple[int, int]]] = {}
        for i, key in enumerate(self.keys):
            for j, box in enumerate(self.targets[key].boxes):
                bit = 1 << (j * self._count + i)
                self.boxes |= bit
                for at, mask in box.items():
                    masks.setdefault(at, []).append((bit, mask))
        #: Dimension -> atom -> the boxes that allow it.
        self.allows: dict[int, list[int]] = {}
        #: Dimension -> the boxes without a constraint in it.
        self.loose: dict[int, int] = {}
        for at, constrained in masks.items():
            self.loose[at] = self.boxes & ~sum(bit for bit, _ in constrained)
            self.allows[at] = [
                self.loose[at] | sum(bit for bit, mask in constrained if mask >> atom & 1)
                for atom in range(space.dimensions[at].size)
            ]
        self.rows = {at: _best(enumerate(rows)) for at, rows in self.allows.items()}

    # ── Who meets whom ──────────────────────────────────────────────────────────────────────────────────

    @property
    def pairs(self) -> dict[str, frozenset[str]]:
        """For each scenario, the others that one contact can be in together with it."""
        if self._pairs is None:
            self._pairs = {key: self._met(key) for key in self.keys}
        return self._pairs

    _pairs: dict[str, frozenset[str]] | None = None

    def meet(self, *keys: str) -> bool:
        """Whether one contact can be in all of these."""
        return self.where(*keys) is not None

    def where(self, *keys: str) -> Profile | None:
        """A contact that is in all of these, if there can be one."""
        box = self._common(tuple(keys), {})
        return None if box is None else self.space.profile(self.space.point_in(box))

    def _common(self, keys: tuple[str, ...], inside: Box) -> Box | None:
        """A box inside another one that a box of each of these holds."""
        if not keys:
            return inside
        for box in self.targets[keys[0]].boxes:
            shared = meet(inside, box)
            found = None if shared is None else self._common(keys[1:], shared)
            if found is not None:
                return found
        return None

    def _met(self, key: str) -> frozenset[str]:
        met = 0
        for box in self.targets[key].boxes:
            alive = self.boxes
            for at, mask in box.items():
                rows = self.allows[at]
                allowed = 0
                for atom, row in enumerate(rows):
                    if mask >> atom & 1:
                        allowed |= row
                alive &= allowed
            met |= self.scenarios(alive)
        return frozenset(self.named(met & ~self.bit[key]))

    def scenarios(self, alive: int) -> int:
        """The scenarios with a box alive."""
        found = alive
        for _ in range(self.layers - 1):
            alive >>= self._count
            found |= alive
        return found & self._everyone

    def spread(self, scenarios: int) -> int:
        """All boxes of the scenarios, whether or not they have that many."""
        found = scenarios
        for _ in range(self.layers - 1):
            scenarios <<= self._count
            found |= scenarios
        return found

    def named(self, scenarios: int) -> list[str]:
        found = []
        while scenarios:
            bit = scenarios & -scenarios
            found.append(self.keys[bit.bit_length() - 1])
            scenarios ^= bit
        return found

    # ── The heaviest contact ────────────────────────────────────────────────────────────────────────────

    def heaviest(
        self,
        parts: Sequence[Part],
        *,
        budget: float = BUDGET,
        nodes: int | None = None,
        over: float | None = None,
        within: Target = EVERYBODY,
    ) -> Heaviest:
        """The contact on whom the parts make most, among those of ``within``.

        A contact's load is the sum over the parts of what their members that take it make (``Part.value``).
        ``budget`` is in seconds, ``nodes`` says how many choices may be looked at in all, which does not
        depend on what else the machine does; a first contact is always looked at. With ``over`` the question
        is only whether somebody has more than that: the search stops at the first such contact and leaves out
        who cannot be one, so that ``upper`` is above ``over`` only where one was found or may still be.
        """
        until = perf_counter() + budget
        best: Heaviest | None = None
        upper, late, looked = 0.0, False, 0
        for box in within.boxes:
            floor = over if best is None else best.lower if over is None else max(over, best.lower)
            few = None if nodes is None else max(0, nodes - looked)
            search = _Search(self, parts, box, until, floor=floor, stop=over, nodes=few)
            search.run()
            late, looked = late or search.late, looked + search.looked
            upper = max(upper, search.upper)
            if search.found:
                found = self._answer(search)
                if best is None or found.lower > best.lower:
                    best = found
                if over is not None and best.lower > over:
                    # what was not looked at may have more
                    upper = max(upper, search.most)
                    break
        if best is None:
            return Heaviest(lower=0, upper=upper, late=late, looked=looked)
        # sums of the same floats in another order
        close = upper <= best.lower + TOLERANCE * max(1.0, best.lower)
        return Heaviest(
            lower=best.lower,
            upper=best.lower if close else upper,
            scenarios=best.scenarios,
            profile=best.profile,
            late=late,
            looked=looked,
        )

    def _answer(self, search: _Search) -> Heaviest:
        """The best contact of a search, looked at again as the profile that is shown."""
        chosen = search.chosen
        point = self.space.realised(chosen)
        inside = [key for key in search.members if self.targets[key].holds(point)]
        scenarios = frozenset(inside)
        lower = sum(part.value(scenarios).lower for part in search.parts)
        return Heaviest(
            lower=lower,
            upper=max(lower, search.upper),
            scenarios=tuple(key for key in self.keys if key in scenarios),
            profile=self.space.profile(chosen),
        )


def _best(rows: Iterable[tuple[int, int]]) -> list[_Row]:
    """The atoms worth choosing: none whose boxes another one keeps as well, the first of equals."""
    kept: list[_Row] = []
    for atom, keeps in rows:
        if any(keeps & ~row.keeps == 0 for row in kept):
            continue
        kept = [row for row in kept if row.keeps & ~keeps]
        kept.append(_Row(atom=atom, keeps=keeps))
    return kept


class _Group:
    """A part of several scenarios: what its members alive make, by their bits."""

    def __init__(self, part: Part, bits: Mapping[str, int]) -> None:
        self.part = part
        self.bits = bits
        self.mask = sum(bits.values())
        self._known: dict[int, float] = {0: 0.0}

    def upper(self, scenarios: int) -> float:
        alive = scenarios & self.mask
        known = self._known.get(alive)
        if known is None:
            members = frozenset(key for key, bit in self.bits.items() if alive & bit)
            known = self._known[alive] = min(self.part.value(members).upper, _ENDLESS)
        return known


#: The choices made: dimensions and atoms.
_Chosen = tuple[tuple[int, int], ...]
#: What is left to look at: bound, boxes alive, free dimensions (by their place), choices made.
_Child = tuple[float, int, int, _Chosen]
#: The same with the bound negated and a serial number, so that the least of a heap is the most promising.
_Node = tuple[float, int, int, int, _Chosen]
#: So many ways down are gone at first, and one in so many after that.
_DIVES = 16


class _Search:
    """One search for the heaviest contact in one box."""

    def __init__(
        self,
        overlap: Overlap,
        parts: Sequence[Part],
        box: Box,
        until: float,
        *,
        floor: float | None,
        stop: float | None,
        nodes: int | None = None,
    ) -> None:
        self.overlap, self.parts, self.box = overlap, parts, box
        #: How many choices may be looked at, and how many were; whether the time was over first.
        self.nodes, self.looked, self.late = nodes, 0, False
        self.members = tuple(dict.fromkeys(key for part in parts for key in part.members))
        self.until, self.stop = until, stop
        #: What a contact must have more than, to be of interest.
        self.best = -1.0 if floor is None else floor
        #: What the best contact found makes for certain, and what nobody of the box can pass.
        self.lower, self.upper = 0.0, 0.0
        self.chosen: Point = {}
        self.found = False
        self._ended = False
        self._seen: set[tuple[int, int]] = set()
        self._weigh(parts)
        relevant = sum(overlap.bit[key] for key in self.members)
        self._alive = overlap.boxes & overlap.spread(relevant)
        self._rows: dict[int, list[_Row]] = {}
        for at, rows in overlap.rows.items():
            if not self._alive & ~overlap.loose[at]:
                continue
            allowed = box.get(at)
            if allowed is not None:
                atoms = [atom for atom in range(allowed.bit_length()) if allowed >> atom & 1]
                rows = _best([(atom, overlap.allows[at][atom]) for atom in atoms])
            self._rows[at] = rows
        self._order = tuple(self._rows)
        #: What all scenarios make together.
        self.most = self._load(overlap.scenarios(self._alive), self._exactly)

    def _weigh(self, parts: Sequence[Part]) -> None:
        """Scenarios of their own by their load, and groups."""
        loads: dict[str, float] = {}
        self._groups: list[_Group] = []
        for part in parts:
            if len(part.members) == 1:
                load = min(part.value(frozenset(part.members)).upper, _ENDLESS)
                loads[part.members[0]] = loads.get(part.members[0], 0.0) + load
            else:
                self._groups.append(_Group(part, {key: self.overlap.bit[key] for key in part.members}))
        classes: dict[float, int] = {}
        for key, load in loads.items():
            if load > 0:
                classes[load] = classes.get(load, 0) | self.overlap.bit[key]
        self._exactly = tuple(classes.items())
        self._roughly = self._exactly
        if len(classes) > _CLASSES:
            # one term a bit instead of one a load: rounded up, so that it stays a bound
            unit = max(classes) / _GRID
            planes: dict[int, int] = {}
            for load, mask in classes.items():
                steps = ceil(load / unit)
                for plane in range(steps.bit_length()):
                    if steps >> plane & 1:
                        planes[plane] = planes.get(plane, 0) | mask
            self._roughly = tuple((unit * (1 << plane), mask) for plane, mask in planes.items())

    def _load(self, scenarios: int, terms: tuple[tuple[float, int], ...]) -> float:
        total = 0.0
        for load, mask in terms:
            total += load * (scenarios & mask).bit_count()
        for group in self._groups:
            total += group.upper(scenarios)
        return total

    def run(self) -> None:
        """Look until all is seen, the time is over, or there is somebody above ``stop``.

        The node of the highest bound is taken next. From some of them the best way down is gone to its end,
        so that there are good contacts early; the others push the upper bound down.
        """
        heap: list[_Node] = []
        node: _Node | None = (-self.most, 0, self._alive, (1 << len(self._order)) - 1, ())
        serial, dives = 1, 0
        while True:
            if node is None:
                if not heap or -heap[0][0] <= self.best:
                    break
                node = heappop(heap)
                dives += 1
            # the way down to a first contact is always gone
            if self._ended or (serial > len(self._order) and dives and self._over()):
                heappush(heap, node)
                break
            self.looked += 1
            children = self._expand(*node)
            node = None
            for most, alive, free, chosen in children:
                child: _Node = (-most, serial, alive, free, chosen)
                serial += 1
                if node is None and (dives < _DIVES or dives % _DIVES == 0):
                    node = child
                else:
                    heappush(heap, child)
        if heap:
            self.upper = max(self.upper, -heap[0][0])
        if self.upper >= _ENDLESS:
            self.upper = inf

    def _over(self) -> bool:
        """Whether enough was looked at, or the time is over."""
        if self.nodes is not None and self.looked >= self.nodes:
            return True
        self.late = perf_counter() > self.until
        return self.late

    def _expand(self, bound: float, _: int, alive: int, free: int, chosen: _Chosen) -> list[_Child]:
        """What may be chosen next, the heaviest first; where all is chosen, the contact is kept."""
        overlap = self.overlap
        if (alive, free) in self._seen:
            return []
        self._seen.add((alive, free))
        if overlap.layers > 1:
            alive = self._settled(alive, free)
        total = self._load(overlap.scenarios(alive), self._exactly)
        least = min(-bound, total)
        if least <= self.best:
            self.upper = max(self.upper, least)
            return []
        branch, lines_most = -1, inf
        lines: list[tuple[float, int, int]] = []
        rest = free
        while rest:
            place = (rest & -rest).bit_length() - 1
            rest &= rest - 1
            at = self._order[place]
            rows: list[tuple[float, int, int]] = []
            for row in self._rows[at]:
                keeps = alive & row.keeps
                if keeps == alive:
                    chosen = (*chosen, (at, row.atom))
                    free &= ~(1 << place)
                    break
                rows.append((self._load(overlap.scenarios(keeps), self._roughly), row.atom, keeps))
            else:
                most = max(row[0] for row in rows)
                least = min(least, most)
                if least <= self.best:
                    self.upper = max(self.upper, least)
                    return []
                if branch < 0 or (most, len(rows)) < (lines_most, len(lines)):
                    branch, lines, lines_most = place, rows, most
        if branch < 0:
            self._keep(alive, dict(chosen), total)
            return []
        at, free = self._order[branch], free & ~(1 << branch)
        lines.sort(key=lambda row: -row[0])
        children: list[_Child] = []
        for most, atom, keeps in lines:
            if most <= self.best:
                self.upper = max(self.upper, min(most, least))
                break
            if all(keeps & ~other[1] for other in children):
                children.append((min(most, least), keeps, free, (*chosen, (at, atom))))
        return children

    def _settled(self, alive: int, free: int) -> int:
        """Without the other boxes of scenarios that have one which no free dimension can end."""
        overlap = self.overlap
        safe = alive
        while free and safe:
            safe &= overlap.loose[self._order[(free & -free).bit_length() - 1]]
            free &= free - 1
        if not safe:
            return alive
        return safe | (alive & ~overlap.spread(overlap.scenarios(safe)))

    def _keep(self, alive: int, chosen: Mapping[int, int], total: float) -> None:
        """A contact whose every choice is made: better than the best one so far."""
        self.best = total
        self.upper = max(self.upper, total)
        overlap = self.overlap
        point = {at: atom for at, atom in chosen.items() if alive & ~overlap.loose[at]}
        for at, mask in self.box.items():
            if at not in point:
                point[at] = chosen.get(at, (mask & -mask).bit_length() - 1)
        inside = frozenset(overlap.named(overlap.scenarios(alive)))
        lower = sum(part.value(inside).lower for part in self.parts)
        if not self.found or lower > self.lower:
            self.lower, self.chosen = lower, point
        self.found = True
        if self.stop is not None and self.lower > self.stop:
            self._ended = True


# ── What the base of contacts shows ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class Observed:
    """Which scenarios take which contacts of a base at one instant; contacts alike are counted."""

    keys: tuple[str, ...]
    #: Scenarios of a contact, as bits in the order of ``keys`` -> how many contacts are like that.
    signatures: Mapping[int, int]

    @property
    def contacts(self) -> int:
        """How many contacts there are."""
        return sum(self.signatures.values())

    def together(self, *keys: str) -> int:
        """How many contacts are in all of these."""
        wanted = sum(1 << self.keys.index(key) for key in keys)
        return sum(count for bits, count in self.signatures.items() if bits & wanted == wanted)

    def pairs(self) -> dict[tuple[str, str], int]:
        """How many contacts are in both of two scenarios, where there are any, in the order of ``keys``."""
        found: Counter[tuple[int, int]] = Counter()
        for bits, count in self.signatures.items():
            held = [i for i in range(bits.bit_length()) if bits >> i & 1]
            for pair in combinations(held, 2):
                found[pair] += count
        return {(self.keys[one], self.keys[other]): found[one, other] for one, other in sorted(found)}

    def worst(self, parts: Sequence[Part]) -> ObservedWorst:
        """The contacts of the base on whom most may come together, and what the parts make of them."""
        best: tuple[float, float, int] = (0.0, 0.0, 0)
        for bits in self.signatures:
            inside = frozenset(key for i, key in enumerate(self.keys) if bits >> i & 1)
            values = [part.value(inside) for part in parts]
            found = (sum(value.lower for value in values), sum(value.upper for value in values), bits)
            if found[:2] > best[:2]:
                best = found
        lower, upper, bits = best
        contacts = (
            sum(count for other, count in self.signatures.items() if other & bits == bits) if bits else 0
        )
        return ObservedWorst(
            lower=lower,
            upper=upper,
            scenarios=tuple(key for i, key in enumerate(self.keys) if bits >> i & 1),
            contacts=contacts,
        )


@dataclass(frozen=True, kw_only=True)
class ObservedWorst:
    """The contacts of a base on whom most may come together."""

    lower: float
    upper: float
    scenarios: tuple[str, ...]
    #: How many contacts are in all of these.
    contacts: int


def observe(keys: Sequence[str], rows: Iterable[Iterable[str]]) -> Observed:
    """The base as its contacts' scenarios: one row a contact, the keys of those that take it."""
    bit = {key: 1 << i for i, key in enumerate(keys)}
    return Observed(
        keys=tuple(keys), signatures=dict(Counter(sum(bit[key] for key in set(row)) for row in rows))
    )
