"""A witness as a picture: the messages of one contact on a time axis, the window, the limit, what is over it.

The picture is SVG made here, with classes alone (the content policy refuses styles), in a box that scrolls
where it does not fit. Everything in it is said in words beside it too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from designer.analysis.verdict import Due, Witness
from designer.domain.time import DAY, HOUR, Minute
from designer.web import words

#: Colours of scenarios: as many classes as the style sheet has.
COLOURS = 8

_WIDTH = 1100.0
_LEFT, _RIGHT = 8.0, 84.0
_TOP = 40.0
_LANE = 58.0
_STEPS = 96.0
_AXIS = 34.0
_RADIUS = 12.0
#: Distances between marks of the axis, in minutes.
_TICKS = (15, 30, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY)
_MOST_TICKS = 9


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One message as the picture and the list beside it show it."""

    scenario: str
    name: str
    #: ``T1``, or nothing for a campaign.
    step: str
    channel: str
    #: ``J``, ``J+1 à 09:00``.
    when: str
    #: Which of the colours.
    colour: int
    #: Whether the rule is over its limit from this message on.
    over: bool
    #: Whether the rule lets it pass whatever there is, so that it takes the place of others.
    passes: bool
    #: How much there is in the window with this one: a count, or the score.
    filled: float


def marks(
    witness: Witness,
    limit: float | None,
    names: Mapping[str, str],
    steps: Mapping[tuple[str, str], str],
    passing: Collection[tuple[str, str]] = (),
) -> list[Mark]:
    """The messages of a witness in order; ``names`` by scenario, ``steps`` (T1…) by scenario and node.

    ``passing`` are the messages that the rule counts and never holds back.
    """
    colours = colours_of(witness)
    shown = []
    for index, due in enumerate(witness.events):
        filled = float(index + 1) if witness.scores is None else witness.scores[index]
        passes = (due.scenario, due.node) in passing
        shown.append(
            Mark(
                scenario=due.scenario,
                name=names.get(due.scenario, due.scenario),
                step=steps.get((due.scenario, due.node), ""),
                channel=due.channel.value,
                when=offset(due.at - witness.events[0].at),
                colour=colours[due.scenario],
                over=limit is not None and filled > limit + 1e-9 and not passes,
                passes=passes,
                filled=filled,
            )
        )
    return shown


def colours_of(witness: Witness) -> dict[str, int]:
    """A colour for each scenario, from 1, in the order in which they come."""
    keys = dict.fromkeys(due.scenario for due in witness.events)
    return {key: index % COLOURS + 1 for index, key in enumerate(keys)}


def offset(minutes: Minute) -> str:
    """A time since the first message: ``J``, ``J+2``, ``J+1, 4 h plus tard`` in the words of the reader."""
    days, rest = divmod(minutes, DAY)
    if not minutes:
        return _("at once")
    if not rest:
        return _("day +%(days)s", days=words.number(days))
    if not days:
        return _("%(time)s later", time=words.duration(rest))
    return _("day +%(days)s and %(time)s", days=words.number(days), time=words.duration(rest))


def draw(witness: Witness, limit: float | None, shown: Sequence[Mark], title: str) -> Markup:
    """The picture of a witness with at least one message."""
    picture = _Picture(witness, limit, shown)
    body = Markup().join(
        (picture.window(), picture.lanes(), picture.steps(), picture.axis()),
    )
    return Markup('<svg class="timeline" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        int(_WIDTH), int(picture.height), title, body
    )


class _Picture:
    def __init__(self, witness: Witness, limit: float | None, shown: Sequence[Mark]) -> None:
        self.witness, self.limit, self.shown = witness, limit, shown
        self.first = witness.events[0].at
        last = max(due.at for due in witness.events) - self.first
        # A score goes on after the last message: what it then is must be seen.
        self.span = max(last if witness.window else last * 6 // 5, witness.window or 0, HOUR)
        self.scenarios = list(dict.fromkeys(due.scenario for due in witness.events))
        self.bottom = _TOP + _LANE * len(self.scenarios)
        self.height = self.bottom + (_STEPS if self._counts else 0) + _AXIS

    @property
    def _counts(self) -> bool:
        return self.limit is not None

    def x(self, minute: Minute) -> float:
        return round(_LEFT + 18 + (minute - self.first) / self.span * (_WIDTH - _LEFT - _RIGHT - 18), 1)

    def window(self) -> Markup:
        if self.witness.window is None:
            return Markup()
        left, right = self.x(self.first) - 18, self.x(self.first + self.witness.window)
        said = _("window of %(time)s", time=words.duration(self.witness.window))
        return Markup(
            '<rect class="tl-window" x="{}" y="22" width="{}" height="{}" rx="6"></rect>'
            '<text class="tl-note" x="{}" y="15">{}</text>'
        ).format(left, round(right - left, 1), self.bottom + (_STEPS if self._counts else 0) - 22, left, said)

    def lanes(self) -> Markup:
        drawn = Markup()
        for row, key in enumerate(self.scenarios):
            mine = [
                (due, mark)
                for due, mark in zip(self.witness.events, self.shown, strict=True)
                if due.scenario == key
            ]
            y = _TOP + _LANE * row + 34
            drawn += Markup(
                '<text class="tl-name" x="{}" y="{}">{}</text>'
                '<line class="tl-lane c{}" x1="{}" y1="{}" x2="{}" y2="{}"></line>'
            ).format(_LEFT + 4, y - 20, mine[0][1].name, mine[0][1].colour, _LEFT, y, _WIDTH - _RIGHT + 12, y)
            drawn += self._dots(mine, y)
        return drawn

    def _dots(self, mine: Sequence[tuple[Due, Mark]], y: float) -> Markup:
        drawn = Markup()
        free = 0.0
        for due, mark in mine:
            # Messages of one minute stand beside each other.
            x = max(self.x(due.at), free)
            free = x + 2 * _RADIUS + 3
            said = f"{mark.name} {mark.step}, {words.channel(mark.channel)}, {mark.when}"
            drawn += Markup(
                '<g class="tl-dot c{}{}"><title>{}</title>{}<circle cx="{}" cy="{}" r="{}"></circle>'
                '<text x="{}" y="{}">{}</text></g>'
            ).format(
                mark.colour,
                " over" if mark.over else "",
                said,
                Markup('<circle class="tl-ring" cx="{}" cy="{}" r="{}"></circle>').format(x, y, _RADIUS + 4)
                if mark.over
                else "",
                x,
                y,
                _RADIUS,
                x,
                y + 4,
                mark.step or "•",
            )
        return drawn

    def steps(self) -> Markup:
        """How full the rule is after each message, beside its limit."""
        if self.limit is None:
            return Markup()
        top, bottom = self.bottom + 26, self.bottom + _STEPS - 8
        most = max([self.limit, *(mark.filled for mark in self.shown)]) or 1.0

        def high(value: float) -> float:
            return round(bottom - value / most * (bottom - top), 1)

        end = self.x(self.first + self.span)
        drawn = Markup()
        places = [self.x(due.at) for due in self.witness.events]
        for index, (mark, x) in enumerate(zip(self.shown, places, strict=True)):
            until = places[index + 1] if index + 1 < len(places) else end
            if until - x < 0.5:
                continue
            drawn += Markup('<rect class="tl-fill{}" x="{}" y="{}" width="{}" height="{}"></rect>').format(
                " over" if mark.over else "",
                x,
                high(mark.filled),
                round(until - x, 1),
                round(bottom - high(mark.filled), 1),
            )
        y = high(self.limit)
        said = _("limit %(limit)s", limit=words.number(self.limit, 1))
        count = words.number(self.shown[-1].filled, 1)
        drawn += Markup(
            '<line class="tl-limit" x1="{}" y1="{}" x2="{}" y2="{}"></line>'
            '<text class="tl-note" x="{}" y="{}">{}</text><text class="tl-count" x="{}" y="{}">{}</text>'
        ).format(
            _LEFT,
            y,
            _WIDTH - _RIGHT + 12,
            y,
            _WIDTH - _RIGHT + 18,
            y + 4,
            said,
            _LEFT + 4,
            self.bottom + 14,
            ngettext(
                "%(count)s message in the window",
                "%(count)s messages in the window",
                len(self.shown),
                count=count,
            )
            if self.witness.scores is None
            else _("score: %(score)s at most", score=words.number(max(self.witness.scores), 1)),
        )
        return drawn

    def axis(self) -> Markup:
        y = self.height - _AXIS + 2
        drawn = Markup('<line class="tl-axis" x1="{}" y1="{}" x2="{}" y2="{}"></line>').format(
            _LEFT, y, _WIDTH - _RIGHT + 12, y
        )
        step = next((tick for tick in _TICKS if self.span / tick <= _MOST_TICKS), _TICKS[-1])
        for minute in range(0, self.span + 1, step):
            x = self.x(self.first + minute)
            drawn += Markup(
                '<line class="tl-tick" x1="{}" y1="{}" x2="{}" y2="{}"></line>'
                '<text class="tl-tick-word" x="{}" y="{}">{}</text>'
            ).format(x, y, x, y + 5, x, y + 19, _tick(minute))
        return drawn


def _tick(minute: Minute) -> str:
    days, rest = divmod(minute, DAY)
    if not minute:
        return _("D")
    if not rest:
        return _("D+%(days)s", days=words.number(days))
    hours, left = divmod(rest, HOUR)
    clock = f"{hours}{words.NBSP}h" + (f"{words.NBSP}{left:02d}" if left else "")
    if not hours:
        clock = f"{left}{words.NBSP}min"
    return f"+{clock}" if not days else _("D+%(days)s", days=words.number(days)) + f" {clock}"
