"""Ideas for a message that its own scenario keeps from leaving."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from designer.analysis.draft import Draft
from designer.analysis.ideas import Idea, Search, waits_between
from designer.analysis.must import blocked
from designer.analysis.numbers import quoted
from designer.analysis.pressure import Memo, prove
from designer.analysis.verdict import Blocked, Proof, Remedy, Verdict
from designer.analysis.words import lasting
from designer.domain.channel import Channel
from designer.domain.portfolio import Portfolio
from designer.domain.pressure import length
from designer.domain.scenario import (
    IfBlocked,
    Message,
    UntilTime,
    Wait,
)
from designer.domain.time import HOUR, Duration
from designer.domain.words import LABELS


class OfBlocked(Search):
    """A message that its own scenario keeps from leaving."""

    def __init__(self, portfolio: Portfolio, problem: Blocked, memo: Memo, before: Proof) -> None:
        super().__init__(portfolio, problem.rule, memo, before)
        self.blocked = problem
        self.scenario = self.start.scenario(problem.scenario)
        node = self.scenario.by_id[problem.node]
        assert isinstance(node, Message)
        self.message = node

    def gone(self, draft: Draft) -> bool:
        return self._still(draft) is None

    def _still(self, draft: Draft) -> Verdict | None:
        """What is still said of the message."""
        found = blocked(draft.scenario(self.scenario.key), draft.portfolio)
        return next((one.verdict for one in found if one.node == self.message.id), None)

    def proved(self, idea: Idea) -> Remedy | None:
        if idea.kind != "ttl":
            return super().proved(idea)
        # it leaves late instead of never: less than gone, and said so
        if self._still(idea.draft) is not Verdict.MUST:
            return None
        after = prove(idea.draft.portfolio, memo=self.memo)
        if not self._no_worse(after):
            return None
        return Remedy(
            kind=idea.kind,
            label=idea.label,
            cost=idea.cost,
            changes=idea.draft.changes,
            verdict=Verdict.MUST,
            worst=None,
        )

    def ideas(self) -> Iterator[Idea]:
        key, rule = self.scenario.key, self.rule
        if rule.startswith("exclusion:"):
            name = rule.removeprefix("exclusion:")
            yield Idea(
                kind="except",
                label={
                    "fr": f"Excepter ce scénario de l'exclusion « {name} »",
                    "en": f"Except this scenario from the exclusion '{name}'",
                },
                draft=self.start.excepting(name, key),
                cost={
                    "fr": "Les contacts que l'exclusion protège reçoivent ce scénario.",
                    "en": "Contacts whom the exclusion protects are sent this scenario.",
                },
            )
            return
        yield from self._hours()
        if rule != "quiet-hours":
            yield from self._time()
            yield from self._weight()
        yield from self._channel()
        yield from self._fallback()
        yield from self._ttl()

    def _time(self) -> Iterator[Idea]:
        """Longer waits before the message."""
        key, events = self.scenario.key, self.blocked.witness.events if self.blocked.witness else ()
        missing = None
        if len(events) > 1 and self.question is not None and self.question.width is not None:
            before = events[-1 - min(len(events) - 1, max(1, int(self.question.limit)))]
            missing = self.question.width - (events[-1].at - before.at)
        sources = [due.node for due in reversed(events[:-1])] or (
            [self.scenario.start.id] if self.scenario.start else []
        )
        for source in dict.fromkeys(sources):
            found = False
            for wait in waits_between(self.scenario, source, self.message.id):
                idea = self.longer_wait(key, wait, missing)
                if idea is not None:
                    found = True
                    yield idea
            if found:
                return
        idea = self.new_wait(key, self.message.id, before=True, guess=missing)
        if idea is not None:
            yield idea

    def _weight(self) -> Iterator[Idea]:
        """The weight lowered to what the threshold leaves."""
        score = None if self.question is None else self.question.score
        if score is None:
            return
        weight = score.weight_of(self.message.channel) if self.message.weight is None else self.message.weight
        lowest, highest = 0, int(weight * 10)
        while highest - lowest > 1:
            middle = (lowest + highest) // 2
            if self.gone(self.start.message(self.scenario.key, self.message.id, weight=middle / 10)):
                lowest = middle
            else:
                highest = middle
        if lowest == 0:
            return
        value = lowest / 10
        shown = f"{value:g}"
        fr, en = quoted(self.scenario, self.message.id)
        yield Idea(
            kind="weight",
            label={
                "fr": f"Baisser le poids de {fr} de {weight:g} à {shown}".replace(".", ","),
                "en": f"Lower the weight of {en} from {weight:g} to {shown}",
            },
            draft=self.start.message(self.scenario.key, self.message.id, weight=value),
            cost={
                "fr": "Le score compte moins ce message.",
                "en": "The score counts this message for less.",
            },
        )

    def _hours(self) -> Iterator[Idea]:
        """A local time at which the channel is open, before the message."""
        if self.rule != "quiet-hours":
            return
        found = _open_hour(self.portfolio, self.message.channel)
        if found is None:
            return
        key, shown = self.scenario.key, found.time.strftime("%H:%M")
        sources = [edge.source for edge in self.scenario.edges if edge.target == self.message.id]
        before = self.scenario.by_id.get(sources[0]) if len(sources) == 1 else None
        if isinstance(before, Wait) and isinstance(before.until, UntilTime):
            draft = self.start.until(key, before.id, found)
            label = {
                "fr": f"Déplacer l'attente « {before.id} » à {shown}",
                "en": f"Move the wait '{before.id}' to {shown}",
            }
        else:
            draft = self.start.pausing_before(key, self.message.id, found)
            fr, en = quoted(self.scenario, self.message.id)
            label = {
                "fr": f"Attendre {shown} avant {fr}",
                "en": f"Wait until {shown} before {en}",
            }
        yield Idea(
            kind="hours",
            label=label,
            draft=draft,
            cost={
                "fr": "Le message part à cette heure, les jours permis.",
                "en": "The message leaves at that time, on the days allowed.",
            },
        )

    def _channel(self) -> Iterator[Idea]:
        for channel in self.other_channels(self.message):
            yield self.switched(self.scenario, self.message, channel)

    def _fallback(self) -> Iterator[Idea]:
        """Another channel when its own is blocked."""
        message = self.message
        if message.if_blocked is IfBlocked.FALLBACK:
            return
        for channel in self.other_channels(message):
            now = LABELS[channel]
            yield Idea(
                kind="if_blocked",
                label={
                    "fr": f"Quand « {message.id} » est bloqué, passer par {now['fr']}",
                    "en": f"When '{message.id}' is blocked, use {now['en']}",
                },
                draft=self.start.message(
                    self.scenario.key, message.id, if_blocked=IfBlocked.FALLBACK, fallback=(channel,)
                ),
                cost={
                    "fr": "Il est toujours bloqué sur son propre canal, et part par l'autre.",
                    "en": "It is still blocked on its own channel, and leaves by the other one.",
                },
            )

    def _ttl(self) -> Iterator[Idea]:
        """A longer time to live, where the message would leave late instead of never."""
        message = self.message
        if self.blocked.verdict is not Verdict.DEAD or message.if_blocked is not IfBlocked.DELAY:
            return
        base = length(message.ttl)

        def late(minutes: int) -> bool:
            draft = self.start.message(self.scenario.key, message.id, ttl=Duration(minutes=minutes))
            return self._still(draft) is not Verdict.DEAD

        high = base + self.longest
        if not late(high):
            return
        low = base
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if late(middle) else (middle, high)
        high = -(-high // HOUR) * HOUR
        fr, en = lasting(high)
        yield Idea(
            kind="ttl",
            label={
                "fr": f"Laisser « {message.id} » garder son sens pendant {fr}",
                "en": f"Let '{message.id}' make sense for {en}",
            },
            draft=self.start.message(self.scenario.key, message.id, ttl=Duration(minutes=high)),
            cost={
                "fr": "Il part toujours après son échéance, mais il part.",
                "en": "It still leaves after it was due, but it leaves.",
            },
        )


def _open_hour(portfolio: Portfolio, channel: Channel) -> UntilTime | None:
    """A local time at which the channel is open on most days, and these days."""
    rows = [row for row in portfolio.policy.quiet_hours if channel in row.channels]
    days: dict[time, list[int]] = {}
    for day in range(7):
        starts = [start for row in rows for start, _ in row.allow.get(day, ())]
        for start in starts:
            if all(any(_opens(span, start) for span in row.allow.get(day, ())) for row in rows):
                days.setdefault(start, []).append(day)
    if not days:
        return None
    # midnight is open where a whole day is: nobody is written to then
    best = max(days, key=lambda start: (len(set(days[start])), start >= time(8), -start.hour))
    return UntilTime(time=best, weekdays=frozenset(days[best]))


def _opens(span: tuple[time, time], at: time) -> bool:
    start, end = span
    return start <= at and (at < end or end <= start)
