"""Charts of simulations, drawn by the server: columns that stack, lines beside each other, small columns.

They are SVG with classes alone (the content policy refuses styles), in a box that scrolls where they do not
fit. A table with the same figures stands beside each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from markupsafe import Markup

Say = Callable[[float], str]

#: Width of a chart that has the page, and of one of two beside each other.
WHOLE, HALF = 900, 560
_RIGHT = 8
_AXIS = 28
#: Height of what is drawn, and of a row of the legend.
_HEIGHT = 200
_ROW = 22
#: Room of one character: generous, since narrow windows write larger.
_CHAR = 8.8
_LABEL = 96
_GRID = 4


@dataclass(frozen=True, kw_only=True)
class Series:
    """One row of figures of a chart."""

    name: str
    #: Class of its colour: ``q1``… for an order, ``c1``… for kinds.
    look: str
    values: Sequence[float]


def scale(most: float, *, whole: bool = False) -> tuple[float, float]:
    """Where the axis ends and how far its lines are apart, so that both are easily read.

    >>> scale(870)
    (1000, 250)
    >>> scale(2, whole=True)
    (2, 1)
    """
    if most <= 0:
        return (1, 1) if whole else (1, 0.25)
    step = most / _GRID
    power = 10.0 ** floor(log10(step))
    nice: float = next((f * power for f in (1, 2, 2.5, 5) if f * power >= step * 0.999), 10 * power)
    if whole:
        nice = max(1, ceil(nice))
    end = ceil(most / nice - 1e-9) * nice
    return _plain(end), _plain(nice)


def _plain(value: float) -> float:
    rounded = round(value, 9)
    return int(rounded) if rounded == int(rounded) else rounded


class _Frame:
    """What charts share: the legend, the axes, the places of the labels."""

    def __init__(
        self,
        labels: Sequence[str],
        series: Sequence[Series],
        most: float,
        say: Say,
        *,
        whole: bool,
        width: int,
    ) -> None:
        self.width = width
        self.labels, self.series, self.say = labels, series, say
        self.end, self.step = scale(most, whole=whole)
        ticks = [self.say(_plain(self.step * number)) for number in range(round(self.end / self.step) + 1)]
        self.ticks = ticks
        self.left = max(len(tick) for tick in ticks) * _CHAR + 10
        self.places = self._legend()
        self.top = (self.places[-1][1] + _ROW if self.places else 0) + 8
        self.bottom = self.top + _HEIGHT
        self.height = self.bottom + _AXIS
        self.slot = (self.width - self.left - _RIGHT) / max(len(labels), 1)

    def _legend(self) -> list[tuple[float, float]]:
        if len(self.series) < 2:
            return []
        places, x, y = [], self.left, 0.0
        for one in self.series:
            width = 34 + len(one.name) * _CHAR
            if x + width > self.width and x > self.left:
                x, y = self.left, y + _ROW
            places.append((round(x, 1), y))
            x += width
        return places

    def x(self, index: int) -> float:
        """The middle of a slot."""
        return self.left + self.slot * (index + 0.5)

    def y(self, value: float) -> float:
        return self.bottom - value / self.end * _HEIGHT

    def legend(self, mark: Callable[[Series, float, float], Markup]) -> Markup:
        drawn = Markup()
        for one, (x, y) in zip(self.series, self.places, strict=False):
            drawn += mark(one, x, y) + Markup('<text class="ch-key" x="{}" y="{}">{}</text>').format(
                x + 18, y + 12, one.name
            )
        return drawn

    def axes(self) -> Markup:
        drawn = Markup()
        for number, tick in enumerate(self.ticks):
            y = round(self.y(self.step * number), 1)
            drawn += Markup(
                '<line class="ch-grid{}" x1="{}" y1="{}" x2="{}" y2="{}"></line>'
                '<text class="ch-tick" x="{}" y="{}">{}</text>'
            ).format(
                "" if number else " ch-zero",
                round(self.left, 1),
                y,
                self.width - _RIGHT,
                y,
                round(self.left - 7, 1),
                y + 4,
                tick,
            )
        every = max(1, ceil(len(self.labels) * _LABEL / (self.width - self.left)))
        for index in range(0, len(self.labels), every):
            x = self.x(index)
            drawn += Markup('<text class="ch-label" x="{}" y="{}">{}</text>').format(
                round(min(max(x, self.left + 20), self.width - _RIGHT - 20), 1),
                self.bottom + 19,
                self.labels[index],
            )
        return drawn

    def svg(self, title: str, body: Markup) -> Markup:
        return Markup('<svg class="chart{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
            "" if self.width == WHOLE else " half", self.width, round(self.height), title, body
        )


def columns(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    say: Say,
    *,
    tick: Say | None = None,
    whole: bool = False,
    width: int = WHOLE,
) -> Markup:
    """Columns with one part above the other for each series; ``say`` tells a figure, ``tick`` the axis'."""
    sums = [sum(one.values[index] for one in series) for index in range(len(labels))]
    frame = _Frame(labels, series, max(sums, default=0), tick or say, whole=whole, width=width)
    broad = min(frame.slot * 0.72, 46)
    body = frame.axes()
    for index, label in enumerate(labels):
        x, below = frame.x(index) - broad / 2, 0.0
        for one in series:
            value = one.values[index]
            if value <= 0:
                continue
            top = frame.y(below + value)
            said = f"{label} · {one.name} · {say(value)}" if len(series) > 1 else f"{label} · {say(value)}"
            body += Markup(
                '<rect class="ch-part {}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>'
            ).format(
                one.look,
                round(x, 1),
                round(top, 1),
                round(broad, 1),
                round(max(frame.y(below) - top, 0.5), 1),
                said,
            )
            below += value

    def mark(one: Series, x: float, y: float) -> Markup:
        return Markup('<rect class="ch-part {}" x="{}" y="{}" width="12" height="12" rx="2"></rect>').format(
            one.look, x, y + 2
        )

    return frame.svg(title, body + frame.legend(mark))


def lines(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    say: Say,
    *,
    whole: bool = False,
    width: int = WHOLE,
) -> Markup:
    """A line for each series; the second and the others are dashed, so that no colour is needed."""
    most = max((value for one in series for value in one.values), default=0)
    frame = _Frame(labels, series, most, say, whole=whole, width=width)
    body = frame.axes()
    for number, one in enumerate(series):
        points = " ".join(
            f"{round(frame.x(index), 1)},{round(frame.y(value), 1)}" for index, value in enumerate(one.values)
        )
        body += Markup('<polyline class="ch-line {}{}" points="{}"></polyline>').format(
            one.look, " ch-dashed" if number else "", points
        )
        for index, value in enumerate(one.values):
            body += Markup(
                '<circle class="ch-dot {}" cx="{}" cy="{}" r="3"><title>{}</title></circle>'
            ).format(
                one.look,
                round(frame.x(index), 1),
                round(frame.y(value), 1),
                f"{labels[index]} · {one.name} · {say(value)}",
            )

    def mark(one: Series, x: float, y: float) -> Markup:
        dashed = " ch-dashed" if one is not series[0] else ""
        return Markup('<line class="ch-line {}{}" x1="{}" y1="{}" x2="{}" y2="{}"></line>').format(
            one.look, dashed, x, y + 8, x + 13, y + 8
        )

    return frame.svg(title, body + frame.legend(mark))


def spark(values: Sequence[float], title: str) -> Markup:
    """Small columns, one a figure, for the cell of a table."""
    most, width = max(values, default=0) or 1, 120 / max(len(values), 1)
    body = Markup()
    for index, value in enumerate(values):
        high = max(value / most * 22, 1.5 if value else 0.6)
        body += Markup('<rect x="{}" y="{}" width="{}" height="{}"></rect>').format(
            round(index * width, 2), round(24 - high, 2), round(max(width - 1, 0.6), 2), round(high, 2)
        )
    return Markup('<svg class="spark" viewBox="0 0 120 24" role="img" aria-label="{}">{}</svg>').format(
        title, body
    )


def bars(one: float, other: float, title: str) -> Markup:
    """Two bars above each other, for the cell of a table that compares."""
    most = max(one, other) or 1
    return Markup(
        '<svg class="bars" viewBox="0 0 120 18" role="img" aria-label="{}">'
        '<rect class="ch-part r1" width="{}" height="7" rx="2"></rect>'
        '<rect class="ch-part r2" y="10" width="{}" height="7" rx="2"></rect></svg>'
    ).format(title, round(one / most * 120, 1), round(other / most * 120, 1))
