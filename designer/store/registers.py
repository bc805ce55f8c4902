"""A scenario as registers: one value a field, each under a key that names its place.

People who draw at the same time meet field by field: different fields never touch each other, and of one
field the last value stays whole. Elements of lists have a name of their own (``@…``) that no document shows;
the value under that name is their place in the list. A condition is one statement, and one value. The editor
reads and writes the same in ``static/js/model/registers.ts``, and orders in ``static/js/model/order.ts``.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from designer.domain.errors import BadInput

Registers = Mapping[str, Any]

#: Lists whose elements people change one by one; ``@`` is any element. Every other list is one value.
LISTS: Mapping[str, str] = {
    "nodes": "records",
    "nodes/@/paths": "records",
    "edges": "records",
    "notes": "records",
    "groups": "records",
    "groups/@/nodes": "names",
    "placed": "names",
    "sheet/kpis": "records",
    "sheet/data": "records",
    "sheet/deliverables": "records",
}
#: The field without which an element is none: what others still changed of one that was taken away.
MAKES = {"nodes": "id", "nodes/@/paths": "path", "edges": "from", "notes": "id", "groups": "id"}
#: Fields that hold a condition.
WHOLE = frozenset({"audience", "exit_when", "where", "when", "condition"})

#: What a field is set to when it is taken away.
GONE: Any = object()

_LINE = "edges/@"
_STEP = "nodes/@"

#: The largest whole number that both sides hold exactly.
_EXACT = 1 << 53
#: Parts of a key: no document that loads is deeper.
_DEEPEST = 64


def escaped(name: str) -> str:
    """A field's name as a part of a key."""
    name = name.replace("%", "%25").replace("/", "%2F")
    return "%40" + name[1:] if name.startswith("@") else name


def unescaped(part: str) -> str:
    """The field's name that a part of a key stands for."""
    if part.startswith("%40"):
        part = "@" + part[3:]
    return part.replace("%2F", "/").replace("%25", "%")


def plain(value: Any) -> Any:
    """A shared value as JSON: whole numbers are integers. Raises ``BadInput`` for what no document holds."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise BadInput("A number of this scenario is not finite; give the field a number, or none.")
        return int(value) if value.is_integer() and abs(value) < _EXACT else value
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    raise BadInput(f"A scenario holds no {type(value).__name__}; give the field text, a number or a list.")


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Branch:
    """One place of the document: its value, or the parts below it."""

    key: str
    pattern: str
    value: Any = GONE
    parts: dict[str, Branch] = field(default_factory=dict)

    def elements(self) -> list[tuple[str, Branch]]:
        """Of a list: its elements by name, in order; what is left of one that was taken away is none."""
        makes = MAKES.get(self.pattern)
        alive = [
            (name, part)
            for name, part in self.parts.items()
            if isinstance(part.value, str) and (makes is None or makes in part.parts)
        ]
        return sorted(alive, key=lambda one: (one[1].value, one[0]))

    def read(self) -> Any:
        """The JSON below, ``GONE`` where there is nothing."""
        shape = LISTS.get(self.pattern)
        if shape is None:
            fields = {
                unescaped(name): value
                for name, part in self.parts.items()
                if (value := part.read()) is not GONE
            }
            if self.pattern.endswith("@"):
                return fields
            return fields or self.value
        alive = self.elements()
        if not alive:
            return self.value
        if shape == "names":
            return [unescaped(name[1:]) for name, _ in alive]
        return [part.read() for _, part in alive]


def tree(registers: Registers) -> Branch:
    """The registers by place. Raises ``BadInput`` when a key is deeper than any document."""
    root = Branch("", "")
    for key, value in registers.items():
        at = root
        parts = key.split("/")
        if len(parts) > _DEEPEST:
            raise BadInput(f"A scenario has at most {_DEEPEST} levels; take some of '{key[:60]}…' away.")
        for part in parts:
            known = at.parts.get(part)
            if known is None:
                step = "@" if part.startswith("@") else part
                known = Branch(_below(at.key, part), _below(at.pattern, step))
                at.parts[part] = known
            at = known
        at.value = value
    return root


def read(registers: Registers) -> dict[str, Any]:
    """The document of the registers. Raises ``BadInput`` where they are none of a document."""
    found = tree({key: plain(value) for key, value in registers.items()}).read()
    return found if isinstance(found, dict) else {}


def _below(path: str, part: str) -> str:
    return f"{path}/{part}" if path else part


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────────────


def changes(registers: Registers, after: Mapping[str, Any], maker: str) -> dict[str, Any]:
    """What to set (``GONE``: take away) so that the registers read as ``after``.

    ``maker`` begins the names of elements that are new; no two writers of one document have the same.
    """
    return _Writer(maker).write(tree(registers), after)


class _Writer:
    def __init__(self, maker: str) -> None:
        self.maker = maker
        self.made = 0
        self.found: dict[str, Any] = {}

    def write(self, root: Branch, after: Mapping[str, Any]) -> dict[str, Any]:
        self.fields(root, "", "", after)
        return self.found

    def drop(self, branch: Branch | None) -> None:
        if branch is None:
            return
        if branch.value is not GONE:
            self.found[branch.key] = GONE
        for part in branch.parts.values():
            self.drop(part)

    def take_away(self, element: Branch) -> None:
        """Take an element out of its list. A step loses its place and its id alone: what others write of its
        other fields meanwhile is there when somebody brings it back."""
        if element.pattern != _STEP:
            self.drop(element)
            return
        self.found[element.key] = GONE
        self.drop(element.parts.get("id"))

    def fields(
        self, branch: Branch | None, key: str, pattern: str, after: Mapping[str, Any], again: bool = False
    ) -> None:
        names = {escaped(name) for name in after}
        for part, child in branch.parts.items() if branch else ():
            if part not in names:
                self.drop(child)
        for name, value in after.items():
            part = escaped(name)
            known = branch.parts.get(part) if branch else None
            if again and known is not None and same(known.value, value):
                self.found[known.key] = value
            else:
                self.value(known, _below(key, part), _below(pattern, part), name, value)

    def value(self, branch: Branch | None, key: str, pattern: str, name: str, after: Any) -> None:
        shape = _shape(after, pattern, name)
        if shape == "value":
            for part in branch.parts.values() if branch else ():
                self.drop(part)
            if branch is None or not same(branch.value, after):
                self.found[key] = after
            return
        if branch is not None and branch.value is not GONE:
            self.found[key] = GONE
        if shape == "fields":
            self.fields(branch, key, pattern, after)
        else:
            self.list(branch, key, f"{pattern}/@", shape, after)

    def list(self, branch: Branch | None, key: str, pattern: str, shape: str, after: Sequence[Any]) -> None:
        old = branch.elements() if branch else []
        before = [part.read() if shape == "records" else unescaped(name[1:]) for name, part in old]
        origin = _matched(before, after)
        names = []
        for element, index in zip(after, origin, strict=True):
            if shape == "names":
                names.append(f"@{escaped(element)}")
            elif index >= 0:
                names.append(old[index][0])
            else:
                self.made += 1
                names.append(f"@{self.maker}.{self.made:x}")
        stay = set(names)
        # What is left of an element that is gone stays: who took it away may bring it back.
        for name, part in old:
            if name not in stay:
                self.take_away(part)
        places = _places([part.value for _, part in old], origin)
        for element, name, place in zip(after, names, places, strict=True):
            known = branch.parts.get(name) if branch else None
            # A line led elsewhere is another line: it stays whole where somebody takes the old one away.
            led = pattern == _LINE and known is not None and not same(known.read(), element)
            if known is None or known.value != place or led:
                self.found[f"{key}/{name}"] = place
            if shape == "records":
                self.fields(known, f"{key}/{name}", pattern, element, led)


def same(held: Any, value: Any) -> bool:
    """Equality of JSON: ``true`` is not 1."""
    if isinstance(held, bool) or isinstance(value, bool):
        return held is value
    if isinstance(held, list) and isinstance(value, list):
        return len(held) == len(value) and all(map(same, held, value))
    if isinstance(held, dict) and isinstance(value, dict):
        return held.keys() == value.keys() and all(same(held[name], value[name]) for name in held)
    return bool(held == value)


def _shape(value: Any, pattern: str, name: str) -> str:
    """How a value is kept: as one value, or its parts under keys of their own."""
    if isinstance(value, list):
        shape = LISTS.get(pattern)
        if not value or shape is None:
            return "value"
        if shape == "records":
            makes = MAKES.get(pattern)
            fit = all(
                isinstance(item, dict) and (makes is None or isinstance(item.get(makes), str))
                for item in value
            )
            return shape if fit else "value"
        words = all(isinstance(item, str) and item for item in value)
        return shape if words and len(set(value)) == len(value) else "value"
    if not isinstance(value, dict) or not value or name in WHOLE or pattern in LISTS:
        return "value"
    return "fields"


def identity(element: Any) -> str | None:
    """What two elements of a list must share to be the same one, perhaps changed."""
    if not isinstance(element, dict):
        return element if isinstance(element, str) else None
    if isinstance(element.get("id"), str):
        return str(element["id"])
    if isinstance(element.get("from"), str):
        return f"{element['from']}|{element.get('path', '')}"
    for name in ("path", "metric", "name"):
        value = element.get(name)
        if isinstance(value, str):
            return value
        if isinstance(value, dict):
            return repr(sorted(value.items()))
    return None


def _matched(before: Sequence[Any], after: Sequence[Any]) -> list[int]:
    """For each element of ``after`` the index of the element of ``before`` it comes from, or -1."""
    found = [-1] * len(after)
    taken: set[int] = set()

    def claim(key_of: Callable[[Any], object]) -> None:
        places: dict[object, list[int]] = {}
        for index, element in enumerate(before):
            if index not in taken and (key := key_of(element)) is not None:
                places.setdefault(key, []).append(index)
        for index, element in enumerate(after):
            waiting = places.get(key_of(element)) if found[index] < 0 else None
            if waiting:
                found[index] = waiting.pop(0)
                taken.add(found[index])

    claim(repr)
    claim(identity)
    for index, element in enumerate(after):
        if found[index] >= 0 or not isinstance(element, dict) or isinstance(element.get("id"), str):
            continue
        left = 0 if index == 0 else found[index - 1] + 1
        if left in taken or left >= len(before) or (index > 0 and left == 0):
            continue
        old = before[left]
        if "from" in element and (element["from"], element.get("to")) != (old.get("from"), old.get("to")):
            continue
        found[index] = left
        taken.add(left)
    return found


# ── Places in a list ────────────────────────────────────────────────────────────────────────────────────

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)
_WIDTH = 4
_LIMIT = _BASE**_WIDTH


def between(low: str | None, high: str | None) -> str:
    """A place after ``low`` and before ``high``, as words that sort; between any two there is room.

    Four digits count; what does not fit between two counts is written behind them as a fraction.
    """
    if low is None and high is None:
        return _written(_LIMIT // 2)
    if low is None:
        assert high is not None
        value = _count(high)
        return _written(value - 1) if value > 0 else _written(0) + _fraction("", high[_WIDTH:])
    from_ = _count(low)
    if high is None:
        return _written(from_ + 1) if from_ < _LIMIT - 1 else _written(from_) + _fraction(low[_WIDTH:], None)
    to = _count(high)
    if to - from_ > 1:
        return _written((from_ + to) // 2)
    return _written(from_) + _fraction(low[_WIDTH:], high[_WIDTH:] if to == from_ else None)


def _digit(word: str, at: int) -> int:
    return max(0, _DIGITS.find(word[at])) if at < len(word) else 0


def _count(word: str) -> int:
    value = 0
    for at in range(_WIDTH):
        value = value * _BASE + _digit(word, at)
    return value


def _written(value: int) -> str:
    word = ""
    for _ in range(_WIDTH):
        value, rest = divmod(value, _BASE)
        word = _DIGITS[rest] + word
    return word


def _fraction(low: str, high: str | None) -> str:
    """A fraction above ``low`` and below ``high`` (none: one); of places that leave no room, any."""
    word = ""
    for at in range(max(len(low), len(high or "")) + 1):
        from_ = _digit(low, at)
        to = _BASE if high is None else _digit(high, at)
        if to - from_ > 1:
            return word + _DIGITS[(from_ + to) >> 1]
        word += _DIGITS[from_]
        if to > from_:
            high = None
    return word + _DIGITS[_BASE // 2]


def _places(held: Sequence[str], origin: Sequence[int]) -> list[str]:
    """The place of each element of a list: those that stand in their order keep theirs."""
    if list(origin) == list(range(len(held))):
        return list(held)
    kept = _steady(origin)
    following = sorted(kept)
    places: list[str] = []
    low: str | None = None
    for at, place in enumerate(origin):
        mine = held[place] if at in kept else None
        if mine is None or (low is not None and mine <= low):
            later = (held[origin[one]] for one in following[bisect_left(following, at + 1) :])
            mine = between(low, next((one for one in later if low is None or one > low), None))
        places.append(mine)
        low = mine
    return places


def _steady(origin: Sequence[int]) -> set[int]:
    """The longest run of elements that already stand in their order; the others are those that moved."""
    tails: list[int] = []
    lowest: list[int] = []
    previous = [-1] * len(origin)
    for at, place in enumerate(origin):
        if place < 0:
            continue
        slot = bisect_left(lowest, place)
        previous[at] = tails[slot - 1] if slot else -1
        tails[slot : slot + 1] = [at]
        lowest[slot : slot + 1] = [place]
    return set(_chain(previous, tails[-1] if tails else -1))


def _chain(previous: Sequence[int], at: int) -> Iterator[int]:
    while at >= 0:
        yield at
        at = previous[at]


# ── Order of fields ─────────────────────────────────────────────────────────────────────────────────────

_FIRST = (
    "format", "key", "id", "kind", "from", "path", "to", "name", "title", "sheet", "trigger", "audience",
    "entry", "priority", "exit_when", "goal", "misfire", "channel", "template", "nodes", "edges", "layout",
)  # fmt: skip
_RANK = {name: at for at, name in enumerate(_FIRST)}


def in_order_of(before: Any, after: Any) -> Any:
    """The same JSON as ``after``, its fields in the order in which ``before`` has them."""
    if isinstance(after, dict):
        known = before if isinstance(before, dict) else {}
        place = {name: at for at, name in enumerate(known)}
        names = sorted(
            after, key=lambda name: (place.get(name, len(place)), _RANK.get(name, len(_RANK)), name)
        )
        return {name: in_order_of(known.get(name), after[name]) for name in names}
    if isinstance(after, list):
        known_list = before if isinstance(before, list) else []
        origin = _matched(known_list, after)
        return [
            in_order_of(known_list[place] if place >= 0 else None, element)
            for element, place in zip(after, origin, strict=True)
        ]
    return after
