"""What a scenario must know of the contacts: attributes, events and their properties, segments.

A name is *needed* where the scenario could not start, wait, choose or leave without it, and only *used*
where it fills a merge field or is written by an update: a text says less without it, and the scenario runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from designer.analysis import inventory
from designer.analysis.wording import parsed, texts_of
from designer.domain.condition import Condition, InSegment, walk
from designer.domain.data import KNOWN_ATTRIBUTES, RECEIPTS, DataModel, Type
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import EventTrigger, Message, Scenario, Update
from designer.library.shelf import Pack

#: What every message is given beside the contact's attributes.
_GIVEN = frozenset({"event", "brand", "unsubscribe_url"})


@dataclass(frozen=True, kw_only=True)
class Needs:
    """The names of one scenario, by what they are needed for."""

    #: Attributes without which it does not run.
    attributes: frozenset[str]
    #: Attributes that merge fields show or updates write.
    used_attributes: frozenset[str]
    #: Events without which it does not run.
    events: frozenset[str]
    #: Events that only the audiences named on its sheet look back to.
    used_events: frozenset[str]
    #: Event -> the properties that conditions test or merge fields show.
    properties: Mapping[str, frozenset[str]]
    #: The segments that it names, and those that they name.
    segments: tuple[str, ...]

    @property
    def every_attribute(self) -> frozenset[str]:
        """Needed or used."""
        return self.attributes | self.used_attributes

    @property
    def every_event(self) -> frozenset[str]:
        """Needed or used."""
        return self.events | self.used_events


@dataclass(frozen=True, kw_only=True)
class Missing:
    """What a workspace lacks for a scenario, in the scenario's own names."""

    attributes: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    #: Lacked by texts alone.
    used_attributes: tuple[str, ...] = ()

    @property
    def can_start(self) -> bool:
        """Whether the scenario could be launched with what there is."""
        return not self.attributes and not self.events

    @property
    def nothing(self) -> bool:
        """Whether nothing at all is missing."""
        return self.can_start and not self.used_attributes


def needs_of(pack: Pack, key: str) -> Needs:
    """The names that a scenario of a pack needs. Raises ``NotFound``."""
    return _needs(pack, key)


@lru_cache(maxsize=512)
def _needs(pack: Pack, key: str) -> Needs:
    portfolio = pack.portfolio
    scenario = pack.scenario(key)
    segments = segments_of(scenario, portfolio)
    tested = _below([use.name for use in inventory.segments_in(inventory.trees_of(scenario))], portfolio)
    trees = [*inventory.trees_of(scenario), *_trees(tested, portfolio)]
    named = _trees([name for name in segments if name not in tested], portfolio)
    shown, shown_of_event = _merge_fields(scenario, portfolio)
    attributes = {use.name for use in inventory.fields_in(iter(trees)) if use.event is None}
    attributes |= {use.name for use in inventory.attributes_of(scenario) if not _is_written(use)}
    used = {name for node in scenario.nodes if isinstance(node, Update) for name in node.set} | shown
    used |= {use.name for use in inventory.fields_in(iter(named)) if use.event is None}
    events = {use.name for use in inventory.events_of(scenario)}
    events |= {use.name for use in inventory.events_in(iter(trees))}
    used_events = {use.name for use in inventory.events_in(iter(named))} - events
    properties: dict[str, set[str]] = {name: set() for name in events | used_events}
    for use in inventory.fields_in(iter([*trees, *named])):
        if use.event is not None:
            properties.setdefault(use.event, set()).add(use.name)
    if isinstance(scenario.trigger, EventTrigger):
        properties.setdefault(scenario.trigger.event, set()).update(shown_of_event)
    needed = frozenset(attributes - KNOWN_ATTRIBUTES.keys())
    return Needs(
        attributes=needed,
        used_attributes=frozenset((used - KNOWN_ATTRIBUTES.keys()) - needed),
        events=frozenset(events - RECEIPTS.keys()),
        used_events=frozenset(used_events - RECEIPTS.keys()),
        properties={name: frozenset(names) for name, names in properties.items() if name not in RECEIPTS},
        segments=segments,
    )


def missing(needs: Needs, data: DataModel) -> Missing:
    """What a data model does not declare of what a scenario needs."""
    return Missing(
        attributes=tuple(sorted(needs.attributes - data.attributes.keys())),
        events=tuple(sorted(needs.events - data.events.keys())),
        used_attributes=tuple(sorted(needs.used_attributes - data.attributes.keys())),
    )


def type_of(pack: Pack, attribute: str) -> Type:
    """The type of an attribute of a pack; a text where it does not say."""
    return pack.portfolio.data.type_of(attribute) or Type.TEXT


def segments_of(scenario: Scenario, portfolio: Portfolio) -> tuple[str, ...]:
    """The segments that a scenario names, those of its sheet included, and those that they name in turn."""
    named = [use.name for use in inventory.segments_in(inventory.trees_of(scenario))]
    return _below([*named, *scenario.sheet.segments], portfolio)


def _below(names: Iterable[str], portfolio: Portfolio) -> tuple[str, ...]:
    """Those of the names that are segments, and the segments that they name in turn."""
    found: dict[str, None] = {}
    todo = list(names)
    while todo:
        name = todo.pop(0)
        if name in found or name not in portfolio.segments:
            continue
        found[name] = None
        todo += segments_in(portfolio.segments[name].condition)
    return tuple(found)


def _trees(segments: Iterable[str], portfolio: Portfolio) -> list[inventory.Tree]:
    return [inventory.Tree(condition=portfolio.segments[name].condition, path=()) for name in segments]


def segments_in(condition: Condition) -> list[str]:
    """The segments that a condition names."""
    return [part.segment for part in walk(condition) if isinstance(part, InSegment)]


def _is_written(use: inventory.Use) -> bool:
    return "set" in use.path


def _merge_fields(scenario: Scenario, portfolio: Portfolio) -> tuple[frozenset[str], frozenset[str]]:
    """The attributes that the messages show, and the properties of the trigger's event."""
    attributes: set[str] = set()
    properties: set[str] = set()
    for name in templates_of(scenario):
        template = portfolio.messages.get(name)
        if template is None:
            continue
        for _part, _language, text in texts_of(template):
            for field in parsed(text).fields:
                root, _, below = field.partition(".")
                if root == "event" and below:
                    properties.add(below.partition(".")[0].partition("[")[0])
                elif root.partition("[")[0] not in _GIVEN:
                    attributes.add(root.partition("[")[0])
    return frozenset(attributes), frozenset(properties)


def templates_of(scenario: Scenario) -> Iterable[str]:
    """The templates of its messages, once each."""
    return dict.fromkeys(
        node.template for node in scenario.nodes if isinstance(node, Message) and node.template
    )
