"""Copying a scenario of the library into the workspace, under the workspace's own names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from itertools import count

from designer import store
from designer.domain.data import KNOWN_ATTRIBUTES, DataModel, Type
from designer.domain.errors import BadInput, NotFound
from designer.domain.scenario import EventTrigger
from designer.library import renaming
from designer.library.needs import Needs, needs_of, segments_in
from designer.library.renaming import Names
from designer.library.shelf import Loaded, Pack, Shelf, shelf
from designer.store import documents, scenarios, templates

#: Types whose values can stand for each other: a condition reads a date of an instant, and the reverse.
_ALIKE = frozenset({Type.DATE, Type.INSTANT})


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The scenario's names -> names the workspace has. A name that is left out keeps its own."""

    attributes: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    #: By event of the scenario: its property -> that of the workspace's event.
    properties: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Misfit:
    """One fault of a mapping."""

    kind: str
    #: The scenario's name.
    name: str
    #: The workspace's, chosen for it.
    to: str = ""
    #: The workspace's event, of a property.
    event: str = ""
    wanted: Type | None = None
    there: Type | None = None

    def __str__(self) -> str:
        wanted = self.wanted.value if self.wanted else ""
        there = self.there.value if self.there else ""
        name, to, event = self.name, self.to, self.event
        return {
            "no-such-attribute": f"The scenario has no attribute '{name}' to replace.",
            "no-such-event": f"The scenario has no event '{name}' to replace.",
            "no-such-property": f"The scenario uses no property '{name}' of '{event}'.",
            "attribute-unknown": (
                f"The workspace has no attribute '{to}' to stand for '{name}'; declare it, or choose another."
            ),
            "event-unknown": (
                f"The workspace has no event '{to}' to stand for '{name}'; declare it, or choose another."
            ),
            "property-unknown": (
                f"The event '{event}' has no property '{to}' to stand for '{name}'; "
                "choose one that it has, or keep the name."
            ),
            "attribute-type": (
                f"The attribute '{to}' is of type {there} and '{name}' of type {wanted}; "
                "choose one of the same type, or add it to the data."
            ),
            "attribute-clash": (
                f"The workspace's attribute '{to}' is of type {there} where the scenario needs {wanted}; "
                "choose another attribute in its place."
            ),
            "property-type": (
                f"The property '{to}' of '{event}' is of type {there} and '{name}' of type {wanted}; "
                "choose one of the same type."
            ),
        }[self.kind]


class Misfitting(BadInput):
    """Names cannot stand for each other; correct the mapping and take the scenario again."""

    code = "mapping"

    def __init__(self, faults: Sequence[Misfit]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(map(str, faults)))


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A scenario that has become a draft, and what came with it."""

    scenario: scenarios.ScenarioDetail
    #: Names added to the data document.
    attributes: tuple[str, ...]
    events: tuple[str, ...]
    #: Keys, as they now stand, of what was added.
    segments: tuple[str, ...]
    templates: tuple[str, ...]


def take(
    reference: str,
    *,
    key: str | None = None,
    mapping: Choice | None = None,
    packs: Shelf | None = None,
    author: str | None = None,
) -> Taken:
    """Take a scenario into the workspace as a draft, with its messages, its segments and the data it names.

    Its key is ``key``, else the library's own, else (when taken) ``key-2``, ``key-3``… A name that the
    workspace lacks is replaced by the one ``mapping`` gives, else declared. Messages of the same name are
    left as they are: somebody may have rewritten them; those of another pack are not touched either, and
    ours get another name. A segment that reads otherwise than the workspace's of the same name gets another
    name too.

    Raises ``NotFound``, ``BadInput`` for a mapping that cannot be (all its faults at once), ``Refused``
    when ``key`` is taken.
    """
    there = packs or shelf()
    pack, entry = there.find(reference)
    loaded = pack.load(entry.key)
    needs = needs_of(pack, entry.key)
    with store.writing():
        own = documents.data()
        given = mapping or Choice()
        refuse_misfits(pack, needs, given, own)
        names = Names(attributes=given.attributes, events=given.events, properties=given.properties)
        new_attributes, new_events = _declare(pack, needs, given, own)
        names, new_segments = _bring_segments(pack, needs, names)
        names, new_templates = _bring_messages(there, pack, loaded, names)
        document = renaming.scenario(loaded.document, names)
        made = scenarios.create(document, key=key or _free(entry.key), author=author)
    return Taken(
        scenario=made,
        attributes=new_attributes,
        events=new_events,
        segments=new_segments,
        templates=new_templates,
    )


def fits(wanted: Type, there: Type | None) -> bool:
    """Whether values of one type can be read where another is wanted."""
    return there is wanted or (there in _ALIKE and wanted in _ALIKE)


def clashes(pack: Pack, needs: Needs, own: DataModel) -> tuple[str, ...]:
    """The attributes that the workspace has under the same name with a type that does not fit."""
    return tuple(
        sorted(
            name
            for name in needs.every_attribute
            if name in own.attributes and not fits(_type(pack, name), own.attributes[name].type)
        )
    )


def refuse_misfits(pack: Pack, needs: Needs, given: Choice, own: DataModel) -> None:
    """Raise ``Misfitting`` with every fault of a mapping."""
    faults = tuple(misfits(pack, needs, given, own))
    if faults:
        raise Misfitting(faults)


def misfits(pack: Pack, needs: Needs, given: Choice, own: DataModel) -> Iterator[Misfit]:
    """What is wrong with a mapping."""
    for name, to in given.attributes.items():
        there = own.type_of(to)
        if name not in needs.every_attribute:
            yield Misfit(kind="no-such-attribute", name=name)
        elif there is None:
            yield Misfit(kind="attribute-unknown", name=name, to=to)
        elif not fits(_type(pack, name), there):
            yield Misfit(kind="attribute-type", name=name, to=to, wanted=_type(pack, name), there=there)
    for name in clashes(pack, needs, own):
        if name not in given.attributes:
            there = own.attributes[name].type
            yield Misfit(kind="attribute-clash", name=name, to=name, wanted=_type(pack, name), there=there)
    for name, to in given.events.items():
        if name not in needs.every_event:
            yield Misfit(kind="no-such-event", name=name)
        elif to not in own.events:
            yield Misfit(kind="event-unknown", name=name, to=to)
    for event, chosen in given.properties.items():
        target = given.events.get(event, event)
        for name, to in chosen.items():
            if name not in needs.properties.get(event, ()):
                yield Misfit(kind="no-such-property", name=name, event=event)
            elif target not in own.events or to not in own.events[target].properties:
                yield Misfit(kind="property-unknown", name=name, to=to, event=target)
            else:
                wanted, there = property_type(pack, event, name), own.events[target].properties[to]
                if not fits(wanted, there):
                    yield Misfit(
                        kind="property-type", name=name, to=to, event=target, wanted=wanted, there=there
                    )


def property_type(pack: Pack, event: str, name: str) -> Type:
    """The type of a property of a pack's event; a text where it does not say."""
    return (pack.portfolio.data.properties_of(event) or {}).get(name, Type.TEXT)


def _type(pack: Pack, name: str) -> Type:
    return pack.portfolio.data.type_of(name) or Type.TEXT


def _declare(
    pack: Pack, needs: Needs, given: Choice, own: DataModel
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Declare what the workspace lacks.

    Where it declares no attributes, or no events, while it has scenarios, their names are not checked:
    naming a few would put the others in the wrong, so that nothing is added.
    """
    source = pack.document("data")
    stored = deepcopy(dict(documents.get("data").document))
    attributes = dict(stored.get("attributes") or {})
    events = dict(stored.get("events") or {})
    fresh = not scenarios.list_all(archived=True)
    new_attributes: list[str] = []
    new_events: list[str] = []
    changed = False
    if attributes or fresh:
        for name in sorted(needs.every_attribute - given.attributes.keys()):
            if name not in attributes and name not in KNOWN_ATTRIBUTES:
                attributes[name] = (source.get("attributes") or {}).get(name) or {"type": "text"}
                new_attributes.append(name)
    if events or fresh:
        for name in sorted(needs.every_event):
            to = given.events.get(name, name)
            declared = (source.get("events") or {}).get(name) or {}
            if to not in events:
                events[to] = deepcopy(declared)
                new_events.append(to)
                continue
            there = dict((events[to] or {}).get("properties") or {})
            chosen = given.properties.get(name, {})
            lacking = {
                wanted: (declared.get("properties") or {}).get(wanted, "text")
                for wanted in sorted(needs.properties.get(name, ()))
                if wanted not in chosen and wanted not in there
            }
            if there and lacking:
                events[to] = {**events[to], "properties": {**there, **lacking}}
                changed = True
    if new_attributes or new_events or changed:
        documents.put("data", {**stored, "attributes": attributes, "events": events})
    return tuple(new_attributes), tuple(new_events)


def _bring_segments(pack: Pack, needs: Needs, names: Names) -> tuple[Names, tuple[str, ...]]:
    """Add the segments that the scenario names; what they are now called."""
    if not needs.segments:
        return names, ()
    source = pack.document("segments")["segments"]
    stored = deepcopy(dict(documents.get("segments").document))
    present = dict(stored.get("segments") or {})
    called: dict[str, str] = {}
    added: list[str] = []
    settled: set[str] = set()

    def settle(key: str) -> None:
        if key in settled or key not in source:
            return
        settled.add(key)
        # those that it names come first, so that their new names are known
        for below in segments_in(pack.portfolio.segments[key].condition):
            settle(below)
        made = renaming.segment(source[key], replace(names, segments=called))
        to = key
        if key in present and present[key].get("condition") != made["condition"]:
            to = _other(f"{key}-{pack.key}", present)
        if to not in present:
            present[to] = made
            added.append(to)
        if to != key:
            called[key] = to

    for key in needs.segments:
        settle(key)
    if added:
        documents.put("segments", {"format": "segments/1", **stored, "segments": present})
    return replace(names, segments=called), tuple(added)


def _bring_messages(there: Shelf, pack: Pack, loaded: Loaded, names: Names) -> tuple[Names, tuple[str, ...]]:
    """Add the messages that the workspace does not have; what they are now called."""
    present = {item.key for item in templates.list_all()}
    called = {
        key: _other(f"{key}-{pack.key}", present)
        for key in loaded.messages
        if key in present and _is_anothers(there, pack, key)
    }
    names = replace(names, templates=called)
    trigger = pack.scenario(loaded.entry.key).trigger
    event = trigger.event if isinstance(trigger, EventTrigger) else None
    made = [
        renaming.message(document, names, event)
        for key, document in loaded.messages.items()
        if called.get(key, key) not in present
    ]
    templates.import_all(made)
    return names, tuple(document["key"] for document in made)


def _is_anothers(there: Shelf, pack: Pack, key: str) -> bool:
    """Whether the workspace's template of that name is, word for word, another pack's."""
    document = templates.get(key).document
    return any(
        other.key != pack.key and key in other.messages and other.message(key) == document
        for other in there.packs.values()
    )


def _other(wanted: str, present: Iterable[str]) -> str:
    """The name itself, or the first of ``name-2``, ``name-3``… that is free."""
    taken = set(present)
    numbers = count(2)
    name = wanted
    while name in taken:
        name = f"{wanted}-{next(numbers)}"
    return name


def _free(key: str) -> str:
    """The key itself, or the first of ``key-2``, ``key-3``… that no scenario bears."""
    numbers = count(2)
    wanted = key
    while _is_taken(wanted):
        wanted = f"{key}-{next(numbers)}"
    return wanted


def _is_taken(key: str) -> bool:
    try:
        scenarios.get(key)
    except NotFound:
        return False
    return True
