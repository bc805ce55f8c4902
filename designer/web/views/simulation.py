"""Simulations: the list, the form, and what is done with one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from designer.domain.channel import SENDING
from designer.domain.errors import DesignerError
from designer.domain.time import DAY, HOUR, Duration, to_instant
from designer.store import documents, simulations, workspace
from designer.web import errors, readings, words
from designer.web.blueprint import pages
from designer.web.views import common

#: Channels whose rates can be given by hand.
_CHANNELS = tuple(channel.value for channel in SENDING[:4])
#: What a message does by hand, until somebody says otherwise, in percent.
_BY_HAND: Mapping[str, Mapping[str, float]] = {
    "email": {
        "delivered": 98, "opened": 25, "clicked": 3, "replied": 1, "converted": 1, "unsubscribed": 0.2,
    },
    "sms": {"delivered": 96, "opened": 90, "clicked": 5, "replied": 2, "converted": 1, "unsubscribed": 0.5},
    "push": {"delivered": 90, "opened": 8, "clicked": 3, "replied": 0, "converted": 0.5, "unsubscribed": 0.3},
    "call": {"delivered": 60, "opened": 60, "clicked": 0, "replied": 30, "converted": 4, "unsubscribed": 0.5},
}  # fmt: skip


# ── Words ───────────────────────────────────────────────────────────────────────────────────────────────


def state(word: str) -> str:
    """How far a simulation is."""
    return {
        "queued": _("Waiting for its turn"),
        "running": _("Running"),
        "done": _("Finished"),
        "failed": _("Failed"),
        "cancelled": _("Stopped"),
        "interrupted": _("Interrupted"),
    }.get(word, word)


#: Tone and icon of each state.
STATES: Mapping[str, tuple[str, str]] = {
    "queued": ("", "hourglass"),
    "running": ("info", "loader-circle"),
    "done": ("ok", "check"),
    "failed": ("error", "circle-x"),
    "cancelled": ("", "circle-stop"),
    "interrupted": ("warn", "plug"),
}


def span(question: simulations.Question) -> str:
    """From which day to which: ``1 mars 1998 au 29 mai 1998``."""
    return _("from %(first)s to %(last)s", first=words.day(question.start), last=words.day(question.last_day))


def reactions(word: str) -> str:
    """How contacts react in a simulation."""
    return {
        "sheet": _("As the sheets expect"),
        "history": _("As contacts have reacted so far"),
        "hand": _("Rates given by hand"),
        "none": _("Nobody reacts"),
    }.get(word, word)


def facts(word: str) -> str:
    """Where the events of the simulated days come from."""
    return {
        "known": _("The events recorded of these days"),
        "replay": _("Those of as many days before, again"),
        "rates": _("As often as each contact has had them"),
    }.get(word, word)


def in_words(question: simulations.Question, policy: Mapping[str, Any]) -> list[str]:
    """What was asked, in a few short pieces; ``policy`` is the one that was simulated."""
    said = [
        _("the scenarios as drawn") if question.source == "drafts" else _("the live scenarios"),
    ]
    if question.left_out:
        said.append(ngettext("without %(num)s of them", "without %(num)s of them", len(question.left_out)))
    changes = len(question.policy)
    for rule, change in question.policy.items():
        if change.get("off"):
            said.append(_("without the rule “%(rule)s”", rule=rule))
        elif changes <= 2:
            sentence = words.rule(rule, policy, readings.names())
            if rule == "score":
                sentence = _(
                    "A pressure score of %(threshold)s at most",
                    threshold=words.number(change["threshold"], 1),
                )
            said.append(sentence[:1].lower() + sentence[1:])
    if changes > 2:
        said.append(ngettext("%(num)s rule changed", "%(num)s rules changed", changes))
    said.append(reactions(question.behaviour)[:1].lower() + reactions(question.behaviour)[1:])
    return said


# ── The list ────────────────────────────────────────────────────────────────────────────────────────────


@pages.get("/simulation")
def simulation() -> ResponseReturnValue:
    """Every simulation, and two of them to be compared."""
    runs = simulations.list_all()
    done = [run for run in runs if run.state == "done"]
    return render_template(
        "simulation.html",
        runs=runs,
        done=done,
        states=STATES,
        state_words=state,
        span=span,
        in_words={run.id: in_words(run.question, _policy_of(run)) for run in runs},
        choices=[(run.id, run.name) for run in done],
    )


def _policy_of(run: simulations.Run) -> Mapping[str, Any]:
    """The policy in force with the changes of the run, to say them; its own is kept with its result."""
    try:
        return simulations.changed(readings.policy(), run.question.policy)
    except DesignerError:
        # The rules have been written anew since; what was changed is told by name.
        return {}


# ── The form ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class RuleChoice:
    """A rule whose figure a simulation may change."""

    rule: str
    sentence: str
    #: The figure in force; nothing where it depends on the contact.
    value: float | None
    #: What the form holds now.
    given: str
    keep: bool
    unit: str


@pages.get("/simulation/new")
def simulation_new() -> ResponseReturnValue:
    """The form: what is simulated; ``like`` starts from another one."""
    like = request.args.get("like", "")
    question, name = None, ""
    if like.isascii() and like.isdigit() and len(like) < 10:
        try:
            run = simulations.get(int(like))
            question, name = run.question, run.name
        except DesignerError as error:
            flash(errors.said(error), "error")
    return _form(question or _usual(), name=name)


def _usual() -> simulations.Question:
    first = to_instant(readings.now() - readings.now() % DAY).date() + timedelta(days=1)
    # The workspace's own draws: a simulation of what runs is then what will happen.
    return simulations.Question(start=first, days=90, seed=workspace.get().seed)


def _form(
    question: simulations.Question,
    *,
    name: str = "",
    fault: str = "",
    given: Mapping[str, str] | None = None,
) -> str:
    policy = readings.policy()
    rates = question.rates or {
        channel: {rate: value / 100 for rate, value in _BY_HAND[channel].items()} for channel in _CHANNELS
    }
    return render_template(
        "simulation_form.html",
        name=name,
        question=question,
        fault=fault,
        given=given or {},
        parts=_parts(),
        rules=_rules(policy, question.policy),
        behaviours=[(word, reactions(word)) for word in simulations.BEHAVIOURS],
        events=[(word, facts(word)) for word in simulations.FACTS],
        channels=_CHANNELS,
        rate_names=_rate_names(),
        rates=rates,
        most_days=simulations.MOST_DAYS,
    )


def _parts() -> list[tuple[str, str, str, str]]:
    """What can take part: key, name, state (``campaign`` for one of the plan) and words of the state."""
    found = [
        (item.key, words.text(item.name), item.state, words.scenario_state(item.state))
        for item in readings.scenario_items()
        if item.state != "archived"
    ]
    for campaign in documents.plan().campaigns:
        name = words.text(campaign.name or campaign.offer) or campaign.key
        found.append((campaign.key, name, "campaign", _("Campaign of the plan")))
    return found


def _rate_names() -> list[tuple[str, str]]:
    return [
        ("delivered", _("Delivered")),
        ("opened", _("Opened messages")),
        ("clicked", _("Clicked")),
        ("replied", _("Replied")),
        ("converted", _("Converted")),
        ("unsubscribed", _("Unsubscriptions")),
    ]


def _rules(policy: Mapping[str, Any], changes: Mapping[str, Mapping[str, Any]]) -> list[RuleChoice]:
    rows = []
    for rule, figure in simulations.rules_of(policy).items():
        now, unit = _figure(policy, rule, figure)
        change = changes.get(rule, {})
        given = now
        if figure in change:
            given = _amount(str(change["min"]), unit) if figure == "min" else float(change[figure])
        sentence = words.rule(rule, policy, readings.names())
        if rule == "score":
            sentence = _("A pressure score of %(threshold)s at most", threshold=words.number(now, 1))
        rows.append(
            RuleChoice(
                rule=rule,
                sentence=sentence,
                value=now,
                given="" if given is None else f"{given:g}",
                keep=not change.get("off"),
                unit=_unit_words(figure, unit),
            )
        )
    return rows


def _figure(policy: Mapping[str, Any], rule: str, figure: str) -> tuple[float | None, str]:
    """The figure of a rule as the form shows it, and its unit."""
    if rule == "score":
        return float(policy["score"]["threshold"]), ""
    kind = "caps" if figure == "max" else "gaps"
    row = next(row for row in policy[kind] if row.get("id") == rule)
    if figure == "max":
        most = row.get("max")
        return (float(most), "") if isinstance(most, (int, float)) else (None, "")
    least = Duration.parse(str(row["min"]))
    unit = "M" if least.months else "D" if least.minutes > 2 * DAY and not least.minutes % DAY else "H"
    return _amount(str(row["min"]), unit), unit


def _amount(duration: str, unit: str) -> float:
    read = Duration.parse(duration)
    return {"M": float(read.months), "D": read.minutes / DAY, "H": read.minutes / HOUR}[unit]


def _unit_words(figure: str, unit: str) -> str:
    if figure == "max":
        return _("messages at most")
    if figure == "threshold":
        return _("points at most")
    return {"M": _("months at least"), "D": _("days at least"), "H": _("hours at least")}[unit]


@pages.post("/simulation")
def simulation_ask() -> ResponseReturnValue:
    """Ask for what the form says; what cannot be stays on the form, with the reason."""
    name = request.form.get("name", "").strip()[:120]
    try:
        run = simulations.ask(_asked(), name)
    except DesignerError as error:
        # What was ticked and written stays, whatever is wrong with the rest.
        kept = replace(
            _usual(), left_out=_left_out(), policy=_changes(request.form), rates=_rates(request.form)
        )
        return _form(kept, name=name, fault=errors.said(error), given=request.form), 422
    return redirect(url_for("web.simulation_run", id_=run.id))


def _asked() -> simulations.Question:
    """The question of the form. Raises ``BadInput``."""
    form = request.form
    return simulations.Question.from_json(
        {
            "from": form.get("from", ""),
            "days": _whole(form.get("days", "")),
            "seed": _whole(form.get("seed", "")),
            "scenarios": form.get("scenarios", "drafts"),
            "leave_out": list(_left_out()),
            "policy": _changes(form),
            "behaviour": form.get("behaviour", "sheet"),
            "rates": _rates(form) if form.get("behaviour") == "hand" else {},
            "events": form.get("events", "known"),
        }
    )


def _left_out() -> tuple[str, ...]:
    taken = set(request.form.getlist("take"))
    return tuple(key for key, _name, _state, _words in _parts() if key not in taken)


def _whole(text: str) -> int | str:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 17 else text


def _decimal(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _changes(form: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What the form changes of the rules in force."""
    policy = readings.policy()
    changes: dict[str, dict[str, Any]] = {}
    for rule, figure in simulations.rules_of(policy).items():
        now, unit = _figure(policy, rule, figure)
        given = _decimal(form.get(f"rule.{rule}", ""))
        if f"kept.{rule}" in form and f"keep.{rule}" not in form:
            changes[rule] = {"off": True}
        elif given is not None and now is not None and given != now and 0 <= given < 1e6:
            changes[rule] = {figure: _written(figure, unit, given)}
    return changes


def _written(figure: str, unit: str, value: float) -> Any:
    if figure == "max":
        return int(value)
    if figure == "threshold":
        return value
    if unit == "M":
        return f"P{int(value)}M"
    return str(Duration(minutes=round(value * (DAY if unit == "D" else HOUR))))


def _rates(form: Mapping[str, str]) -> dict[str, dict[str, float]]:
    rates: dict[str, dict[str, float]] = {}
    for channel in _CHANNELS:
        for rate in simulations.RATES:
            value = _decimal(form.get(f"rate.{channel}.{rate}", ""))
            if value is not None:
                rates.setdefault(channel, {})[rate] = round(value / 100, 6)
    return rates


# ── What is done with one ───────────────────────────────────────────────────────────────────────────────


@pages.post("/simulation/<int:id_>/cancel")
def simulation_cancel(id_: int) -> ResponseReturnValue:
    """Stop one under way."""
    common.tried(lambda: simulations.cancel(id_), _("It stops at the next contacts."))
    return redirect(url_for("web.simulation_run", id_=id_))


@pages.post("/simulation/<int:id_>/name")
def simulation_rename(id_: int) -> ResponseReturnValue:
    """Another name."""
    name = request.form.get("name", "")
    common.tried(lambda: simulations.rename(id_, name), _("The simulation has another name."))
    return redirect(url_for("web.simulation_run", id_=id_))


@pages.post("/simulation/<int:id_>/delete")
def simulation_delete(id_: int) -> ResponseReturnValue:
    """Forget one, for good."""
    common.tried(lambda: simulations.remove(id_), _("The simulation is deleted."))
    return redirect(url_for("web.simulation"))


def names_of(kept: Mapping[str, Any]) -> dict[str, str]:
    """What scenarios and campaigns were called when they were simulated, by key."""
    named = {document["key"]: words.text(document["name"]) for document in kept["scenarios"]}
    for campaign in kept["plan"].get("campaigns") or ():
        name = campaign.get("name") or campaign.get("offer")
        named[campaign["key"]] = words.text(name) if name else campaign["key"]
    return named


def weeks_of(question: simulations.Question) -> list[date]:
    """The first day of each simulated week."""
    return [question.start + timedelta(days=day) for day in range(0, question.days, 7)]


def others(id_: int, runs: Sequence[simulations.Run] | None = None) -> list[tuple[int, str]]:
    """The other finished simulations, to compare with."""
    return [
        (run.id, run.name)
        for run in (simulations.list_all() if runs is None else runs)
        if run.state == "done" and run.id != id_
    ]
