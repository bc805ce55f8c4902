"""What a card says: its name in words, one line below, and the labels of its ways out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from designer.analysis import phrases
from designer.analysis.speech import NBSP, Speech, capital, in_sentence, is_zero, minutes
from designer.domain.channel import Category
from designer.domain.scenario import ELSE, NEXT
from designer.domain.words import LABELS
from designer.reports.drawing import Drawing, Step, Wire, dicts

_DAY = 1440


@dataclass(frozen=True, kw_only=True)
class Said:
    """The two lines of a card."""

    title: str
    detail: str


class Wording:
    """Says the steps and ways out of one drawing in one language."""

    def __init__(self, drawing: Drawing, say: Speech) -> None:
        self.drawing = drawing
        self.say = say

    @cached_property
    def heading(self) -> str:
        """The scenario's name, else its key, else that it has none."""
        document = self.drawing.document
        named = self.say.text(document.get("name")).strip() or str(document.get("key") or "")
        return named or {"fr": "Scénario sans nom", "en": "Scenario without a name"}[self.say.language]

    def way(self, step: Step, way: str) -> str:
        """The label of a way out at its port; names of the document's own are shown as written."""
        if way == NEXT:
            return self.say("way.next")
        if way == ELSE and step.kind == "split":
            return self.say("way.else")
        if step.kind in ("wait_event", "task") and self.say.knows(f"way.{way}"):
            return self.say(f"way.{way}")
        if step.kind == "experiment":
            share = next(
                (p.get("share") for p in dicts(step.wire.get("paths")) if p.get("path") == way), None
            )
            if isinstance(share, int | float) and not isinstance(share, bool):
                sign = f"{NBSP}%" if self.say.language == "fr" else "%"
                return f"{way} · {self.say.number(share)}{sign}"
        return way

    def kind(self, step: Step) -> str:
        """The kind of a step; one that is not known as it is written."""
        return self.say(f"kind.{step.kind}") if self.say.knows(f"kind.{step.kind}") else step.kind

    def channel(self, step: Step) -> str:
        """The channel of a message."""
        return phrases.channel(_text(step.wire.get("channel")) or "email", self.say)

    def step(self, step: Step) -> Said:
        """Title and detail of a step; the trigger's come from the scenario."""
        match step.kind:
            case "trigger":
                return self._trigger()
            case "message":
                return self._message(step)
            case "wait":
                return self._wait(step)
            case "wait_event":
                return self._wait_event(step.wire)
            case "split":
                return self._split(step.wire)
            case "experiment":
                count = sum(1 for _ in dicts(step.wire.get("paths")))
                return Said(
                    title=self.say("title.experiment"), detail=self.say("detail.experiment", count=count)
                )
            case "task":
                return self._task(step.wire)
            case "update":
                return self._update(step.wire)
            case "exit":
                return Said(title=self.say("title.exit"), detail=self.say("detail.exit"))
            case _:
                return Said(title=step.kind, detail=self.say("detail.unknown"))

    # ── Kind by kind ────────────────────────────────────────────────────────────────────────────────────

    def _trigger(self) -> Said:
        say, document = self.say, self.drawing.document
        trigger = _mapping(document.get("trigger"))
        audience = document.get("audience")
        whom = (
            say("detail.trigger.audience", audience=phrases.condition(audience, say))
            if audience
            else say("detail.trigger.everyone")
        )
        if trigger.get("kind") == "event" and trigger.get("where"):
            said = phrases.where(trigger["where"], trigger.get("event"), say)
            whom = f"{say('detail.wait_event.where', where=said)} · {whom}"
        return Said(title=self._trigger_title(trigger), detail=capital(whom))

    def _trigger_title(self, trigger: Wire) -> str:
        say = self.say
        blank = say("title.trigger.blank")
        match trigger.get("kind"):
            case "event":
                return say.event(_text(trigger.get("event"))) or blank
            case "enters":
                tree = trigger.get("condition")
                return capital(phrases.condition(tree, say)) if tree else say("title.trigger.enters")
            case "date" if _text(trigger.get("attribute")):
                return self._offset(trigger.get("offset"), _text(trigger["attribute"]))
            case "inactivity":
                if trigger.get("own_rhythm"):
                    return say("title.trigger.rhythm")
                return say("title.trigger.inactivity", length=say.duration(trigger.get("after")))
            case "schedule":
                cron = _text(trigger.get("cron"))
                return capital(say.cron(cron)) if cron else blank
            case "manual":
                return say("title.trigger.manual")
        return blank

    def _offset(self, offset: object, attribute: str) -> str:
        say = self.say
        name = in_sentence(say.attribute(attribute))
        if is_zero(offset):
            return say("title.wait.on", attribute=name)
        before = isinstance(offset, str) and offset.startswith("-")
        return say(
            "title.wait.before" if before else "title.wait.after", length=say.duration(offset), attribute=name
        )

    def _message(self, step: Step) -> Said:
        say, wire = self.say, step.wire
        template = _text(wire.get("template"))
        if template:
            title = say("title.message", channel=self.channel(step), template=say.template(template))
        else:
            title = say("title.message.blank", channel=self.channel(step))
        category = _text(wire.get("category")) or _text(
            _mapping(self.drawing.document.get("priority")).get("class")
        )
        parts = [self.day(step.id), _category(category or "commercial", say), self._blocked(wire)]
        return Said(title=title, detail=" · ".join(part for part in parts if part))

    def _blocked(self, wire: Wire) -> str:
        match wire.get("if_blocked"):
            case "fallback":
                channels = [phrases.channel(str(one), self.say) for one in _list(wire.get("fallback"))]
                return self.say("detail.blocked.fallback", channels=", ".join(channels) or "…")
            case "skip":
                return self.say("detail.blocked.skip")
            case "exit":
                return self.say("detail.blocked.exit")
        return ""

    def _wait(self, step: Step) -> Said:
        say, wire = self.say, step.wire
        if wire.get("for") is not None:
            after = next((link.target for link in self.drawing.out(step.id)), None)
            day = self.day(after) if after is not None else ""
            return Said(
                title=say("title.wait.for", length=say.duration(wire["for"])),
                detail=say("detail.wait.until", day=day) if day else "",
            )
        until = _mapping(wire.get("until"))
        if _text(until.get("attribute")):
            past = _text(wire.get("if_past")) or "go"
            key = f"detail.wait.if_past.{past}"
            return Said(
                title=self._offset(until.get("offset"), _text(until["attribute"])),
                detail=capital(say(key)) if say.knows(key) else past,
            )
        if _text(until.get("time")):
            days = [day for day in _list(until.get("weekdays")) if isinstance(day, str)]
            return Said(
                title=say("title.wait.time", time=_text(until["time"])),
                detail=capital(say.weekdays(days, "short")) if days else say("detail.wait.calendar"),
            )
        return Said(title=say("title.wait.blank"), detail=say("kind.wait"))

    def _wait_event(self, wire: Wire) -> Said:
        say = self.say
        event = _text(wire.get("event"))
        if not event:
            return Said(title=say("title.wait_event.blank"), detail=say("detail.wait_event.plain"))
        name = say.event(event)
        if wire.get("timeout"):
            title = say("title.wait_event.within", event=name, length=say.duration(wire["timeout"]))
        else:
            title = say("title.wait_event", event=name)
        if wire.get("where"):
            detail = say("detail.wait_event.where", where=phrases.where(wire["where"], event, say))
        else:
            detail = say("detail.wait_event.plain" if wire.get("timeout") else "detail.wait_event.endless")
        return Said(title=title, detail=detail)

    def _split(self, wire: Wire) -> Said:
        say = self.say
        paths = list(dicts(wire.get("paths")))
        if not paths or (len(paths) == 1 and not paths[0].get("when")):
            return Said(title=say("title.split.blank"), detail=say("detail.split"))
        if len(paths) == 1:
            said = capital(phrases.condition(paths[0]["when"], say))
            return Said(title=say("title.split.single", condition=said), detail=say("detail.split"))
        return Said(
            title=say("title.split.many", count=len(paths)),
            detail=" · ".join(_text(path.get("path")) for path in paths),
        )

    def _task(self, wire: Wire) -> Said:
        say = self.say
        queue = _text(wire.get("queue")) or "…"
        return Said(
            title=say.text(wire.get("label")) or say("title.task"),
            detail=say("detail.task", queue=queue, length=say.duration(wire["sla"]))
            if wire.get("sla")
            else say("detail.task.open", queue=queue),
        )

    def _update(self, wire: Wire) -> Said:
        say = self.say
        values = _mapping(wire.get("set"))
        if not values:
            return Said(title=say("title.update.blank"), detail=say("kind.update"))
        names = ", ".join(in_sentence(say.attribute(str(name))) for name in values)
        detail = " · ".join(f"{name} = {_written(value)}" for name, value in values.items())
        return Said(title=say("title.update", attributes=names), detail=detail)

    # ── Days ────────────────────────────────────────────────────────────────────────────────────────────

    def day(self, id_: str) -> str:
        """The day at which a contact comes to a step, where every way takes the same time: ``J+3``."""
        at = self._elapsed.get(id_)
        return "" if at is None else f"{'J' if self.say.language == 'fr' else 'D'}+{at // _DAY}"

    @cached_property
    def _elapsed(self) -> Mapping[str, int]:
        """Minutes from the entry to each step that every way reaches after the same time."""
        drawing = self.drawing
        rank = {id_: index for index, id_ in enumerate(drawing.order)}
        known: dict[str, int] = {}
        for id_ in drawing.order:
            if drawing.steps[id_].kind == "trigger":
                known[id_] = 0
                continue
            arrivals: set[int | None] = set()
            for link in drawing.into(id_):
                at, held = known.get(link.source), _held(drawing.steps[link.source], link.way)
                back = rank[link.source] > rank[id_]
                arrivals.add(None if back or at is None or held is None else at + held)
            if len(arrivals) == 1 and (only := arrivals.pop()) is not None:
                known[id_] = only
        return known


def _held(step: Step, way: str) -> int | None:
    """How long a step holds a contact that leaves by a way, where that is certain."""
    match step.kind:
        case "wait":
            return minutes(step.wire.get("for"))
        case "wait_event":
            return minutes(step.wire.get("timeout")) if way == "timeout" else None
        case "task":
            return minutes(step.wire.get("sla")) if way == "expired" else None
        case _:
            return 0


def _category(key: str, say: Speech) -> str:
    try:
        return LABELS[Category(key)][say.language]
    except ValueError:
        return key


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _mapping(value: object) -> Wire:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _written(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_written(one) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
