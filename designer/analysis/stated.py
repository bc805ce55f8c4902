"""What the sheet states of the steps: the channels and the messages that its texts name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from designer.analysis.numbers import in_order
from designer.analysis.rule import Case
from designer.domain.channel import Channel
from designer.domain.message import Template
from designer.domain.scenario import Message, TaskNode
from designer.domain.text import Text

#: The words that name one channel and nothing else. "Mail" is an e-mail in French and a letter in English.
_NAMED: Mapping[Channel, re.Pattern[str]] = {
    Channel.EMAIL: re.compile(r"\be-?mails?\b|\bcourriels?\b"),
    Channel.SMS: re.compile(r"\bsms\b|\btextos?\b|\btext messages?\b"),
    Channel.PUSH: re.compile(r"\bnotifications? push\b|\bpush notifications?\b|\bpush mobiles?\b"),
    Channel.MAIL: re.compile(r"\bcourriers? posta(?:l|ux)\b|\bpostal letters?\b"),
}
#: After one of these a text may say that the channel is not used.
_DENIED = re.compile(
    r"\b(?:sans|pas|ni|aucune?|jamais|non|hors|sauf|plutot|lieu|adresses?|numeros?|n|ne|no|not|without|never|nor|instead|except|than"
    r"|address|number)\b"
)
_NUMBERED = re.compile(r"\b(?:t ?|temps |step )(\d{1,2})\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?;\n]+")


def texts(text: Text | None) -> tuple[str, ...]:
    """A text in each language that it has."""
    if text is None:
        return ()
    return (text,) if isinstance(text, str) else tuple(text.values())


def plain(words: str) -> str:
    """Words small and without accents."""
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(sign)
    )


def channels_named(text: Text | None) -> frozenset[Channel]:
    """The channels that a text certainly counts on: a sentence that denies anything counts on none."""
    found: set[Channel] = set()
    for words in texts(text):
        for sentence in _SENTENCE.split(plain(words)):
            if not _DENIED.search(sentence.replace("'", " ").replace("’", " ")):
                found |= {channel for channel, named in _NAMED.items() if named.search(sentence)}
    return frozenset(found)


def channels_used(case: Case) -> frozenset[Channel] | None:
    """The channels of the steps; nothing where a step may use any: a task says in words what is done."""
    used = set(case.scenario.channels)
    for node in case.scenario.nodes:
        if isinstance(node, TaskNode):
            used |= channels_named(node.label)
    return frozenset(used) if used else None


@dataclass(frozen=True, kw_only=True)
class Time:
    """A message of the graph, with its number."""

    #: From 1: ``T1`` is the first that a contact comes to.
    number: int
    node: Message

    @property
    def name(self) -> str:
        """``T1``."""
        return f"T{self.number}"


def times(case: Case) -> tuple[Time, ...]:
    """The messages in the order in which a contact can come to them, fewest steps first."""
    messages = in_order(case.scenario)
    return tuple(Time(number=number, node=node) for number, node in enumerate(messages, start=1))


def numbers_named(text: Text) -> frozenset[int]:
    """The T-numbers that a text names: ``T2``, ``temps 2`` and ``step 2`` are 2."""
    return frozenset(int(match) for words in texts(text) for match in _NUMBERED.findall(words))


def templates_named(text: Text, case: Case, among: tuple[Time, ...]) -> frozenset[str]:
    """The templates of messages that a text names by key or by title, the longest name alone."""
    known: dict[str, set[str]] = {}
    for time in among:
        key = time.node.template
        if key is None:
            continue
        template: Template | None = case.portfolio.messages.get(key)
        for name in (key, *(texts(template.name) if template else ())):
            if len(name) > _SHORTEST:
                known.setdefault(plain(name), set()).add(key)
    found: set[str] = set()
    for words in texts(text):
        said = plain(words)
        names = [name for name in known if name in said]
        # "relance-1" is not named by "relance-12"
        own = [name for name in names if not any(name != other and name in other for other in names)]
        found |= {key for name in own for key in known[name] if _stands_alone(name, said)}
    return frozenset(found)


#: A shorter name may stand in a text by chance.
_SHORTEST = 4


def _stands_alone(name: str, said: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?![\w-])", said) is not None


def deliverables(case: Case) -> Iterator[tuple[int, Text]]:
    """The deliverables' names, each with its place."""
    for index, deliverable in enumerate(case.scenario.sheet.deliverables):
        yield index, deliverable.name
