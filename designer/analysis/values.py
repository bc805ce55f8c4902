"""The values of one attribute, cut into classes that no condition tells apart.

Comparisons cut numbers, dates and texts at their constants; globs and parts of texts are read as automata,
whose product is walked for the shortest text of each kind. Every class keeps one value as its example, and
the missing value is a class like others. Numbers of classes are small: a few per constant.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import combinations, pairwise
from math import floor

from designer.domain.condition import (
    Between,
    Compare,
    Comparison,
    Consents,
    Contains,
    In,
    IsSet,
    Matches,
    Scalar,
    Value,
)
from designer.domain.contact import has_consented
from designer.domain.data import Type
from designer.domain.reading import HOW, compares, contains, glob, read, type_of_literal

#: A condition about one attribute of the contact.
Leaf = Compare | In | Between | IsSet | Contains | Matches | Consents

#: How many states of the product of automata are walked before the texts of an attribute are given up.
_STATES = 2000
#: Of how many parts of a list every combination is an example.
_LISTED = 6
#: Words of no meaning, for texts of which only is known what they are not.
_WORDS = ("autre", "other", "x", "n/a")
_ORDERED = frozenset({Comparison.GT, Comparison.GE, Comparison.LT, Comparison.LE})


def field_of(leaf: Leaf) -> str:
    """The attribute that a condition is about."""
    return f"consent_{leaf.channel}" if isinstance(leaf, Consents) else leaf.field


def key_of(leaf: Leaf) -> Hashable:
    """What tells conditions apart: a literal true is not 1."""
    match leaf:
        case Compare(how=how, field=field, value=value):
            return (field, how.value, type(value), value)
        case Between(field=field, low=low, high=high):
            return (field, "between", type(low), low, type(high), high)
        case In(field=field, values=values):
            return (field, "in", *((type(value), value) for value in values))
        case IsSet(field=field):
            return (field, "is_set")
        case Contains(field=field, value=value):
            return (field, "contains", type(value), value)
        case Matches(field=field, pattern=pattern):
            return (field, "matches", pattern)
        case Consents(channel=channel):
            return (channel, "consents")


def says(leaf: Leaf, value: Value | None, kind: Type | None) -> bool:
    """Whether the condition holds for that value of its attribute; ``None`` is a missing one."""
    if value is None:
        return False
    match leaf:
        case Compare(how=how, value=literal):
            return compares(how, value, literal, kind)
        case In(values=literals):
            return any(compares(Comparison.EQ, value, literal, kind) for literal in literals)
        case Between(low=low, high=high):
            return compares(Comparison.GE, value, low, kind) and compares(Comparison.LE, value, high, kind)
        case IsSet():
            return value not in ("", ())
        case Contains(value=part):
            return contains(value, part, kind)
        case Matches(pattern=pattern):
            return isinstance(value, str) and glob(pattern).fullmatch(value) is not None
        case Consents(channel=channel):
            return has_consented({f"consent_{channel}": value}, channel)


@dataclass(frozen=True, kw_only=True, eq=False)
class Classes:
    """The classes of one attribute's values: bit i of a mask stands for ``examples[i]``."""

    leaves: tuple[Leaf, ...]
    kind: Type | None
    examples: tuple[Value | None, ...]
    #: For each class, the truth of the leaves: bit j for ``leaves[j]``.
    signatures: tuple[int, ...]
    #: The values declared for the attribute.
    listed: tuple[Scalar, ...] = ()

    @cached_property
    def ranked(self) -> tuple[int | None, ...]:
        """The class of each value declared, in their order."""
        return tuple(self.of(value) for value in self.listed)

    @cached_property
    def where(self) -> Mapping[Hashable, int]:
        """For each leaf, by its key, the classes that satisfy it."""
        return {
            key_of(leaf): sum(1 << i for i, signature in enumerate(self.signatures) if signature >> j & 1)
            for j, leaf in enumerate(self.leaves)
        }

    def of(self, value: Value | None) -> int | None:
        """The class that the value belongs to; nothing where it is of no foreseen class."""
        signature = _signature(self.leaves, value, self.kind)
        return self.signatures.index(signature) if signature in self.signatures else None


#: What was cut before: the scenarios of a portfolio ask much the same of the same attributes.
_CUT: dict[Hashable, tuple[Classes | None]] = {}
_MOST_CUT = 4096


def classes_of(leaves: Iterable[Leaf], kind: Type | None, listed: Sequence[Scalar] = ()) -> Classes | None:
    """The classes that some conditions about one attribute tell apart.

    ``kind`` is its declared type and ``listed`` the values declared for it, which are the preferred examples.
    Nothing where the values cannot be cut together: parts of an attribute that is no text, an undeclared
    attribute compared with literals of several types, lists and globs of too many parts.
    """
    asked = tuple(leaves)
    key = (tuple(map(key_of, asked)), kind, tuple((type(value), value) for value in listed))
    known = _CUT.get(key)
    if known is None:
        known = (_cut(asked, kind, listed),)
        if len(_CUT) >= _MOST_CUT:
            _CUT.clear()
        _CUT[key] = known
    return known[0]


def _cut(asked: tuple[Leaf, ...], kind: Type | None, listed: Sequence[Scalar]) -> Classes | None:
    examples = _examples(asked, kind, listed)
    if examples is None:
        return None
    tried = list(examples)
    found: dict[int, Value | None] = {}
    for value, signature in zip(tried, _signatures(asked, tried, kind), strict=True):
        found.setdefault(signature, value)
    return Classes(
        leaves=asked,
        kind=kind,
        examples=tuple(found.values()),
        signatures=tuple(found),
        listed=tuple(listed),
    )


def _signature(leaves: Sequence[Leaf], value: Value | None, kind: Type | None) -> int:
    return sum(1 << j for j, leaf in enumerate(leaves) if says(leaf, value, kind))


def _signatures(leaves: Sequence[Leaf], values: Sequence[Value | None], kind: Type | None) -> list[int]:
    """The signature of each value, as ``_signature`` has it; every value is read once a type."""
    signatures = [0] * len(values)
    as_kind: dict[Type, list[object]] = {}
    for j, leaf in enumerate(leaves):
        bit = 1 << j
        if not isinstance(leaf, Compare):
            for i, value in enumerate(values):
                if says(leaf, value, kind):
                    signatures[i] |= bit
            continue
        one = kind or type_of_literal(leaf.value)
        literal, how = read(leaf.value, one), HOW[leaf.how]
        if literal is None:
            continue
        if one not in as_kind:
            as_kind[one] = [None if value is None or value == "" else read(value, one) for value in values]
        for i, held in enumerate(as_kind[one]):
            if held is not None and how(held, literal):
                signatures[i] |= bit
    return signatures


def literals_of(leaf: Leaf) -> tuple[Scalar, ...]:
    """The literals that a comparison names."""
    match leaf:
        case Compare(value=value):
            return (value,)
        case In(values=values):
            return values
        case Between(low=low, high=high):
            return (low, high)
        case _:
            return ()


def _examples(
    leaves: Sequence[Leaf], kind: Type | None, listed: Sequence[Scalar]
) -> Iterator[Value | None] | None:
    """At least one value of every class, the plain ones first."""
    literals = [literal for leaf in leaves for literal in literals_of(leaf)]
    parts = [leaf for leaf in leaves if isinstance(leaf, Contains | Matches)]
    consents = any(isinstance(leaf, Consents) for leaf in leaves)
    if kind is None:
        kinds = {type_of_literal(literal) for literal in literals}
        if len(kinds) > 1:
            return None
        kind = kinds.pop() if kinds else Type.BOOLEAN if consents else Type.TEXT
        declared = False
    else:
        declared = True
    if kind is Type.TEXT:
        texts = _texts(leaves, listed)
        held = () if declared else _lists([leaf.value for leaf in parts if isinstance(leaf, Contains)])
        if texts is None or held is None:
            return None
        words: tuple[str, ...] = ("oui", "non", "Oui ", "yes", " yes") if consents else ()
        # a number is no text: every comparison with one is false
        return iter((*texts, *held, *words, None, "", 0))
    if parts or kind is Type.LIST:
        return None
    if kind is Type.BOOLEAN:
        return iter((True, False, None, "?"))
    read_as = [value for literal in literals if (value := read(literal, kind)) is not None]
    marks = sorted(set(read_as))
    between = _numbers(marks) if kind is Type.NUMBER else _dates(marks)  # type: ignore[arg-type]
    consented: tuple[Value, ...] = ("oui", 1) if consents else ()
    return iter((*listed, *between, *consented, None, "?"))


def _numbers(marks: Sequence[float]) -> Iterator[float]:
    """Each mark, and a number of each span between them and beyond."""
    if not marks:
        yield 1
        return
    yield from marks
    for low, high in pairwise(marks):
        whole = floor(low) + 1
        middle = whole if whole < high else low / 2 + high / 2
        if low < middle < high:
            yield middle
    yield floor(marks[-1]) + 1
    yield -floor(-marks[0]) - 1


def _dates(marks: Sequence[date] | Sequence[datetime]) -> Iterator[str]:
    """Each mark, and a date or instant of each span between them and beyond, as ISO 8601 texts."""
    if not marks:
        yield "2000-01-01"
        return
    yield from (mark.isoformat() for mark in marks)
    fine = timedelta(microseconds=1) if isinstance(marks[0], datetime) else timedelta(days=1)
    steps = [timedelta(days=1), timedelta(minutes=1), fine]
    for low, high in pairwise(marks):
        nearby = next((low + step for step in steps if step >= fine and step < high - low), None)
        if nearby is not None:
            yield nearby.isoformat()
    for mark, sign in ((marks[-1], 1), (marks[0], -1)):
        for step in steps:
            if step >= fine:
                try:
                    yield (mark + sign * step).isoformat()
                    break
                except OverflowError:
                    continue


def _lists(values: Sequence[Scalar]) -> list[tuple[Scalar, ...]] | None:
    """A list of each combination of the values."""
    if not values:
        return []
    if len(values) > _LISTED:
        return None
    return [held for size in range(len(values) + 1) for held in combinations(values, size)] + [(_WORDS[0],)]


# ── Texts ───────────────────────────────────────────────────────────────────────────────────────────────


def _texts(leaves: Sequence[Leaf], listed: Sequence[Scalar]) -> list[str] | None:
    """Texts of every class but the empty one."""
    constants = list(
        dict.fromkeys(literal for leaf in leaves for literal in literals_of(leaf) if isinstance(literal, str))
    )
    known = [value for value in listed if isinstance(value, str)]
    cuts = [
        literal
        for leaf in leaves
        if isinstance(leaf, Between) or (isinstance(leaf, Compare) and leaf.how in _ORDERED)
        for literal in literals_of(leaf)
        if isinstance(literal, str)
    ]
    globs = [leaf.pattern for leaf in leaves if isinstance(leaf, Matches)]
    globs += [
        "*" + _no_stars(leaf.value) + "*"
        for leaf in leaves
        if isinstance(leaf, Contains) and isinstance(leaf.value, str)
    ]
    other = next(
        word
        for word in (*_WORDS, *(f"x{number}" for number in range(len(constants) + 1)))
        if word not in constants
    )
    if not globs:
        spans = list(_between(sorted(set(constants)))) if cuts else []
        return [*known, *constants, other, *spans]
    walked = _walk(constants, sorted(set(cuts)), list(dict.fromkeys(globs)))
    return None if walked is None else [*known, *constants, other, *walked]


#: Stands for a star or a question mark that is meant as such, in a part that a text may hold.
_STAR, _MARK = "\ue000", "\ue001"


def _no_stars(text: str) -> str:
    return text.replace("*", _STAR).replace("?", _MARK)


def _between(marks: Sequence[str]) -> Iterator[str]:
    """A text of each span between sorted texts, and beyond, where there is one."""
    yield marks[-1] + "a"
    for low, high in pairwise(marks):
        middle = next((low + end for end in ("a", "0", " ", "\0") if low + end < high), None)
        if middle is not None:
            yield middle
    least = marks[0]
    if least > "\0":
        letter = ord(least[0])
        yield next(chr(code) for code in (letter - 1, 0) if 0 <= code <= letter and chr(code) < least)


#: Place in the tree of constants (−1: none of them), states of the globs, standing to the cuts.
_State = tuple[int, tuple[int, ...], tuple[int, ...]]


def _walk(constants: Sequence[str], cuts: Sequence[str], globs: Sequence[str]) -> list[str] | None:
    """The shortest text of every state of the automata of constants, order and globs, empty text left out.

    Texts that end in one state satisfy the same conditions. Nothing where there are too many states.
    """
    trie: list[dict[str, int]] = [{}]
    for constant in constants:
        at = 0
        for letter in constant:
            if letter not in trie[at]:
                trie[at][letter] = len(trie)
                trie.append({})
            at = trie[at][letter]
    patterns = [_Glob(pattern) for pattern in globs]
    letters = _alphabet({*"".join(constants), *(one for pattern in patterns for one in pattern.letters)})
    start: _State = (0, tuple(pattern.start for pattern in patterns), tuple(0 for _ in cuts))
    found: dict[_State, str] = {}
    todo: deque[tuple[_State, str]] = deque([(start, "")])
    while todo:
        (at, inside, order), text = todo.popleft()
        for letter in letters:
            then: _State = (
                trie[at].get(letter, -1) if at >= 0 else -1,
                tuple(pattern.step(state, letter) for pattern, state in zip(patterns, inside, strict=True)),
                tuple(_ordered(cut, state, letter) for cut, state in zip(cuts, order, strict=True)),
            )
            if then not in found:
                found[then] = text + letter
                if len(found) > _STATES:
                    return None
                todo.append((then, text + letter))
    return list(found.values())


def _ordered(cut: str, state: int, letter: str) -> int:
    """How a text stands to a constant: letters in common so far, −1 when less, −2 when greater."""
    if state < 0:
        return state
    if state == len(cut) or letter > cut[state]:
        return -2
    return state + 1 if letter == cut[state] else -1


def _alphabet(letters: Iterable[str]) -> list[str]:
    """The letters, and one of every span between them and beyond: the plain ones first."""
    marks = sorted(ord(letter) for letter in letters)
    spans = pairwise([-1, *marks, 0x110000])
    others = []
    for low, high in spans:
        # what no UTF-8 text can hold is no example
        codes = [*range(max(low + 1, 97), min(high, 123)), low + 1, 0xE010]
        code = next((code for code in codes if low < code < high and not 0xD800 <= code < 0xE000), None)
        if code is not None:
            others.append(chr(code))
    return [*sorted(others, key=lambda letter: not letter.isalnum()), *(chr(mark) for mark in marks)]


class _Glob:
    """A glob as an automaton: bit i of a state says that the first i signs may have been read."""

    def __init__(self, pattern: str) -> None:
        signs: list[str] = []
        for sign in pattern:
            if not (sign == "*" and signs and signs[-1] == "*"):
                signs.append(sign)
        self.signs = signs
        self.letters = {self._plain(sign) for sign in signs if sign not in "*?"}
        self.start = self._rest(1)

    @staticmethod
    def _plain(sign: str) -> str:
        return "*" if sign == _STAR else "?" if sign == _MARK else sign

    def _rest(self, state: int) -> int:
        """A star may stand for nothing."""
        for i, sign in enumerate(self.signs):
            if sign == "*" and state >> i & 1:
                state |= 1 << i + 1
        return state

    def step(self, state: int, letter: str) -> int:
        """The state after one more letter."""
        then = 0
        for i, sign in enumerate(self.signs):
            if state >> i & 1:
                if sign == "*":
                    then |= 1 << i
                elif sign == "?" or self._plain(sign) == letter:
                    then |= 1 << i + 1
        return self._rest(then)
