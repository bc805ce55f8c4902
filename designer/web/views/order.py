"""The order of the runtime: who passes first, who said so, what goes in a circle, and what is left open."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from designer.analysis.precedence import Decided, Place, Statement
from designer.analysis.priority import Circle
from designer.domain.scenario import Scenario
from designer.store import order
from designer.web import order_graph, readings, words
from designer.web.blueprint import pages
from designer.web.views import common

#: Ties that are shown at once.
MOST_TIES = 30


@dataclass(frozen=True, kw_only=True)
class PlaceRow:
    """One scenario of the list."""

    number: int
    key: str
    name: str
    class_: str
    value: int
    decided: str


@dataclass(frozen=True, kw_only=True)
class StatementRow:
    """One « A prevails over B » of the list."""

    number: int
    winner: str
    loser: str
    place: int
    winner_name: str
    loser_name: str
    effect: str
    #: The condition as a sentence; empty where it always holds.
    when: str
    authors: str
    at: datetime | None
    #: Why it is a derogation; empty where class and value do not say the contrary.
    contradicts: str
    #: What keeps it from ever deciding anything; empty where nothing does.
    idle: str
    in_circle: bool


@dataclass(frozen=True, kw_only=True)
class CircleRow:
    """A circle: its shortest way, and what to drop of it."""

    names: tuple[str, ...]
    winner: str
    loser: str
    drop: str
    why: str


@dataclass(frozen=True, kw_only=True)
class TieRow:
    """Two scenarios that nobody ordered."""

    one: str
    other: str
    one_name: str
    other_name: str
    #: ``Commercial · 50``.
    note: str


@dataclass(frozen=True, kw_only=True)
class Headline:
    """What a committee should remember."""

    tone: str
    icon: str
    title: str
    sentence: str


@pages.get("/order")
def runtime_order() -> ResponseReturnValue:
    """The order as a list and as a picture, with every statement, circle and tie."""
    found = order.standing()
    by_key = {scenario.key: scenario for scenario in found.portfolio.scenarios}
    statements = _statements(found, by_key)
    circles = [_circle(circle, found, by_key) for circle in found.circles]
    ties = [_tie(tie, by_key) for tie in found.ties if tie.meets]
    return render_template(
        "order.html",
        present=request.args.get("present") == "1",
        headline=_headline(found, statements, circles, ties),
        places=[_place(place, number, by_key) for number, place in enumerate(found.places, start=1)],
        statements=statements,
        derogations=[row for row in statements if row.contradicts],
        circles=circles,
        ties=ties[:MOST_TIES],
        more_ties=max(0, len(ties) - MOST_TIES),
        never=sum(1 for tie in found.ties if not tie.meets),
        picture=_picture(found, statements, circles, by_key),
        apart=len(by_key.keys() - {key for row in statements for key in (row.winner, row.loser)}),
        boot=_boot(found),
    )


def _name(key: str) -> str:
    return readings.names().scenario(key)


def _note(scenario: Scenario) -> str:
    return f"{words.category(scenario.priority.class_.value)} · {words.number(scenario.priority.value)}"


def _place(place: Place, number: int, by_key: Mapping[str, Scenario]) -> PlaceRow:
    scenario = by_key[place.key]
    return PlaceRow(
        number=number,
        key=place.key,
        name=_name(place.key),
        class_=words.category(scenario.priority.class_.value),
        value=scenario.priority.value,
        decided=_decided(place, by_key),
    )


def _decided(place: Place, by_key: Mapping[str, Scenario]) -> str:
    if place.behind is None:
        return _("Nothing passes before it.")
    mine, other = by_key[place.key].priority, by_key[place.behind].priority
    who = words.quoted(_name(place.behind))
    if place.by is Decided.CLASS:
        return _(
            "Its class passes after that of %(who)s (%(class_)s).",
            who=who,
            class_=words.category(other.class_.value).lower(),
        )
    if place.by is Decided.VALUE:
        return _(
            "Same class as %(who)s, lower value: %(mine)s after %(other)s.",
            who=who,
            mine=words.number(mine.value),
            other=words.number(other.value),
        )
    if place.by is Decided.PREVAILS:
        return _("%(who)s prevails over it.", who=who)
    if place.by is Decided.HELD:
        return _("%(who)s prevails over another one of its circle, which passes as a whole.", who=who)
    if place.by is Decided.CIRCLE:
        return _("In a circle with %(who)s: class and value decide between them.", who=who)
    if place.by is Decided.GROUP:
        return _("%(who)s is of a circle, which passes as a whole at the place of its best.", who=who)
    return _(
        "Same class and value as %(who)s: nobody decided. At one minute the nearest deadline passes first, "
        "then a draw.",
        who=who,
    )


def _statements(found: order.Standing, by_key: Mapping[str, Scenario]) -> list[StatementRow]:
    said = order.said(found)
    names = readings.names()
    rows = []
    for number, one in enumerate(found.statements, start=1):
        who = said.get((one.winner, one.place))
        condition = order.when(one)
        rows.append(
            StatementRow(
                number=number,
                winner=one.winner,
                loser=one.loser,
                place=one.place,
                winner_name=_name(one.winner),
                loser_name=_name(one.loser),
                effect=one.prevails.effect.value,
                when="" if condition is None else words.condition(condition, names),
                authors=words.listing(who.authors) if who and who.authors else "",
                at=who.at if who else None,
                contradicts=_against(by_key[one.winner], by_key[one.loser]) if one.contradicts else "",
                idle=_idle(one),
                in_circle=one.in_circle,
            )
        )
    return rows


def _against(winner: Scenario, loser: Scenario) -> str:
    """What class or value say to the contrary."""
    one, other = winner.priority, loser.priority
    if one.class_ is not other.class_:
        return _(
            "its class (%(one)s) passes after that of the other (%(other)s)",
            one=words.category(one.class_.value).lower(),
            other=words.category(other.class_.value).lower(),
        )
    return _(
        "its value (%(one)s) is lower than that of the other (%(other)s)",
        one=words.number(one.value),
        other=words.number(other.value),
    )


def _idle(one: Statement) -> str:
    if not one.known:
        return _("there is no such scenario any more")
    if not one.meets:
        return _("no contact can be in both")
    if not one.holds:
        return _("no contact of both can ever satisfy the condition")
    return ""


def _circle(circle: Circle, found: order.Standing, by_key: Mapping[str, Scenario]) -> CircleRow:
    winner, loser = circle.drop
    meant = [one for one in found.statements if (one.winner, one.loser) == circle.drop]
    return CircleRow(
        names=tuple(_name(key) for key in circle.keys),
        winner=winner,
        loser=loser,
        drop=_(
            "%(winner)s prevails over %(loser)s",
            winner=words.quoted(_name(winner)),
            loser=words.quoted(_name(loser)),
        ),
        why=_cheap(by_key[winner], by_key[loser], meant),
    )


def _cheap(winner: Scenario, loser: Scenario, meant: Sequence[Statement]) -> str:
    """Why a statement is the one to drop: the first thing that :func:`cost_of_dropping` looks at and sees."""
    one, other = winner.priority, loser.priority
    if one.class_.rank > other.class_.rank or (one.class_ is other.class_ and one.value < other.value):
        return _("It costs least: %(why)s.", why=_against(winner, loser))
    if one.class_ is not other.class_ or one.value != other.value:
        return _("It costs least: without it class and value decide the same way.")
    if all(statement.prevails.when is not None for statement in meant):
        return _("It costs least: it holds in one case only.")
    return _("It costs least: class and value leave the pair open, and its effect is the smallest.")


def _tie(tie: order.Tie, by_key: Mapping[str, Scenario]) -> TieRow:
    return TieRow(
        one=tie.one,
        other=tie.other,
        one_name=_name(tie.one),
        other_name=_name(tie.other),
        note=_note(by_key[tie.one]),
    )


def _headline(
    found: order.Standing,
    statements: Sequence[StatementRow],
    circles: Sequence[CircleRow],
    ties: Sequence[TieRow],
) -> Headline:
    count = len(found.places)
    if circles:
        return Headline(
            tone="error",
            icon="repeat-2",
            title=ngettext(
                "%(num)s circle: its scenarios prevail over one another",
                "%(num)s circles: their scenarios prevail over one another",
                len(circles),
            ),
            sentence=_(
                "As long as a circle stands, class and value decide between its scenarios. "
                "Drop one statement of it."
            ),
        )
    derogations = sum(1 for row in statements if row.contradicts and not row.idle)
    if derogations or ties:
        parts = []
        if derogations:
            parts.append(
                ngettext(
                    "%(num)s derogation turns class or value round",
                    "%(num)s derogations turn class or value round",
                    derogations,
                )
            )
        if ties:
            parts.append(
                ngettext(
                    "%(num)s pair that can meet is not decided",
                    "%(num)s pairs that can meet are not decided",
                    len(ties),
                )
            )
        return Headline(
            tone="warn" if ties else "info",
            icon="scale",
            title=words.listing(parts),
            sentence=_(
                "Everything runs all the same. Below is who is concerned, and what to say to decide it."
            ),
        )
    return Headline(
        tone="ok",
        icon="shield-check",
        title=_("The order is complete"),
        sentence=ngettext(
            "%(num)s scenario, no circle, no pair left open.",
            "%(num)s scenarios, no circle, no pair left open.",
            count,
        ),
    )


def _picture(
    found: order.Standing,
    statements: Sequence[StatementRow],
    circles: Sequence[CircleRow],
    by_key: Mapping[str, Scenario],
) -> Markup | None:
    drawn = [row for row in statements if row.loser in by_key]
    if not drawn:
        return None
    round_ = {key for row in drawn if row.in_circle for key in (row.winner, row.loser)}
    cheapest = {(row.winner, row.loser) for row in circles}
    boxes = [
        order_graph.Box(
            key=place.key,
            name=f"{number}. {_name(place.key)}",
            note=_note(by_key[place.key]),
            in_circle=place.key in round_,
        )
        for number, place in enumerate(found.places, start=1)
    ]
    arrows = [
        order_graph.Arrow(
            winner=row.winner,
            loser=row.loser,
            number=row.number,
            effect=row.effect,
            in_circle=row.in_circle,
            cheapest=(row.winner, row.loser) in cheapest,
            said=_(
                "%(winner)s prevails over %(loser)s",
                winner=words.quoted(row.winner_name),
                loser=words.quoted(row.loser_name),
            ),
        )
        for row in drawn
    ]
    title = ngettext(
        "Graph of %(num)s statement; the list below says the same.",
        "Graph of %(num)s statements; the list below says the same.",
        len(drawn),
    )
    return order_graph.draw(boxes, arrows, title)


def _boot(found: order.Standing) -> dict[str, Any]:
    """What the dialogs of the page start from."""
    revisions = order.revisions(found)
    return {
        "scenarios": [
            {"key": place.key, "name": _name(place.key), "revision": revisions[place.key]}
            for place in found.places
        ],
        "statements": [
            {
                "winner": one.winner,
                "loser": one.loser,
                "place": one.place,
                "effect": one.prevails.effect.value,
                "when": order.when(one),
            }
            for one in found.statements
        ],
    }


@pages.get("/order/order.csv")
def order_export() -> ResponseReturnValue:
    """The order for a spreadsheet, each place with what decided it."""
    found = order.standing()
    by_key = {scenario.key: scenario for scenario in found.portfolio.scenarios}
    text = io.StringIO()
    table = csv.writer(text, delimiter=";" if words.language() == "fr" else ",")
    table.writerow([_("Place"), _("Scenario"), _("Key"), _("Class"), _("Value"), _("What decided it")])
    for number, place in enumerate(found.places, start=1):
        row = _place(place, number, by_key)
        table.writerow(
            [number, common.safe(row.name), row.key, row.class_, row.value, common.safe(row.decided)]
        )
    answer = Response("\N{BOM}" + text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="ordre.csv"'
    return answer
