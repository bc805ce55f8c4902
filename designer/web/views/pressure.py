"""Pressure before launch: what the rules can come to, who meets whom, and what would help."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from designer.domain.channel import SENDING
from designer.domain.condition import Value
from designer.domain.errors import DesignerError, NotFound, Unavailable
from designer.domain.portfolio import Portfolio
from designer.store import changes, observed, proof, scenarios
from designer.web import errors, readings, timeline, words
from designer.web.blueprint import pages
from designer.web.views import common

if TYPE_CHECKING:
    from designer.analysis.verdict import Change, Pair, Remedy, Row

#: Scenarios that the matrix shows at once: those in most conflicts.
MOST_SCENARIOS = 30
#: Conflicts that the list shows, folded from a few on.
FIRST_CONFLICTS, MOST_CONFLICTS = 8, 200
#: Weeks of the plan that the calendar shows.
MOST_WEEKS = 26
MODES = ("sound", "photo")


@dataclass(frozen=True, kw_only=True)
class RuleRow:
    """One rule as its table shows it."""

    rule: str
    kind: str
    sentence: str
    verdict: str
    limit: float
    #: Nothing where there is no bound.
    worst: float | None
    upper: float | None
    exact: bool
    photo: float | None
    runtime: float | None
    because: tuple[str, ...]
    conflicts: int

    @property
    def over(self) -> bool:
        """Whether more can be due than the rule allows."""
        return self.worst is None or self.worst > self.limit + 1e-9


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Two scenarios under the rule that is shown; one with itself on the diagonal."""

    #: ``alone``, ``together``, ``later`` (only if the contact changes), ``never``, ``exempt`` (a message that
    #: the rule does not hold back takes the place of another one) or ``none`` (nothing to hold back).
    meets: str
    #: Nothing where there is no bound, or nothing to say.
    worst: float | None
    over: bool
    #: Contacts of the base in both audiences now; nothing before they were looked at.
    seen: int | None
    href: str | None
    said: str


@pages.get("/pressure")
def pressure() -> ResponseReturnValue:
    """The verdict of each rule, the matrix of one, its conflicts, the heaviest contacts, the plan."""
    query = _query()
    segments = _segment_choices()
    picture = proof.picture(segment=query["segment"] or None, channel=query["channel"] or None)
    seen = observed.progress(again=request.args.get("again") == "1")
    named = _named(picture.portfolio)
    rows = [_rule_row(row, picture) for row in picture.rows]
    chosen = next((row for row in rows if row.rule == query["rule"]), None) or _gravest(rows)
    query["rule"] = chosen.rule if chosen else ""
    found = [
        one
        for one in picture.conflicts
        if chosen is not None and one.rule == chosen.rule and one.limit is not None
    ]
    taken = [one for one in found if one.exempt]
    found = [one for one in found if not one.exempt]
    blocked = [one for one in picture.conflicts if one.limit is None]
    keys = _shown_keys(picture, chosen)
    return render_template(
        "pressure.html",
        query=query,
        present=request.args.get("present") == "1",
        segments=segments,
        channel_choices=common.with_any(_("All channels"), common.channel_choices()),
        filtered=bool(query["segment"] or query["channel"]),
        rows=rows,
        chosen=chosen,
        headline=_headline(rows, blocked, picture, filtered=bool(query["segment"] or query["channel"])),
        figures=_figures(rows, picture, seen, query["segment"] or None),
        drawn=len(picture.scenarios),
        keys=[(number, key, named[key]) for number, key in enumerate(keys, start=1)],
        hidden=len(picture.scenarios) - len(keys),
        matrix=_matrix(keys, picture, chosen, seen, query, named),
        conflicts=[_line(one, named) for one in found[:FIRST_CONFLICTS]],
        other_conflicts=[_line(one, named) for one in found[FIRST_CONFLICTS:MOST_CONFLICTS]],
        more_conflicts=max(0, len(found) - MOST_CONFLICTS),
        taken=[_line(one, named) for one in taken[:MOST_CONFLICTS]],
        blocked=[_line(one, named) for one in blocked],
        heaviest=_heaviest(picture, seen, query["segment"] or None, chosen, named),
        seen=seen,
        weeks=_weeks(picture, query["channel"]),
        campaigns=len(picture.portfolio.plan.campaigns),
        day_names=[name[:2] for name in words.day_names().values()],
        undeclared=picture.undeclared,
    )


def _query() -> dict[str, str]:
    """What is asked; what nobody could have meant is left out."""
    query = dict(common.asked("rule", "mode", "segment", "channel"))
    if query["mode"] not in MODES:
        query["mode"] = "sound"
    if query["channel"] not in {channel.value for channel in SENDING}:
        query["channel"] = ""
    if query["segment"] not in dict(_segment_choices()):
        query["segment"] = ""
    return query


def _segment_choices() -> list[common.Choice]:
    names = readings.names()
    found = [(key, names.segment(key)) for key in names.segments]
    return common.with_any(_("Everybody"), sorted(found, key=lambda pair: pair[1].casefold()))


def _named(portfolio: Portfolio) -> dict[str, str]:
    return {key: words.text(name) or key for key, name in proof.names(portfolio).items()}


def _rule_row(row: Row, picture: proof.Picture) -> RuleRow:
    return RuleRow(
        rule=row.rule,
        kind=row.kind,
        sentence=rule_sentence(row.rule, picture.portfolio),
        verdict=row.verdict.value,
        limit=row.limit,
        worst=_bounded(None if row.worst is None else row.worst.lower),
        upper=_bounded(None if row.worst is None else row.worst.upper),
        exact=row.worst is not None and row.worst.exact,
        photo=row.photo,
        runtime=row.runtime,
        because=row.runtime_because,
        conflicts=sum(1 for one in picture.conflicts if one.rule == row.rule and not one.exempt),
    )


def _bounded(value: float | None) -> float | None:
    return None if value is None or value == float("inf") else value


def rule_sentence(rule: str, portfolio: Portfolio) -> str:
    """A rule in the reader's words, what it forbids being said as what it keeps."""
    if rule == "score" and portfolio.policy.score is not None:
        return _(
            "A pressure score of %(threshold)s at most",
            threshold=words.number(portfolio.policy.score.threshold, 1),
        )
    return words.rule(rule, readings.policy(), readings.names())


def _gravest(rows: Sequence[RuleRow]) -> RuleRow | None:
    order = ("unbounded", "dead", "must", "may", "safe")
    return min(rows, key=lambda row: (order.index(row.verdict), -row.conflicts), default=None)


# ── The verdict in a sentence ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class Headline:
    """What a committee should remember."""

    tone: str
    icon: str
    title: str
    sentence: str


def _headline(
    rows: Sequence[RuleRow],
    blocked: Sequence[proof.Told],
    picture: proof.Picture,
    *,
    filtered: bool,
) -> Headline:
    count = len(picture.scenarios)
    told = ngettext("%(num)s scenario drawn", "%(num)s scenarios drawn", count)
    over = [row for row in rows if row.over]
    if any(row.verdict == "unbounded" for row in rows):
        return Headline(
            tone="error",
            icon="circle-x",
            title=_("Nothing bounds what one contact can receive"),
            sentence=_(
                "A scenario can start again, or go round, without any time passing. It cannot be published "
                "before this is mended."
            ),
        )
    if blocked:
        return Headline(
            tone="error",
            icon="ban",
            title=ngettext(
                "%(num)s message never leaves as planned",
                "%(num)s messages never leave as planned",
                len(blocked),
            ),
            sentence=_(
                "Their own scenario keeps them back, whoever the contact is: it cannot be published so."
            ),
        )
    if over:
        first = max(over, key=lambda row: (row.worst or 0) / (row.limit or 1))
        return Headline(
            tone="warn",
            icon="triangle-alert",
            title=ngettext(
                "%(num)s rule of %(of)s can be exceeded",
                "%(num)s rules of %(of)s can be exceeded",
                len(over),
                of=words.number(len(rows)),
            ),
            sentence=_at_worst(first)
            + " "
            + _("Nobody receives more: arbitration holds the others back, late or for good."),
        )
    rules = ngettext("%(num)s rule", "%(num)s rules", len(rows))
    if filtered:
        return Headline(
            tone="ok",
            icon="shield-check",
            title=_("Nothing of what is shown exceeds your rules"),
            sentence=_(
                "The filter leaves %(scenarios)s and %(rules)s; without it the verdict can be another one.",
                scenarios=told,
                rules=rules,
            ),
        )
    taken = sum(1 for one in picture.conflicts if one.exempt)
    waiting = (
        ngettext(
            "A message that the rules let pass can all the same make another one wait: %(num)s case.",
            "A message that the rules let pass can all the same make another one wait: %(num)s cases.",
            taken,
        )
        if taken
        else _("No message will have to wait for another one.")
    )
    return Headline(
        tone="ok",
        icon="shield-check",
        title=_("No contact can ever be due more than your rules allow"),
        sentence=_(
            "Proved for every contact and every calendar: %(scenarios)s, %(rules)s.",
            scenarios=told,
            rules=rules,
        )
        + " "
        + waiting,
    )


def _at_worst(row: RuleRow) -> str:
    limit, worst = words.number(row.limit, 1), row.worst or 0
    if row.kind == "score":
        return _(
            "At worst the score of one contact reaches %(worst)s, %(limit)s allowed.",
            worst=words.number(worst, 1),
            limit=limit,
        )
    return _(
        "At worst %(messages)s can be due to one contact, %(limit)s allowed (%(rule)s).",
        messages=ngettext("%(num)s message", "%(num)s messages", int(worst)),
        limit=limit,
        rule=row.sentence[:1].lower() + row.sentence[1:],
    )


def _figures(
    rows: Sequence[RuleRow], picture: proof.Picture, seen: observed.Progress, segment: str | None
) -> list[dict[str, Any]]:
    kept = sum(1 for row in rows if not row.over)
    meeting = {
        frozenset((pair.one, pair.other))
        for pair in picture.pairs
        if pair.possible and pair.worst != 0 and pair.one != pair.other
    }
    # Where a service message takes the place of another one, the two meet as well.
    meeting |= {
        frozenset(one.scenarios)
        for one in picture.conflicts
        if one.exempt and len(one.scenarios) == 2 and set(one.scenarios) <= set(picture.scenarios)
    }
    count = len(picture.scenarios)
    figures = [
        {
            "label": _("Rules kept"),
            "figure": _("%(kept)s of %(all)s", kept=words.number(kept), all=words.number(len(rows))),
            "note": _("whatever happens"),
            "icon": "shield-check",
            "tone": "" if kept == len(rows) else "warn",
        },
        {
            "label": _("Conflicts"),
            "figure": words.number(sum(1 for one in picture.conflicts if not one.exempt)),
            "note": _("groups of scenarios that break a rule, counted rule by rule"),
            "icon": "triangle-alert",
            "tone": "",
        },
        {
            "label": _("Pairs that can meet"),
            "figure": words.number(len(meeting)),
            "note": _("of %(all)s pairs of scenarios", all=words.number(count * (count - 1) // 2)),
            "icon": "users",
            "tone": "",
        },
    ]
    if seen.result is not None and seen.result.size():
        several = sum(
            group.count
            for group in seen.result.within(segment)
            if len(group.scenarios & set(picture.scenarios)) > 1
        )
        everybody = seen.result.size(segment)
        figures.append(
            {
                "label": _("In two audiences or more"),
                "figure": words.number(several),
                "note": _(
                    "contacts of the base, of %(all)s (%(part)s)",
                    all=words.number(everybody),
                    part=words.percent(several / everybody if everybody else 0, 0),
                ),
                "icon": "eye",
                "tone": "",
            }
        )
    return figures


# ── The matrix ──────────────────────────────────────────────────────────────────────────────────────────


def _shown_keys(picture: proof.Picture, chosen: RuleRow | None) -> list[str]:
    """The scenarios of the matrix: all of them, or those in most conflicts, in their order."""
    if len(picture.scenarios) <= MOST_SCENARIOS:
        return list(picture.scenarios)
    weight: dict[str, float] = dict.fromkeys(picture.scenarios, 0.0)
    for one in picture.conflicts:
        for key in one.scenarios:
            if key in weight:
                weight[key] += 1 if chosen is not None and one.rule == chosen.rule else 0.001
    best = set(sorted(weight, key=lambda key: -weight[key])[:MOST_SCENARIOS])
    return [key for key in picture.scenarios if key in best]


def _matrix(
    keys: Sequence[str],
    picture: proof.Picture,
    chosen: RuleRow | None,
    seen: observed.Progress,
    query: Mapping[str, str],
    named: Mapping[str, str],
) -> list[list[Cell]]:
    """Rows of cells, from the first scenario to the row's own: the matrix is the same on both sides."""
    if chosen is None:
        return []
    pairs = {frozenset((pair.one, pair.other)): pair for pair in picture.pairs if pair.rule == chosen.rule}
    exempt = {
        frozenset(one.scenarios): one
        for one in picture.conflicts
        if one.rule == chosen.rule and one.exempt and len(one.scenarios) <= 2
    }
    segment = query["segment"] or None
    result = seen.result

    def address(id_: str) -> str:
        return url_for("web.pressure_conflict", id_=id_, **_kept(query))

    def cell(one: str, other: str) -> Cell:
        count = result.both(one, other, segment) if result else None
        if one == other:
            return _alone(one, chosen, count, address(f"{chosen.rule}~{one}"), named[one])
        pair, who = pairs.get(frozenset((one, other))), f"{named[one]} × {named[other]}"
        if pair is None:
            taken = exempt.get(frozenset((one, other)))
            return _no_pair(taken, count, address(taken.id) if taken else None, who)
        photo = query["mode"] == "photo"
        return _pair_cell(pair, count, address(f"{chosen.rule}~{one}~{other}"), photo, who)

    return [[cell(other, one) for other in keys[: row + 1]] for row, one in enumerate(keys)]


def _alone(key: str, chosen: RuleRow, seen: int | None, href: str, name: str) -> Cell:
    """What a scenario comes to by itself."""
    row = next((row for row in proof.among([key], everyone=True).rows if row.rule == chosen.rule), None)
    worst = None if row is None or row.worst is None else _bounded(row.worst.lower)
    if row is not None and worst == 0:
        return Cell(
            meets="alone",
            worst=0,
            over=False,
            seen=seen,
            href=None,
            said=_("%(name)s alone: no message that this rule holds back", name=name),
        )
    return Cell(
        meets="alone",
        worst=worst,
        over=row is not None and (worst is None or worst > row.limit + 1e-9),
        seen=seen,
        href=href,
        said=_("%(name)s alone: %(most)s", name=name, most=_said_worst(worst)),
    )


def _no_pair(taken: proof.Told | None, seen: int | None, href: str | None, who: str) -> Cell:
    """Two scenarios of which the rule holds no message of one back."""
    if taken is not None:
        said = _(
            "%(who)s: a message that the rule does not hold back takes the place of another one", who=who
        )
        return Cell(meets="exempt", worst=None, over=False, seen=seen, href=href, said=said)
    said = _("%(who)s: no conflict of the two under this rule", who=who)
    return Cell(meets="none", worst=None, over=False, seen=None, href=None, said=said)


def _pair_cell(pair: Pair, seen: int | None, href: str, photo: bool, who: str) -> Cell:
    if not (pair.photo if photo else pair.possible):
        said = _("%(who)s: never the same contact", who=who)
        return Cell(meets="never", worst=None, over=False, seen=seen, href=None, said=said)
    worst = _bounded(pair.worst)
    over = worst is None or worst > pair.limit + 1e-9
    said = words.pair(who, _said_worst(worst))
    if not pair.photo:
        said += ", " + _("only for a contact that changes meanwhile")
    if seen is not None:
        said += ", " + ngettext(
            "%(count)s contact in both now", "%(count)s contacts in both now", seen, count=words.number(seen)
        )
    return Cell(
        meets="together" if pair.photo else "later", worst=worst, over=over, seen=seen, href=href, said=said
    )


def _said_worst(worst: float | None) -> str:
    if worst is None:
        return _("without bound")
    if worst != int(worst):
        return words.number(worst, 1)
    return ngettext("%(num)s message", "%(num)s messages", int(worst))


def _kept(query: Mapping[str, str]) -> dict[str, Any]:
    return {
        name: query[name]
        for name in ("mode", "segment", "channel")
        if query.get(name, "sound") not in ("", "sound")
    }


@dataclass(frozen=True, kw_only=True)
class Line:
    """A conflict in a list."""

    id: str
    verdict: str
    exempt: bool
    title: str
    message: str
    #: ``4 messages en 3 heures``; the message where there is nothing shorter.
    note: str
    worst: float | None
    limit: float | None
    exact: bool


def _line(one: proof.Told, named: Mapping[str, str]) -> Line:
    return Line(
        id=one.id,
        verdict=one.verdict,
        exempt=one.exempt,
        title=" × ".join(named.get(key, key) for key in one.scenarios),
        message=words.text(one.message),
        note=_note(one),
        worst=one.worst,
        limit=one.limit,
        exact=one.exact,
    )


def _note(one: proof.Told) -> str:
    """What comes due and in how long, where there is a run to show."""
    if one.limit is None or one.witness is None or not one.witness.events:
        return words.text(one.message)
    events = one.witness.events
    many = ngettext("%(num)s message", "%(num)s messages", len(events))
    lasts = events[-1].at - events[0].at
    if not lasts:
        return _("%(many)s in the same minute", many=many)
    return _("%(many)s in %(time)s", many=many, time=words.span(lasts))


# ── The heaviest contacts ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class Heavy:
    """Contacts of the base that are in the same audiences, and the most that can be due to them."""

    scenarios: tuple[str, ...]
    count: int
    contacts: tuple[tuple[str, str], ...]
    worst: float | None
    over: bool


#: Groups of contacts that are looked at for the heaviest ones.
_GROUPS = 8


def _heaviest(
    picture: proof.Picture,
    seen: observed.Progress,
    segment: str | None,
    chosen: RuleRow | None,
    named: Mapping[str, str],
) -> list[Heavy]:
    if seen.result is None or chosen is None:
        return []
    known = set(named)
    heavy = []
    for group in seen.result.heaviest(segment)[:_GROUPS]:
        keys = [key for key in named if key in group.scenarios & known]
        if not keys:
            continue
        proved = proof.among(keys, everyone=True)
        row = next((row for row in proved.rows if row.rule == chosen.rule), None)
        worst = _bounded(row.worst.lower) if row is not None and row.worst is not None else None
        heavy.append(
            Heavy(
                scenarios=tuple(named[key] for key in keys),
                count=group.count,
                contacts=tuple((key, readings.contact_name(key)) for key in group.sample),
                worst=worst,
                over=worst is None or worst > chosen.limit + 1e-9,
            )
        )
    return sorted(heavy, key=lambda one: -(one.worst if one.worst is not None else float("inf")))


# ── The commercial plan ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class PlanDay:
    """One day of the calendar."""

    day: date
    #: Whether it is the first of its month, which is then named.
    month: str
    campaigns: tuple[dict[str, Any], ...]


def _weeks(picture: proof.Picture, channel: str) -> list[list[PlanDay]]:
    """The weeks of the plan from Monday to Sunday, from its first campaign still to come on."""
    zone = words.zone(readings.zone())
    today = words.instant(readings.now()).astimezone(zone).date()
    by_day: dict[date, list[dict[str, Any]]] = {}
    risky = {key for one in picture.conflicts for key in one.scenarios}
    for campaign in picture.portfolio.plan.campaigns:
        if channel and campaign.channel.value != channel:
            continue
        for at in campaign.at:
            local = at.astimezone(zone)
            by_day.setdefault(local.date(), []).append(
                {
                    "name": words.text(campaign.name or campaign.offer or campaign.key) or campaign.key,
                    "channel": campaign.channel.value,
                    "hour": f"{local:%H:%M}",
                    "risky": campaign.key in risky,
                    "conflict": next(
                        (one.id for one in picture.conflicts if campaign.key in one.scenarios), None
                    ),
                }
            )
    coming = [day for day in by_day if day >= today] or list(by_day)
    if not coming:
        return []
    first = min(coming) - timedelta(days=min(coming).weekday())
    last = min(max(coming), first + timedelta(weeks=MOST_WEEKS) - timedelta(days=1))
    weeks: list[list[PlanDay]] = []
    while first <= last:
        days = [first + timedelta(days=number) for number in range(7)]
        weeks.append(
            [
                PlanDay(
                    day=day,
                    month=words.month(day) if day.day == 1 or (not weeks and day == days[0]) else "",
                    campaigns=tuple(by_day.get(day, ())),
                )
                for day in days
            ]
        )
        first += timedelta(weeks=1)
    return weeks


# ── One conflict ────────────────────────────────────────────────────────────────────────────────────────


@pages.get("/pressure/conflicts/<path:id_>")
def pressure_conflict(id_: str) -> ResponseReturnValue:
    """One conflict, or two scenarios under one rule: the contact, the dates, and what would help."""
    query = _query()
    portfolio, proved = proof.view(segment=query["segment"] or None)
    one = _asked_for(portfolio, proof.told(portfolio, proved), id_, query["segment"] or None)
    named = _named(portfolio)
    shown = []
    picture = None
    if one.witness is not None and one.witness.events:
        shown = timeline.marks(
            one.witness, one.limit, named, _steps(portfolio, one), proof.passing(portfolio, one)
        )
        picture = timeline.draw(one.witness, one.limit, shown, words.text(one.message))
    seen = observed.progress().result
    seen = seen if seen is not None and seen.size() else None
    searched = request.args.get("remedies") == "1"
    found: Sequence[Remedy] = ()
    failed = ""
    if searched:
        try:
            found = proof.remedies(portfolio, proved, one)
        except Unavailable as error:
            failed = errors.said(error)
    return render_template(
        "pressure_conflict.html",
        query=query,
        present=request.args.get("present") == "1",
        one=one,
        line=_line(one, named),
        rule=rule_sentence(one.rule, portfolio),
        parts=[(key, named.get(key, key), portfolio.scenario(key) is not None) for key in one.scenarios],
        marks=shown,
        picture=picture,
        profile=_profile(one.witness.contact) if one.witness else [],
        together=seen.all_of(one.scenarios, query["segment"] or None) if seen else None,
        everybody=seen.size(query["segment"] or None) if seen else None,
        # The search takes seconds: the page comes first, and asks for them.
        searched=searched,
        failed=failed,
        remedies=[_remedy(remedy, portfolio, named) for remedy in found],
        accepted=_accepted(one),
        is_stored=any(other.id == one.id for other in proof.told(*proof.view())),
    )


def _asked_for(
    portfolio: Portfolio, known: Sequence[proof.Told], id_: str, segment: str | None
) -> proof.Told:
    """The conflict of that id, of the same scenarios, or what these scenarios come to under that rule."""
    rule, *keys = id_.split("~")
    found = next((one for one in known if one.id == id_), None) or next(
        (one for one in known if one.rule == rule and set(one.scenarios) == set(keys) and not one.exempt),
        None,
    )
    if found is not None:
        return found
    if not 1 <= len(keys) <= 3:
        raise NotFound(
            f"There is no conflict '{id_:.200}' any more; what made it may have been changed since."
        )
    return proof.pair(rule, keys, segment=segment)


def _steps(portfolio: Portfolio, one: proof.Told) -> dict[tuple[str, str], str]:
    numbered = {}
    for key in {due.scenario for due in one.witness.events} if one.witness else ():
        for node, step in readings.steps(readings.document_of(key)).items():
            numbered[key, node] = step
    return numbered


def _profile(contact: Mapping[str, Value]) -> list[tuple[str, str]]:
    names = readings.names()
    return [
        (
            words.capital(names.attribute(key)),
            words.listing([words.value(part) for part in value])
            if isinstance(value, tuple)
            else words.value(value),
        )
        for key, value in contact.items()
    ]


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A remedy as its row and its dialog show it."""

    digest: str
    kind: str
    icon: str
    label: str
    cost: str
    verdict: str
    worst: float | None
    changes: tuple[str, ...]
    #: Whether it changes what runs at once, and not only drafts.
    at_once: bool


_REMEDY_ICONS = {
    "lengthen": "hourglass",
    "exclusive": "git-branch",
    "exclude": "user-x",
    "merge": "git-merge",
    "weight": "scale",
    "if_blocked": "shuffle",
    "split": "split",
}


def _remedy(remedy: Remedy, portfolio: Portfolio, named: Mapping[str, str]) -> Offer:
    return Offer(
        digest=proof.digest(remedy),
        kind=remedy.kind,
        icon=_REMEDY_ICONS.get(remedy.kind, "wrench"),
        label=words.text(remedy.label),
        cost=words.text(remedy.cost),
        verdict=remedy.verdict.value,
        worst=remedy.worst,
        changes=tuple(_change(change, named) for change in remedy.changes),
        at_once=any(not change.document.startswith("scenario:") for change in remedy.changes),
    )


def _change(change: Change, named: Mapping[str, str]) -> str:
    kind, _colon, key = change.document.partition(":")
    document = (
        words.quoted(named.get(key, key))
        if key
        else {
            "policy": _("the pressure rules"),
            "segments": _("the segments"),
            "data": _("the data model"),
            "plan": _("the commercial plan"),
        }.get(kind, kind)
    )
    place = _place(change)
    if change.remove:
        return _("%(document)s: %(place)s is removed", document=document, place=place)
    return _(
        "%(document)s: %(place)s becomes %(value)s", document=document, place=place, value=_wire(change.value)
    )


def _place(change: Change) -> str:
    """The place in the document, a node by its id where it can be told."""
    document = readings.document_of(change.document.partition(":")[2])
    nodes = document.get("nodes") or []
    path = list(change.path)
    if len(path) > 1 and path[0] == "nodes" and isinstance(path[1], int) and path[1] < len(nodes):
        path[:2] = [str(nodes[path[1]].get("id"))]
    return ".".join(str(step) for step in path)


def _wire(value: object) -> str:
    if isinstance(value, str):
        return words.duration(value) if value[:1] == "P" and value[1:2].isalnum() else words.quoted(value)
    if isinstance(value, (bool, int, float)):
        return words.value(value)
    if isinstance(value, Mapping) and len(value) == 1:
        return words.condition(value, readings.names())
    if isinstance(value, (list, tuple)) and all(isinstance(part, str) for part in value):
        return words.listing([words.quoted(str(part)) for part in value])
    return _("a new part")


def _accepted(one: proof.Told) -> list[dict[str, Any]]:
    """The versions that were published in spite of this conflict, and the reasons that were given."""
    found = []
    for key in one.scenarios:
        try:
            versions = scenarios.versions(key)
        except NotFound:
            continue
        for version in versions:
            if version.reason and any(risk.get("id") == one.id for risk in version.accepted):
                found.append(
                    {
                        "scenario": readings.names().scenario(key),
                        "number": version.number,
                        "at": version.published_at,
                        "reason": version.reason,
                    }
                )
                break
    return found


@pages.post("/pressure/remedies")
def pressure_remedy() -> ResponseReturnValue:
    """Apply one remedy of one conflict: new drafts, nothing is published."""
    id_, wanted = request.form.get("conflict", "")[:2000], request.form.get("remedy", "")[:64]
    back = url_for("web.pressure_conflict", id_=id_) if id_ else url_for("web.pressure")
    try:
        portfolio, proved = proof.view()
        one = proof.find(portfolio, proved, id_)
        remedy = next(
            (one for one in proof.remedies(portfolio, proved, one) if proof.digest(one) == wanted), None
        )
        if remedy is None:
            flash(
                _("This remedy is not offered any more: the scenarios have changed. Look at it again."),
                "warn",
            )
            return redirect(back)
        made = changes.apply(remedy.changes)
    except NotFound:
        flash(_("This conflict is no more: something has been changed meanwhile."), "warn")
        return redirect(url_for("web.pressure"))
    except DesignerError as error:
        flash(errors.said(error), "error")
        return redirect(back)
    common.said(
        _("Done: %(remedy)s", remedy=words.text(remedy.label)), undo=url_for("web.pressure_undo", key=made)
    )
    return redirect(url_for("web.pressure", rule=one.rule))


@pages.post("/pressure/undo/<key>")
def pressure_undo(key: str) -> ResponseReturnValue:
    """Take a remedy back: the drafts are again as they were."""
    common.tried(lambda: changes.undo(key), _("Taken back: the drafts are as they were."))
    return redirect(url_for("web.pressure"))


@pages.get("/pressure/pairs.csv")
def pressure_export() -> ResponseReturnValue:
    """Every pair under every rule for a spreadsheet, then those where one takes the other's place."""
    query = _query()
    picture = proof.picture(segment=query["segment"] or None, channel=query["channel"] or None)
    seen, named = observed.progress().result, _named(picture.portfolio)
    text = io.StringIO()
    table = csv.writer(text, delimiter=";" if words.language() == "fr" else ",")
    table.writerow(
        [
            _("Rule"),
            _("Scenario"),
            _("With"),
            _("Possible"),
            _("As things stand"),
            _("Messages at worst"),
            _("Limit"),
            _("Contacts seen in both"),
            _("Takes the place"),
        ]
    )
    for pair in picture.pairs:
        table.writerow(
            [
                pair.rule,
                common.safe(named.get(pair.one, pair.one)),
                common.safe(named.get(pair.other, pair.other)),
                _("yes") if pair.possible else _("no"),
                _("yes") if pair.photo else _("no"),
                proof.plain(pair.worst),
                proof.plain(pair.limit),
                seen.both(pair.one, pair.other, query["segment"] or None) if seen else "",
                _("no"),
            ]
        )
    for taken in picture.conflicts:
        if taken.exempt and len(taken.scenarios) == 2:
            one, other = taken.scenarios
            table.writerow(
                [
                    taken.rule,
                    common.safe(named.get(one, one)),
                    common.safe(named.get(other, other)),
                    _("yes"),
                    "",
                    proof.plain(taken.worst),
                    proof.plain(taken.limit),
                    seen.both(one, other, query["segment"] or None) if seen else "",
                    _("yes"),
                ]
            )
    answer = Response("\N{BOM}" + text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="pression.csv"'
    return answer
