"""One contact's simulated story: what happens to it, day by day, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from designer.domain.time import to_instant
from designer.web import readings, words
from designer.web.icons import CHANNEL_ICONS

if TYPE_CHECKING:
    from designer.domain.enrolment import Decision
    from designer.domain.time import Minute
    from designer.engine.story import Moment, Story

#: Steps whose passing says something by itself; the others are told by what comes of them.
_STEPS = ("split", "experiment", "update")
#: Moments that are shown; a story longer than that says so.
MOST = 400


@dataclass(frozen=True, kw_only=True)
class Line:
    """One moment as the page tells it."""

    at: datetime
    icon: str
    tone: str
    title: str
    scenario: str = ""
    verdict: str = ""
    detail: str = ""
    #: Of a decision: its facts, and the messages that fill the rule.
    facts: list[tuple[str, str]] = field(default_factory=list)
    fillers: list[tuple[str, datetime]] = field(default_factory=list)
    next_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Day:
    """The moments of one day."""

    title: str
    lines: list[Line]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A story as the page shows it."""

    contact: str
    name: str
    others: int
    days: list[Day]
    sent: int
    held: int
    more: int


def shown(
    story: Story,
    names: Mapping[str, str],
    documents: Sequence[Mapping[str, Any]],
    policy: Mapping[str, Any],
    end: Minute,
) -> Shown:
    """The story of the contact alone, the first moment first; documents and rules as they were simulated.

    What the base knows of ``end`` and later is beyond the simulation, and not told.
    """
    teller = _Teller(names, {document["key"]: document for document in documents}, policy)
    moments = [moment for moment in story.own if moment.at < end and teller.tells(moment)]
    zone = words.zone(str(policy.get("timezone") or "Europe/Paris"))
    verdicts = [moment.word for moment in moments if moment.kind == "decision"]

    def day(moment: Moment) -> date:
        return to_instant(moment.at).astimezone(zone).date()

    return Shown(
        contact=story.contact,
        name=readings.contact_name(story.contact),
        others=len(story.others),
        days=[
            Day(
                title=words.capital(words.day(first, long=True)),
                lines=[teller.line(moment) for moment in same],
            )
            for first, same in groupby(moments[:MOST], key=day)
        ],
        sent=verdicts.count("sent"),
        held=sum(1 for word in verdicts if word in ("delayed", "skipped", "exited")),
        more=max(0, len(moments) - MOST),
    )


class _Teller:
    def __init__(
        self, names: Mapping[str, str], documents: Mapping[str, Mapping[str, Any]], policy: Mapping[str, Any]
    ) -> None:
        self.names, self.documents, self.policy = names, documents, policy

    def tells(self, moment: Moment) -> bool:
        """Whether a moment is worth a line."""
        if moment.kind == "visit":
            return self.node(moment.scenario, moment.node).get("kind") in _STEPS[:2]
        # That a message arrives is what a reader expects of it: that it does not is told.
        if moment.kind == "reaction" and moment.word == "delivered":
            return False
        # A refusal for want of the audience is what happens to most, all the time.
        return not (moment.kind == "refusal" and moment.word == "audience")

    def node(self, scenario: str, id_: str) -> Mapping[str, Any]:
        for node in self.documents.get(scenario, {}).get("nodes") or ():
            if node.get("id") == id_:
                found: Mapping[str, Any] = node
                return found
        return {}

    def step(self, scenario: str, id_: str) -> str:
        """T2 for a message, else what the step does."""
        document = self.documents.get(scenario)
        if document is None:
            return ""
        numbered = readings.steps(document).get(id_)
        node = self.node(scenario, id_)
        return numbered or words.text(node.get("label")) or readings.node_kind(node) or id_

    def line(self, moment: Moment) -> Line:
        """A moment in words."""
        tell = getattr(self, f"_{moment.kind}")
        line: Line = tell(moment)
        return line

    def _of(self, moment: Moment, icon: str, tone: str, title: str, detail: str = "") -> Line:
        return Line(
            at=to_instant(moment.at),
            icon=icon,
            tone=tone,
            title=title,
            scenario=self.names.get(moment.scenario, moment.scenario),
            detail=f"{words.capital(detail)}." if detail else "",
        )

    def _event(self, moment: Moment) -> Line:
        return self._of(moment, "zap", "trigger", readings.names().event(moment.word))

    def _entry(self, moment: Moment) -> Line:
        return self._of(moment, "log-in", "ok", _("Enters"))

    def _refusal(self, moment: Moment) -> Line:
        said = words.refusal(moment.word, moment.by, readings.names())
        return self._of(moment, "door-closed", "", _("Does not enter"), said)

    def _visit(self, moment: Moment) -> Line:
        return self._of(moment, "split", "split", words.capital(self.step(moment.scenario, moment.node)))

    def _update(self, moment: Moment) -> Line:
        return self._of(moment, "user-pen", "update", words.capital(self.step(moment.scenario, moment.node)))

    def _task(self, moment: Moment) -> Line:
        label = _("Task: %(label)s", label=self.step(moment.scenario, moment.node))
        detail = _("expired") if moment.word == "expired" else _("to do")
        return self._of(moment, "clipboard-check", "task", label, detail)

    def _reaction(self, moment: Moment) -> Line:
        icons = {"opened": "mail-open", "bounced": "mail-x", "unsubscribed": "mail-x"}
        said = {
            "opened": _("Opens the message"),
            "clicked": _("Clicks in the message"),
            "replied": _("Replies"),
            "unsubscribed": _("Unsubscribes"),
            "bounced": _("The message comes back"),
            "converted": _("Does what the message asks"),
        }
        line = self._of(
            moment, icons.get(moment.word, "mail-check"), "trigger", said.get(moment.word, moment.word)
        )
        step = self.step(moment.scenario, moment.node)
        return line if not step else self._with(line, detail=step)

    @staticmethod
    def _with(line: Line, *, detail: str) -> Line:
        return Line(**{**line.__dict__, "detail": detail})

    def _conversion(self, moment: Moment) -> Line:
        return self._of(moment, "target", "ok", _("Reaches the goal of"))

    def _exit(self, moment: Moment) -> Line:
        said = words.exit_reason(moment.word, readings.names(), self.policy)
        return self._of(moment, "log-out", "exit", _("Leaves"), said)

    def _decision(self, moment: Moment) -> Line:
        why = moment.why
        assert why is not None
        step = self.step(moment.scenario, moment.node)
        channel = words.channel(why.channel.value)
        return Line(
            at=to_instant(moment.at),
            icon=CHANNEL_ICONS.get(why.channel.value, "send"),
            tone="message",
            title=f"{step} · {channel}" if step else channel,
            scenario=self.names.get(moment.scenario, moment.scenario),
            verdict=why.verdict.value,
            facts=self._facts(why),
            fillers=[self._filled(reference) for reference in why.blocked_by],
            next_at=None if why.next_at is None else to_instant(why.next_at),
        )

    def _facts(self, why: Decision) -> list[tuple[str, str]]:
        facts = []
        if why.rule:
            facts.append((_("Rule"), words.rule(why.rule, self.policy, readings.names())))
        if why.due_at != why.at:
            facts.append((_("First due"), words.moment(why.due_at, readings.zone())))
        if why.inversion:
            facts.append((_("Order"), _("A message that prevails less had left before.")))
        return facts

    def _filled(self, reference: str) -> tuple[str, datetime]:
        place, _sign, at = reference.rpartition("@")
        scenario, _slash, node = place.partition("/")
        if scenario == "history":
            return _("a message sent before Designer"), to_instant(int(at))
        name = words.quoted(self.names.get(scenario, scenario))
        return f"{name} {self.step(scenario, node)}".strip(), to_instant(int(at))
