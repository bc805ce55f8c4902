"""The tree of scenarios: of each target the key moments, the levers, the scenarios and their channels.

It reads documents as they are written, so that a draft half filled in has its place too. What a sheet does
not say is a branch of its own, so that nothing is hidden; what nobody has thought of yet is a gap, in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, TypeVar

from designer.analysis.moments import moment as called
from designer.analysis.speech import Language, Names, Speech, french_spaces, in_sentence
from designer.domain.channel import SENDING, Channel
from designer.domain.data import Segment
from designer.domain.scenario import Family, Lever
from designer.domain.text import Text
from designer.domain.words import LABELS, Label

Member = TypeVar("Member", bound=Enum)
#: The group of a key moment and its name; a sheet may say one without the other.
Moment = tuple[Family | None, str]

#: The key of the branch of scenarios that are for everybody, and of what no sheet says.
EVERYONE: Final = "*"
NOT_SAID: Final = "?"
#: What stands among the channels for what a team does.
TASK: Final = "task"


class Kind(Enum):
    """What a branch is, from the trunk to the leaves."""

    TARGET = "target"
    MOMENT = "moment"
    LEVER = "lever"
    SCENARIO = "scenario"
    CHANNEL = "channel"


class Lack(Enum):
    """What a gap is a lack of. Scenarios for everybody fill the gaps of every target."""

    #: A segment that no scenario names.
    SCENARIO = "scenario"
    #: Groups of key moments to which nothing answers for this target.
    MOMENT = "moment"
    #: Levers that nothing uses for this target at this moment.
    LEVER = "lever"
    #: Channels in use elsewhere that nothing uses for this target; of a scenario, that it has none.
    CHANNEL = "channel"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the tree takes of one scenario."""

    key: str
    name: Text
    state: str
    #: Keys of the segments that the sheet names, once each.
    segments: tuple[str, ...] = ()
    #: Whether the sheet is filled in and nothing says that some people are left out.
    everyone: bool = False
    moment: Moment = (None, "")
    lever: Lever | None = None
    #: Channel, or task -> how many steps use it, in the order of the closed set.
    channels: Mapping[str, int] = field(default_factory=dict)

    @property
    def targets(self) -> tuple[str, ...]:
        """The keys of the targets that it stands under."""
        return self.segments or ((EVERYONE,) if self.everyone else (NOT_SAID,))


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Something that is not there, and could be."""

    lack: Lack
    #: The wire words of what is missing, none where the branch itself lacks it.
    missing: tuple[str, ...] = ()
    #: The sentence.
    says: Label


@dataclass(frozen=True, kw_only=True)
class Branch:
    """One node of the tree."""

    kind: Kind
    #: Which of its siblings it is: a key, a wire word, ``family/moment``, or what stands for none.
    key: str
    label: Label
    #: Scenarios on it; of a channel, the steps that use it.
    count: int
    #: Of a key moment its group, where it has a name of its own.
    detail: Label | None = None
    #: Of a scenario.
    state: str | None = None
    gaps: tuple[Gap, ...] = ()
    children: tuple[Branch, ...] = ()

    @property
    def is_said(self) -> bool:
        """Whether a sheet names it."""
        return self.key != NOT_SAID

    def walk(self) -> Iterator[Branch]:
        """It and all that grows on it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, kw_only=True)
class Tree:
    """The targets with what stands under each."""

    targets: tuple[Branch, ...]

    def walk(self) -> Iterator[Branch]:
        """Every branch, parents first."""
        for target in self.targets:
            yield from target.walk()

    def only(self, target: str) -> Tree:
        """The branch of one target, with the gaps that it has in the whole tree."""
        return Tree(targets=tuple(branch for branch in self.targets if branch.key == target))

    @property
    def scenarios(self) -> int:
        """How many scenarios it shows, each counted once however many targets it has."""
        return len({branch.key for branch in self.walk() if branch.kind is Kind.SCENARIO})

    @property
    def gaps(self) -> int:
        """How many gaps it shows."""
        return sum(len(branch.gaps) for branch in self.walk())


# ── Reading one scenario ────────────────────────────────────────────────────────────────────────────────


def told(key: str, state: str, document: Mapping[str, Any]) -> Told:
    """What the tree takes of a document, finished or not; what cannot be read is not said."""
    sheet = _mapping(document.get("sheet"))
    moment = _mapping(sheet.get("key_moment"))
    named = moment.get("moment")
    at: Moment = (_member(Family, moment.get("family")), named.strip() if isinstance(named, str) else "")
    lever = _member(Lever, sheet.get("lever"))
    segments = tuple(dict.fromkeys(name for name in _list(sheet.get("segments")) if _is_key(name)))
    open_to_all = not document.get("audience") and _mapping(document.get("trigger")).get("kind") != "enters"
    return Told(
        key=key,
        name=_name(document.get("name")) or key,
        state=state,
        segments=segments,
        everyone=not segments and open_to_all and (at != (None, "") or lever is not None),
        moment=at,
        lever=lever,
        channels=_channels(document),
    )


def _channels(document: Mapping[str, Any]) -> dict[str, int]:
    counted = {channel.value: 0 for channel in SENDING} | {TASK: 0}
    for node in _list(document.get("nodes")):
        node = _mapping(node)
        if node.get("kind") == "task":
            counted[TASK] += 1
        elif node.get("kind") == "message":
            used = {word for word in (node.get("channel"), *_list(node.get("fallback"))) if _is_key(word)}
            for word in used & counted.keys():
                counted[word] += 1
    return {word: count for word, count in counted.items() if count}


def _name(value: object) -> Text:
    if isinstance(value, Mapping):
        return {str(lang): words for lang, words in value.items() if isinstance(words, str) and words.strip()}
    return value.strip() if isinstance(value, str) else ""


def _is_key(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _member(kind: type[Member], word: object) -> Member | None:
    return next((member for member in kind if member.value == word), None)


# ── Growing the tree ────────────────────────────────────────────────────────────────────────────────────


def grow(scenarios: Iterable[Told], segments: Mapping[str, Segment], names: Names) -> Tree:
    """The tree of these scenarios.

    Targets are the segments in the order of their document, those that only a sheet names, everybody, and the
    target that is not said; moments go by group and name, levers and channels as their closed sets, scenarios
    as they come.
    """
    return _Grower(tuple(scenarios), segments, names).tree()


class _Grower:
    def __init__(self, scenarios: tuple[Told, ...], segments: Mapping[str, Segment], names: Names) -> None:
        self.scenarios = scenarios
        self.segments = segments
        self.speech = {language: Speech(language=language, names=names) for language in _languages()}
        self.of_all = tuple(one for one in scenarios if EVERYONE in one.targets)
        self.in_use = {word for one in scenarios for word in one.channels}

    def tree(self) -> Tree:
        named = {key for one in self.scenarios for key in one.segments}
        keys = dict.fromkeys([*self.segments, *sorted(named - self.segments.keys()), EVERYONE, NOT_SAID])
        branches = [(key, tuple(one for one in self.scenarios if key in one.targets)) for key in keys]
        return Tree(
            targets=tuple(self.target(key, own) for key, own in branches if own or key in self.segments)
        )

    def target(self, key: str, own: tuple[Told, ...]) -> Branch:
        moments = sorted({one.moment for one in own}, key=_moment_order)
        return Branch(
            kind=Kind.TARGET,
            key=key,
            label=self.target_label(key),
            count=len(own),
            gaps=tuple(self.target_gaps(own)) if key != NOT_SAID else (),
            children=tuple(
                self.moment(moment, tuple(one for one in own if one.moment == moment), key != NOT_SAID)
                for moment in moments
            ),
        )

    def target_label(self, key: str) -> Label:
        if key == EVERYONE:
            return {"fr": "Toute la base", "en": "The whole base"}
        if key == NOT_SAID:
            return {"fr": "Cible non dite", "en": "Target not said"}
        return {language: say.segment(key) for language, say in self.speech.items()}

    def target_gaps(self, own: tuple[Told, ...]) -> Iterator[Gap]:
        if not own:
            yield Gap(
                lack=Lack.SCENARIO,
                says={
                    "fr": "Aucun scénario ne nomme ce segment.",
                    "en": "No scenario names this segment.",
                },
            )
            return
        reached = (*own, *self.of_all)
        answered = {one.moment[0] for one in reached}
        yield from _gap(
            Lack.MOMENT,
            [family for family in Family if family not in answered],
            "Moments clés sans scénario",
            "Key moments without a scenario",
        )
        used = {word for one in reached for word in one.channels}
        yield from _gap(
            Lack.CHANNEL,
            [channel for channel in Channel if channel.value in self.in_use - used],
            "Canaux non utilisés",
            "Channels not used",
        )

    def moment(self, moment: Moment, own: tuple[Told, ...], is_target_said: bool) -> Branch:
        family, named = moment
        levers = {
            lever: tuple(one for one in own if one.lever is lever)
            for lever in sorted({one.lever for one in own}, key=_lever_order)
        }
        there = {one.lever for one in (*own, *self.of_all) if one.moment == moment}
        is_said = moment != (None, "")
        return Branch(
            kind=Kind.MOMENT,
            key=f"{family.value if family else ''}/{named}" if is_said else NOT_SAID,
            label=self.moment_label(moment),
            detail=LABELS[family] if family and named else None,
            count=len(own),
            gaps=tuple(
                _gap(
                    Lack.LEVER,
                    [lever for lever in Lever if lever not in there],
                    "Leviers non utilisés",
                    "Levers not used",
                )
            )
            if is_said and is_target_said
            else (),
            children=tuple(
                _lever(lever, tuple(one for one in own if one.lever is lever)) for lever in levers
            ),
        )

    def moment_label(self, moment: Moment) -> Label:
        family, named = moment
        if named:
            return {language: called(named, say) for language, say in self.speech.items()}
        return LABELS[family] if family else {"fr": "Moment non dit", "en": "Moment not said"}


def _lever(lever: Lever | None, own: tuple[Told, ...]) -> Branch:
    return Branch(
        kind=Kind.LEVER,
        key=lever.value if lever else NOT_SAID,
        label=LABELS[lever] if lever else {"fr": "Levier non dit", "en": "Lever not said"},
        count=len(own),
        children=tuple(_scenario(one) for one in own),
    )


def _scenario(one: Told) -> Branch:
    nothing = Gap(
        lack=Lack.CHANNEL,
        says={"fr": "Aucun canal : ni message ni tâche.", "en": "No channel: no message and no task."},
    )
    return Branch(
        kind=Kind.SCENARIO,
        key=one.key,
        label=_both(lambda language: Speech(language=language).text(one.name) or one.key),
        count=1,
        state=one.state,
        gaps=() if one.channels else (nothing,),
        children=tuple(
            Branch(kind=Kind.CHANNEL, key=word, label=_channel_label(word), count=count)
            for word, count in one.channels.items()
        ),
    )


def _channel_label(word: str) -> Label:
    return {"fr": "Tâche", "en": "Task"} if word == TASK else LABELS[Channel(word)]


def _gap(lack: Lack, missing: Sequence[Enum], fr: str, en: str) -> Iterator[Gap]:
    """The gap of these members, none where nothing is missing."""
    if not missing:
        return
    named = _both(
        lambda language: Speech(language=language).listing(
            [in_sentence(LABELS[one][language]) for one in missing]
        )
    )
    yield Gap(
        lack=lack,
        missing=tuple(str(one.value) for one in missing),
        says={"fr": french_spaces(f"{fr} : {named['fr']}."), "en": f"{en}: {named['en']}."},
    )


def _both(say: Callable[[Language], str]) -> Label:
    return {language: say(language) for language in _languages()}


def _languages() -> tuple[Language, ...]:
    return ("fr", "en")


def _moment_order(moment: Moment) -> tuple[int, bool, str]:
    family, named = moment
    return list(Family).index(family) if family else len(Family), not named, named


def _lever_order(lever: Lever | None) -> int:
    return list(Lever).index(lever) if lever else len(Lever)
