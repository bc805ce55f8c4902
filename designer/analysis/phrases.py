"""How a condition is said, in the words of the canvas: pages, summaries, differences and exports ask here.

It reads documents as they are written, so that an unfinished draft can be told too; nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from designer.analysis.speech import NBSP, Speech, in_sentence
from designer.domain.channel import Channel
from designer.domain.words import LABELS

Wire = Mapping[str, Any]

_SIGNS = {"eq": "=", "ne": "≠", "gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
#: How deep a condition is said; what is deeper still is an ellipsis.
_DEEPEST = 24


def condition(tree: object, say: Speech) -> str:
    """A condition in one sentence without a capital or a full stop; everyone where there is none."""
    if tree is None:
        return say("words.everyone")
    return _Said(say, say.attribute, say.names.types)(tree)


def where(tree: object, event: object, say: Speech, *, enclosed: bool = False) -> str:
    """A condition on an event's properties; ``enclosed`` puts several criteria between brackets."""
    return _Said.of_event(event, say)(tree, "where" if enclosed else None)


class _Said:
    """Says one tree: ``name`` gives its fields' names, ``types`` what they are compared as."""

    def __init__(self, say: Speech, name: Callable[[str], str], types: Mapping[str, str]) -> None:
        self.say = say
        self.named = name
        self.types = types

    @classmethod
    def of_event(cls, event: object, say: Speech) -> _Said:
        """Says what is asked of an event's properties."""
        types = say.names.properties.get(event, {}) if isinstance(event, str) else {}
        return cls(say, say.property, types)

    def __call__(self, tree: object, inside: str | None = None, depth: int = 0) -> str:
        say = self.say
        if not isinstance(tree, Mapping) or len(tree) != 1:
            return say("words.unreadable")
        ((op, body),) = tree.items()
        if depth > _DEEPEST:
            return "…"
        if op in ("all", "any"):
            return self._joined(op, body, inside, depth)
        if op == "not":
            return self._denied(body, depth)
        if op in ("did", "not_did") and isinstance(body, Mapping):
            return self._count(body, depth, negative=op == "not_did")
        if op == "in_segment":
            return say("words.segment", segment=say.segment(_text(body)) or "…")
        if op == "consents":
            return say("words.consents", channel=self._channel(body))
        if op == "is_set":
            return say("words.is_set", field=self._field(body))
        if isinstance(body, list | tuple) and op in ("in", "between", "contains", "matches", *_SIGNS):
            return self._compared(op, [*body, None, None, None])
        return say("words.unreadable")

    def _joined(self, op: str, body: object, inside: str | None, depth: int) -> str:
        say = self.say
        if not isinstance(body, list | tuple):
            return say("words.unreadable")
        if not body:
            return say("words.everyone" if op == "all" else "words.nobody")
        if len(body) == 1:
            return self(body[0], inside, depth + 1)
        link = f" {say('words.and' if op == 'all' else 'words.or')} "
        sentence = link.join(self(part, op, depth + 1) for part in body)
        return f"({sentence})" if inside and inside != op else sentence

    def _denied(self, part: object, depth: int) -> str:
        say = self.say
        if isinstance(part, Mapping) and len(part) == 1:
            ((op, body),) = part.items()
            if op == "in_segment":
                return say("words.segment.not", segment=say.segment(_text(body)) or "…")
            if op == "consents":
                return say("words.consents.not", channel=self._channel(body))
            if op == "is_set":
                return say("words.is_set.not", field=self._field(body))
        inner = self(part, "not", depth + 1)
        return say("words.not", what=inner if inner.startswith("(") else f"({inner})")

    def _count(self, body: Wire, depth: int, *, negative: bool) -> str:
        say = self.say
        event = _text(body.get("event"))
        verb = f"verb.{event}{'.not' if negative else ''}"
        if say.knows(verb):
            parts = [say(verb)]
        else:
            parts = [say("words.not_did" if negative else "words.did", event=say.event(event) or "…")]
        least = body.get("at_least")
        if isinstance(least, int) and (least > 1 or not negative):
            parts.append(say("words.times_not" if negative else "words.times", count=least))
        if body.get("within"):
            parts.append(say("words.within", length=say.duration(body["within"])))
        said = " ".join(parts)
        if body.get("where"):
            said += say("words.where", where=_Said.of_event(event, say)(body["where"], depth=depth + 1))
        return said

    def _compared(self, op: str, operands: list[object]) -> str:
        say = self.say
        field, second, third = operands[:3]
        name = self._field(field)
        if op == "in":
            values = [self._value(value) for value in second] if isinstance(second, list | tuple) else []
            return say("words.text.eq", field=name, value=say.listing(values, either=True) or "…")
        if op == "between":
            return say("words.between", field=name, low=self._value(second), high=self._value(third))
        value = self._value(second)
        if op in ("contains", "matches"):
            return say(f"words.{op}", field=name, value=value)
        kind = self.types.get(_text(field)) or _type_of(second)
        if kind == "boolean" and op == "eq":
            return say("words.flag", field=name, value=value)
        if kind in ("date", "instant"):
            return say(f"words.date.{op}", field=name, value=value)
        if kind != "number" and op in ("eq", "ne"):
            return say(f"words.text.{op}", field=name, value=value)
        return f"{name} {_SIGNS[op]}{NBSP}{value}"

    def _field(self, name: object) -> str:
        return in_sentence(self.named(_text(name))) if _text(name) else "…"

    def _channel(self, key: object) -> str:
        return in_sentence(channel(_text(key), self.say)) or "…"

    def _value(self, value: object) -> str:
        if isinstance(value, bool):
            return self.say("value.yes" if value else "value.no")
        if isinstance(value, int | float):
            return self.say.number(value)
        return self.say.date(value) if isinstance(value, str) and value else "…"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _type_of(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str) and re.match(r"\d{4}-\d{2}-\d{2}(T|$)", value):
        return "date"
    return "text"


def channel(key: str, say: Speech) -> str:
    """A channel's name; a key that names none as it is."""
    try:
        return LABELS[Channel(key)][say.language]
    except ValueError:
        return key
