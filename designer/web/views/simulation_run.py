"""What a simulation came to: in brief, pressure, decisions, reactions, flow, a contact; two compared."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from designer.domain.errors import DesignerError, NotFound
from designer.domain.time import DAY
from designer.store import contacts, simulated, simulations
from designer.web import errors, readings, words
from designer.web import simulation_charts as charts
from designer.web.blueprint import pages
from designer.web.simulation_charts import Series
from designer.web.views import common
from designer.web.views import simulation as asking
from designer.web.views import simulation_story as stories

if TYPE_CHECKING:
    from designer.engine.simulate import Result

#: Scenarios of the matrix of losses: those that lose and take most.
MOST_SCENARIOS = 20
#: Numbers of messages that the chart of the load tells apart; the last is “and more”.
TOPS = (1, 2, 3, 4, 5)
#: Contacts that are found by what is typed.
MOST_FOUND = 8


@dataclass(frozen=True, kw_only=True)
class Told:
    """A finished simulation with what its pages say of it."""

    run: simulations.Run
    found: Result
    kept: Mapping[str, Any]
    names: Mapping[str, str]

    @property
    def weeks(self) -> list[str]:
        """Each week by its first day."""
        return [short_day(first) for first in asking.weeks_of(self.run.question)]

    def scenario(self, key: str) -> str:
        """What a scenario is called; nothing is what was sent before."""
        return self.names.get(key, key) if key else _("Messages sent before")

    def rule(self, name: str) -> str:
        """A rule of the simulated policy as a sentence."""
        return rule_sentence(name, self.kept["policy"])

    def segment(self, key: str) -> str:
        """What a segment is called."""
        row = (self.kept["segments"].get("segments") or {}).get(key) or {}
        return words.text(row.get("name")) or key if key else _("Everybody")


def rule_sentence(name: str, policy: Mapping[str, Any]) -> str:
    """A rule of a policy in the reader's words."""
    if name == "score" and policy.get("score"):
        return _(
            "A pressure score of %(threshold)s at most",
            threshold=words.number(policy["score"]["threshold"], 1),
        )
    return words.rule(name, policy, readings.names())


def short_day(day: Any) -> str:
    """A day without its year, for an axis: ``2 mars``."""
    return words.day(day).rpartition(words.NBSP)[0]


def _told(run: simulations.Run) -> Told:
    kept = simulations.papers(run.id)
    return Told(run=run, found=simulations.result(run.id), kept=kept, names=asking.names_of(kept))


def _views() -> dict[str, tuple[str, str, Callable[[Told], dict[str, Any]]]]:
    return {
        "summary": ("layers", _("In brief"), _summary),
        "pressure": ("gauge", _("Pressure"), _pressure),
        "decisions": ("scale", _("Decisions"), _decisions),
        "reactions": ("target", _("Reactions"), _reactions),
        "flow": ("route", _("Flow"), _flow),
        "contacts": ("users", _("One contact"), _contacts),
    }


@pages.get("/simulation/<int:id_>", defaults={"view": "summary"})
@pages.get("/simulation/<int:id_>/<view>")
def simulation_run(id_: int, view: str) -> ResponseReturnValue:
    """One simulation: how far it is, or what it came to."""
    run = simulations.get(id_)
    views = _views()
    if view not in views:
        abort(404)
    kept = simulations.papers(id_)
    shared = {
        "run": run,
        "view": view,
        "tabs": [(key, icon, label) for key, (icon, label, _tell) in views.items()],
        "states": asking.STATES,
        "state_words": asking.state,
        "span": asking.span(run.question),
        "asked": asking.in_words(run.question, kept["policy"]),
        "present": request.args.get("present") == "1",
        "others": asking.others(id_),
    }
    if run.state != "done":
        failure = errors.sentence(run.error) if run.error else ""
        return render_template("simulation_waiting.html", failure=failure, **shared)
    told = _told(run)
    figures = views[view][2](told)
    return render_template("simulation_result.html", told=told, **shared, **figures)


# ── In brief ────────────────────────────────────────────────────────────────────────────────────────────


def _summary(told: Told) -> dict[str, Any]:
    sums = simulated.totals(told.found)
    by_channel = simulated.sent_by_channel(told.found)
    series = [
        Series(name=words.channel(channel), look=f"c{number}", values=values)
        for number, (channel, values) in enumerate(by_channel.items(), start=1)
    ]
    rows = simulated.by_scenario(told.found)
    return {
        "headline": _headline(told, sums),
        "figures": _figures(sums),
        "sent_chart": charts.columns(
            _("Messages sent by week, by channel"), told.weeks, series, words.number, whole=True
        )
        if series
        else None,
        "sent_table": _table(_("Week of"), told.weeks, [(one.name, one.values) for one in series]),
        "rows": sorted(rows, key=lambda row: -row.sent),
        "bounds": simulated.bounds(told.found, simulations.proved(told.run.id)),
    }


@dataclass(frozen=True, kw_only=True)
class Headline:
    """What a committee should remember."""

    tone: str
    icon: str
    title: str
    sentence: str


def _headline(told: Told, sums: simulated.Totals) -> Headline:
    held = sums.delayed + sums.lost
    title = _(
        "%(sent)s in %(days)s, for a base of %(contacts)s",
        sent=ngettext("%(count)s message", "%(count)s messages", sums.sent, count=words.number(sums.sent)),
        contacts=ngettext(
            "%(count)s contact", "%(count)s contacts", sums.contacts, count=words.number(sums.contacts)
        ),
        days=ngettext("%(count)s day", "%(count)s days", sums.days, count=words.number(sums.days)),
    )
    if not sums.sent:
        return Headline(
            tone="info",
            icon="info",
            title=_("No message leaves in these days"),
            sentence=_("Nobody enters, or everything is held back: the decisions say which, rule by rule."),
        )
    if sums.inversions:
        return Headline(
            tone="warn",
            icon="arrow-up-down",
            title=title,
            sentence=ngettext(
                "%(count)s time a message that prevails less had left first and held a better one back.",
                "%(count)s times a message that prevails less had left first and held a better one back.",
                sums.inversions,
                count=words.number(sums.inversions),
            ),
        )
    if held:
        return Headline(
            tone="ok",
            icon="shield-check",
            title=title,
            sentence=ngettext(
                "%(count)s time the rules held a message back; never in favour of a lesser one.",
                "%(count)s times the rules held a message back; never in favour of a lesser one.",
                held,
                count=words.number(held),
            ),
        )
    return Headline(tone="ok", icon="shield-check", title=title, sentence=_("No rule held anything back."))


def _figures(sums: simulated.Totals) -> list[dict[str, Any]]:
    return [
        {
            "label": _("Messages sent"),
            "figure": words.number(sums.sent),
            "note": _("%(each)s a contact", each=words.number(sums.each, 2)),
            "icon": "send",
            "tone": "",
        },
        {
            "label": _("Never left"),
            "figure": words.number(sums.lost),
            "note": _("and %(delayed)s decisions to wait", delayed=words.number(sums.delayed)),
            "icon": "ban",
            "tone": "",
        },
        {
            "label": _("Conversions"),
            "figure": words.number(sums.conversions),
            "note": _(
                "%(rate)s of %(entries)s entries",
                rate=words.percent(sums.conversions / sums.entries if sums.entries else None),
                entries=words.number(sums.entries),
            ),
            "icon": "target",
            "tone": "",
        },
        {
            "label": _("Priority inversions"),
            "figure": words.number(sums.inversions),
            "note": _("a lesser message had taken the place"),
            "icon": "arrow-up-down",
            "tone": "warn" if sums.inversions else "",
        },
        {
            "label": _("Contacts at the limit"),
            "figure": words.number(sums.at_limit),
            "note": _(
                "%(part)s of the base, once at least",
                part=words.percent(sums.at_limit / sums.contacts if sums.contacts else None),
            ),
            "icon": "gauge",
            "tone": "",
        },
    ]


@dataclass(frozen=True, kw_only=True)
class Table:
    """The figures of a chart as they are read aloud."""

    head: str
    columns: list[str]
    rows: list[tuple[str, list[str]]]


def _table(
    head: str,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[float]]],
    say: Callable[[float], str] = words.number,
) -> Table:
    return Table(
        head=head,
        columns=[name for name, _values in series],
        rows=[
            (label, [say(values[index]) for _name, values in series]) for index, label in enumerate(labels)
        ],
    )


# ── Pressure ────────────────────────────────────────────────────────────────────────────────────────────


def _load_choice(told: Told) -> tuple[str, str]:
    """The segment and the channel that are asked for; what there is not is left out."""
    asked = common.asked("segment", "channel")
    segment = asked["segment"] if asked["segment"] in told.found.segments else ""
    channel = asked["channel"] if asked["channel"] in told.found.channels else ""
    return segment, channel


def tops(heaviest: int) -> tuple[int, ...]:
    """The numbers of messages that are told apart, up to the most that there is."""
    return TOPS[: max(1, min(heaviest, len(TOPS)))]


def top_words(top: int, *, last: bool, heaviest: int) -> str:
    """How many messages in a week: ``2 messages``, ``5 messages et plus``."""
    if last and heaviest > top:
        return ngettext("%(num)s message and more", "%(num)s messages and more", top)
    return ngettext("%(num)s message", "%(num)s messages", top)


def _pressure(told: Told) -> dict[str, Any]:
    segment, channel = _load_choice(told)
    load = simulated.load(told.found, segment=segment, channel=channel)
    apart = tops(load.heaviest)
    series = [
        Series(
            name=top_words(top, last=number == len(apart), heaviest=load.heaviest),
            look=f"q{number}",
            values=shares,
        )
        for number, (top, shares) in enumerate(zip(apart, load.shares(apart), strict=True), start=1)
    ]
    percent = partial(words.percent, digits=1)
    limited = [row for row in simulated.by_rule(told.found) if any(row.limited)]
    used = [name for name in told.found.channels if told.found.sent[:, told.found.channels.index(name)].any()]
    return {
        "segment": segment,
        "channel": channel,
        "segments": [(key, told.segment(key)) for key in told.found.segments],
        "channel_choices": common.with_any(_("All channels"), [(name, words.channel(name)) for name in used]),
        "load": load,
        "load_chart": charts.columns(
            _("Share of contacts by number of messages received in the week"),
            told.weeks,
            series,
            percent,
            tick=partial(words.percent, digits=1),
        ),
        "load_table": _table(
            _("Week of"),
            told.weeks,
            [*((one.name, one.values) for one in series), (_("Reached"), load.reached)],
            percent,
        ),
        "by_segment": _by_segment(told, channel),
        "limited": [
            (told.rule(row.rule), max(row.limited), charts.spark(row.limited, _spark_words(told, row)))
            for row in limited
        ],
        "bounds": simulated.bounds(told.found, simulations.proved(told.run.id)),
        "heaviest": told.found.heaviest[:8],
        "names": {key: readings.contact_name(key) for key, _count, _week in told.found.heaviest[:8]},
    }


def _spark_words(told: Told, row: simulated.RuleFigures) -> str:
    most = max(row.limited)
    return _(
        "%(rule)s: at most %(most)s contacts in a week, that of %(week)s",
        rule=told.rule(row.rule),
        most=words.number(most),
        week=told.weeks[row.limited.index(most)],
    )


@dataclass(frozen=True, kw_only=True)
class SegmentRow:
    """What a segment receives."""

    key: str
    name: str
    contacts: int
    #: Messages a contact, over all the days.
    each: float
    #: The most that one contact received in a week.
    heaviest: int
    #: The share of contacts that receive something in a week, on average.
    reached: float
    spark: Markup


def _by_segment(told: Told, channel: str) -> list[SegmentRow]:
    rows = []
    for key in told.found.segments:
        load = simulated.load(told.found, segment=key, channel=channel)
        if not load.contacts:
            continue
        rows.append(
            SegmentRow(
                key=key,
                name=told.segment(key),
                contacts=load.contacts,
                each=sum(load.messages) / load.contacts,
                heaviest=load.heaviest,
                reached=sum(load.reached) / len(load.reached),
                spark=charts.spark(
                    load.reached,
                    _("%(segment)s: contacts reached, week by week", segment=told.segment(key)),
                ),
            )
        )
    return rows


# ── Decisions ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class Lost:
    """One cell of the matrix of losses."""

    count: int
    #: 0 to 5: how dark it is.
    shade: int
    said: str


def _decisions(told: Told) -> dict[str, Any]:
    rules = simulated.by_rule(told.found)
    inversions = simulated.inversions_by_week(told.found)
    losers, winners, matrix = _losses(told)
    return {
        "decided": [
            (verdict, told.found.summary["decisions"][verdict])
            for verdict in told.found.verdicts
            if told.found.summary["decisions"].get(verdict)
        ],
        "rules": rules,
        "most": max((row.total for row in rules), default=1) or 1,
        "inversions": sum(inversions),
        "inversion_chart": charts.columns(
            _("Priority inversions by week"),
            told.weeks,
            [Series(name=_("Priority inversions"), look="warn", values=inversions)],
            words.number,
            whole=True,
            width=charts.HALF,
        ),
        "inversion_table": _table(_("Week of"), told.weeks, [(_("Priority inversions"), inversions)]),
        "inverted": sorted(
            (row for row in simulated.by_scenario(told.found) if row.inversions),
            key=lambda row: -row.inversions,
        ),
        "losers": losers,
        "winners": winners,
        "matrix": matrix,
    }


def _losses(told: Told) -> tuple[list[str], list[str], list[list[Lost]]]:
    losses = simulated.losses(told.found)
    weight = {key: sum(row) for key, row in zip(losses.losers, losses.counts, strict=True)}
    for place, key in enumerate(losses.winners):
        weight[key] = weight.get(key, 0) + sum(row[place] for row in losses.counts)
    shown = set(sorted(weight, key=lambda key: -weight[key])[:MOST_SCENARIOS])
    rows = [key for key in losses.losers if key in shown]
    columns = [key for key in losses.winners if key in shown]
    matrix = []
    for loser in rows:
        counts = losses.counts[losses.losers.index(loser)]
        cells = []
        for column in columns:
            count = counts[losses.winners.index(column)]
            cells.append(
                Lost(
                    count=count,
                    shade=0 if not count else 1 + min(4, int(4.999 * (count / losses.most) ** 0.5)),
                    said=ngettext(
                        "%(one)s: %(count)s message held back by %(other)s",
                        "%(one)s: %(count)s messages held back by %(other)s",
                        count,
                        one=told.scenario(loser),
                        count=words.number(count),
                        other=told.scenario(column),
                    ),
                )
            )
        matrix.append(cells)
    return rows, columns, matrix


# ── Reactions ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """A KPI of a sheet beside the simulated figure."""

    scenario: str
    metric: str
    target: float | None
    simulated: float | None

    @property
    def tone(self) -> str:
        """``ok`` where the target is reached."""
        if self.target is None or self.simulated is None:
            return ""
        less = self.metric in simulated.LESS_IS_BETTER
        return "ok" if (self.simulated <= self.target if less else self.simulated >= self.target) else "warn"


def _reactions(told: Told) -> dict[str, Any]:
    rows = {row.key: row for row in simulated.by_scenario(told.found)}
    kpis, beyond = [], 0
    for document in told.kept["scenarios"]:
        figures = rows.get(document["key"])
        for kpi in (document.get("sheet") or {}).get("kpis") or ():
            rate = figures.rate(kpi.get("metric", "")) if figures is not None else None
            if rate is None:
                beyond += 1
                continue
            kpis.append(
                Kpi(
                    scenario=document["key"],
                    metric=kpi["metric"],
                    target=kpi.get("target"),
                    simulated=rate,
                )
            )
    messages = [row for row in simulated.by_message(told.found) if row.sent]
    by_week = simulated.by_week(told.found.converted.sum(axis=0)).tolist()
    return {
        "kpis": kpis,
        "beyond": beyond,
        "messages": messages,
        "step": partial(_step, told),
        "share": _share_words,
        "conversions": sum(by_week),
        "conversion_chart": charts.columns(
            _("Conversions by week"),
            told.weeks,
            [Series(name=_("Conversions"), look="ok", values=by_week)],
            words.number,
            whole=True,
        ),
        "conversion_table": _table(_("Week of"), told.weeks, [(_("Conversions"), by_week)]),
        "nobody": told.run.question.behaviour == "none",
    }


def _share_words(part: int, whole: int) -> str:
    return words.percent(part / whole) if whole else "–"


def _step(told: Told, scenario: str, node: str) -> str:
    """A step of a scenario as it was simulated: T2, or its id."""
    for document in told.kept["scenarios"]:
        if document["key"] == scenario:
            return readings.steps(document).get(node, node)
    return ""


# ── The flow, one contact ───────────────────────────────────────────────────────────────────────────────


def _flow(told: Told) -> dict[str, Any]:
    keys = [document["key"] for document in told.kept["scenarios"]]
    rows = {row.key: row.entries for row in simulated.by_scenario(told.found)}
    asked, beside = request.args.get("flow", ""), request.args.get("with", "")
    others = asking.others(told.run.id)
    return {
        "flow": {
            "url": f"/api/v1/simulations/{told.run.id}/flow",
            "scenarios": [
                {"key": key, "name": told.scenario(key)}
                for key in sorted(keys, key=lambda key: told.scenario(key).casefold())
            ],
            "scenario": asked if asked in keys else max(keys, key=lambda key: rows.get(key, 0), default=""),
            "with": beside if beside in {str(id_) for id_, _name in others} else "",
            "others": [{"id": id_, "name": name} for id_, name in others],
        }
    }


def _contacts(told: Told) -> dict[str, Any]:
    asked = request.args.get("contact", "").strip()[:200]
    story, fault, found = None, "", []
    if asked:
        try:
            lived = simulations.story(told.run.id, asked)
            story = stories.shown(
                lived,
                told.names,
                told.kept["scenarios"],
                told.kept["policy"],
                told.run.question.first + told.run.question.days * DAY,
            )
        except NotFound:
            alike = contacts.search(asked, size=MOST_FOUND).items
            found = [(row.id, readings.contact_name(row.id)) for row in alike]
            fault = _("No contact has this id.")
        except DesignerError as error:
            fault = errors.said(error)
    return {
        "asked_contact": asked,
        "story": story,
        "fault": fault,
        "found": found,
        "heaviest": told.found.heaviest[:8],
        "names": {key: readings.contact_name(key) for key, _count, _week in told.found.heaviest[:8]},
    }


# ── Two beside each other ───────────────────────────────────────────────────────────────────────────────


def difference_words(name: str) -> str:
    """What a compared figure is called."""
    return {
        "sent": _("Messages sent"),
        "messages_each": _("Messages a contact"),
        "entries": _("Entries"),
        "conversions": _("Conversions"),
        "delayed": _("Decisions to wait"),
        "lost": _("Messages that never left"),
        "inversions": _("Priority inversions"),
        "at_limit": _("Contacts at the limit"),
    }[name]


@pages.get("/simulation/compare")
def simulation_compare() -> ResponseReturnValue:
    """Two simulations beside each other, and what the second changes."""
    first, second = request.args.get("one", ""), request.args.get("other", "")
    if not (first.isascii() and first.isdigit() and second.isascii() and second.isdigit()):
        return redirect(url_for("web.simulation"))
    one, other = (_told(simulations.get(int(text[:12]))) for text in (first, second))
    pair = [one, other]
    weeks = max((told.weeks for told in pair), key=len)
    longest = len(weeks)

    def beside(name: str, values: Callable[[Result], Sequence[float]]) -> list[Series]:
        return [
            Series(
                name=f"{letter} · {told.run.name}",
                look=f"r{number}",
                values=[*values(told.found), *[0] * longest][:longest],
            )
            for number, (letter, told) in enumerate(zip("AB", pair, strict=True), start=1)
        ]

    sent = beside("sent", simulated.sent_by_week)
    reached = beside("reached", lambda found: simulated.load(found).reached)
    return render_template(
        "simulation_compare.html",
        pair=list(zip("AB", pair, strict=True)),
        spans=[asking.span(told.run.question) for told in pair],
        asked=[asking.in_words(told.run.question, told.kept["policy"]) for told in pair],
        same=_same_numbers(one.run.question, other.run.question),
        differences=[
            (difference_words(row.name), row, charts.bars(row.one, row.other, difference_words(row.name)))
            for row in simulated.differences(one.found, other.found)
        ],
        sentence=_compared(one, other),
        sent_chart=charts.lines(
            _("Messages sent by week"), weeks, sent, words.number, whole=True, width=charts.HALF
        ),
        sent_table=_table(_("Week of"), weeks, [(row.name, row.values) for row in sent]),
        reached_chart=charts.lines(
            _("Contacts reached in the week"),
            weeks,
            reached,
            partial(words.percent, digits=1),
            width=charts.HALF,
        ),
        reached_table=_table(_("Week of"), weeks, [(row.name, row.values) for row in reached], words.percent),
        scenarios=simulated.by_key(one.found, other.found),
        scenario=lambda key: one.names.get(key) or other.scenario(key),
        rules=simulated.by_rule_in_both(one.found, other.found),
        rule=lambda name: _either(name, one, other),
        signed=signed,
        runs=[(run.id, run.name) for run in simulations.list_all() if run.state == "done"],
        present=request.args.get("present") == "1",
    )


def _either(rule: str, one: Told, other: Told) -> str:
    """A rule's sentence; where its figure is not the same in both, both."""
    sentences = list(dict.fromkeys((one.rule(rule), other.rule(rule))))
    known = (
        simulations.rules_of(one.kept["policy"]).keys() & simulations.rules_of(other.kept["policy"]).keys()
    )
    if len(sentences) == 1 or rule not in known:
        has = rule in simulations.rules_of(one.kept["policy"])
        return sentences[0] if has or len(sentences) == 1 else sentences[1]
    return f"{sentences[0]} → {sentences[1]}"


def _same_numbers(one: simulations.Question, other: simulations.Question) -> bool:
    """Whether what differs between two comes from what was changed, and not from chance or dates."""
    return (one.seed, one.start, one.days, one.events, one.behaviour, one.rates) == (
        other.seed,
        other.start,
        other.days,
        other.events,
        other.behaviour,
        other.rates,
    )


def signed(value: float, digits: int = 0) -> str:
    """A difference with its sign: ``+213``, ``−40``, ``=``."""
    if not round(value, digits):
        return "="
    return ("+" if value > 0 else "−") + words.number(abs(value), digits)


def _compared(one: Told, other: Told) -> Headline:
    gained = {row.name: row for row in simulated.differences(one.found, other.found)}
    pieces = [
        ngettext("%(count)s message", "%(count)s messages", abs(int(gained["sent"].change)), count="{}"),
        ngettext(
            "%(count)s conversion",
            "%(count)s conversions",
            abs(int(gained["conversions"].change)),
            count="{}",
        ),
        ngettext(
            "%(count)s inversion", "%(count)s inversions", abs(int(gained["inversions"].change)), count="{}"
        ),
        ngettext(
            "%(count)s contact at the limit",
            "%(count)s contacts at the limit",
            abs(int(gained["at_limit"].change)),
            count="{}",
        ),
    ]
    names = ("sent", "conversions", "inversions", "at_limit")
    told = [
        piece.replace("{}", signed(gained[name].change))
        for name, piece in zip(names, pieces, strict=True)
        if gained[name].change
    ]
    if not told:
        return Headline(
            tone="info",
            icon="info",
            title=_("Both come to the same"),
            sentence=_("What was changed touches nobody in these days."),
        )
    return Headline(
        tone="info",
        icon="arrow-up-down",
        title=_("B beside A: %(differences)s", differences=words.listing(told)),
        sentence=_(
            "Of %(sent)s messages and %(conversions)s conversions in A.",
            sent=words.number(gained["sent"].one),
            conversions=words.number(gained["conversions"].one),
        ),
    )


# ── Export ──────────────────────────────────────────────────────────────────────────────────────────────


@pages.get("/simulation/<int:id_>/<table>.csv")
def simulation_export(id_: int, table: str) -> ResponseReturnValue:
    """A table of the result as a file that spreadsheets open."""
    writers = {
        "days": _days_csv,
        "scenarios": _scenarios_csv,
        "pressure": _pressure_csv,
        "rules": _rules_csv,
        "losses": _losses_csv,
        "messages": _messages_csv,
    }
    if table not in writers:
        abort(404)
    told = _told(simulations.get(id_))
    text = io.StringIO()
    csv.writer(text).writerows([[safe(cell) for cell in row] for row in writers[table](told)])
    answer = Response("\N{BOM}" + text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="simulation-{id_}-{table}.csv"'
    return answer


def safe(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell


Rows = Iterable[Sequence[object]]


def _days_csv(told: Told) -> Rows:
    found = told.found
    yield ["date", "scenario", "entered", "sent", "delayed", "lost", "inversions", "converted"]
    owners = [key for key, _version, _node in found.nodes]
    order = {verdict: number for number, verdict in enumerate(found.verdicts)}
    first = told.run.question.start.toordinal()
    for number, key in enumerate(found.scenarios):
        mine = [owner == key for owner in owners]
        decided = found.decided[mine].sum(axis=0)
        sent = found.sent[mine].sum(axis=(0, 1))
        for day in range(found.days):
            yield [
                told.run.question.start.fromordinal(first + day).isoformat(),
                key,
                int(found.entered[number, day]),
                int(sent[day]),
                int(decided[order["delayed"], day]),
                int(decided[order["skipped"], day] + decided[order["exited"], day]),
                int(found.inversions[number, day]),
                int(found.converted[number, day]),
            ]


def _scenarios_csv(told: Told) -> Rows:
    yield ["scenario", "name", "entries", "sent", "delayed", "lost", "inversions", "conversions"]
    for row in simulated.by_scenario(told.found):
        yield [
            row.key, told.scenario(row.key), row.entries, row.sent, row.delayed, row.lost, row.inversions,
            row.conversions,
        ]  # fmt: skip


def _pressure_csv(told: Told) -> Rows:
    yield ["week", "segment", "channel", *(str(top) for top in range(simulated.MOST)), f"{simulated.MOST}+"]
    for segment in told.found.segments:
        for channel in ("", *told.found.channels):
            counts = simulated.load(told.found, segment=segment, channel=channel).counts
            if channel and not counts[:, 1:].any():
                continue
            for week, first in enumerate(asking.weeks_of(told.run.question)):
                yield [first.isoformat(), segment, channel, *(int(count) for count in counts[week])]


def _rules_csv(told: Told) -> Rows:
    yield ["rule", "sentence", "delayed", "lost", "other"]
    for row in simulated.by_rule(told.found):
        yield [row.rule, told.rule(row.rule), row.delayed, row.lost, row.other]


def _losses_csv(told: Told) -> Rows:
    yield ["scenario", "lost_to", "messages"]
    losses = simulated.losses(told.found)
    for loser, counts in zip(losses.losers, losses.counts, strict=True):
        for winner, count in zip(losses.winners, counts, strict=True):
            if count:
                yield [loser, winner or "history", count]


def _messages_csv(told: Told) -> Rows:
    yield ["scenario", "version", "node", "sent", *simulated.REACTIONS]
    for row in simulated.by_message(told.found):
        yield [row.scenario, row.version, row.node, row.sent, *row.reacted.values()]
