"""Runtime: what is due, sent and held back, the last passes, the test send, the pause of everything."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from designer.domain.errors import DesignerError
from designer.domain.time import DAY, to_instant
from designer.runtime import control
from designer.runtime import test_send as sending
from designer.runtime.schedule import Scheduler
from designer.store import contacts, counts, documents, ledger, outbox, workspace
from designer.web import errors, readings, words
from designer.web.blueprint import pages
from designer.web.mail import sink
from designer.web.views import common, scenarios
from designer.web.views.home import HELD

_RATES = frozenset(
    {
        "conversion_rate",
        "open_rate",
        "click_rate",
        "reply_rate",
        "unsubscribe_rate",
        "delivery_rate",
        "bounce_rate",
        "complaint_rate",
    }
)


@pages.get("/runtime")
def runtime() -> ResponseReturnValue:
    """The page of whoever keeps it running."""
    figures = counts.runtime()
    since = readings.now() - DAY + 1
    day = figures.decisions_day
    rules = ledger.by_rule(since=since)
    return render_template(
        "runtime.html",
        state_words=_state(figures),
        counts={
            "due": figures.due,
            "due_words": _due_words(figures),
            "pending": figures.outbox["pending"] + figures.outbox["sending"],
            "sent": day.get("sent", 0),
            "delayed": day.get("delayed", 0),
            "skipped": day.get("skipped", 0) + day.get("exited", 0),
            "unknown": figures.outbox["unknown"],
            "set_aside": figures.set_aside,
        },
        unknown=outbox.list_all(state="unknown", size=100).items if figures.outbox["unknown"] else [],
        rows=[_row(key) for key in (*figures.live, *figures.paused_scenarios)],
        rules=_rules(rules),
        passes=[
            {
                "at": to_instant(row.until),
                "contacts": row.contacts,
                "entries": row.entries,
                "decisions": sum(row.decisions.values()),
                "sent": row.decisions.get("sent", 0),
                "took": row.elapsed_s,
            }
            for row in figures.passes
        ],
        test_choices=scenarios.test_choices(),
        test={"message": "", "address": session.get("test_address", ""), "contact": "", "fault": None},
    )


def _state(figures: counts.RuntimeFigures) -> str:
    if figures.paused:
        return _("Everything is paused: nobody moves, nothing leaves.")
    if not figures.running:
        return _("No runtime runs: nobody moves, nothing leaves.")
    if figures.clock.kind == "demo" and figures.clock.mode == "paused":
        return _("The runtime runs; the demo clock is paused, so nothing becomes due.")
    if not figures.passes:
        return _("The runtime runs and has not made a pass yet.")
    ago = max(0, round(workspace.real_now() - figures.passes[0].started_real))
    if ago < 120:
        return _("The runtime runs; last pass %(seconds)s s ago.", seconds=words.number(ago))
    return _("The runtime runs; last pass %(time)s ago.", time=words.span(ago // 60))


def _due_words(figures: counts.RuntimeFigures) -> str:
    """What the figure means: a changed rule makes everybody due at once, which is no crowd that waits."""
    everybody = contacts.count() - figures.set_aside
    last = figures.passes[0].started_real if figures.passes else 0.0
    edits = [documents.get(kind).edited for kind in ("policy", "segments", "data")]
    edits += [item.edited for item in readings.scenario_items() if item.state != "draft"]
    changed = max((edit.timestamp() for edit in edits if edit is not None), default=0.0)
    if everybody > 1 and figures.due >= everybody and changed >= last:
        return _("all contacts are looked at again at the next pass: a rule or a scenario has changed")
    return _("contacts to move at the next pass")


def _row(key: str) -> dict[str, Any]:
    figures = counts.figures(key)
    item = next((item for item in readings.scenario_items() if item.key == key), None)
    return {
        "key": key,
        "name": readings.names().scenario(key),
        "state": figures.state,
        "version": item.version if item else None,
        "entries": figures.entries,
        "inside": figures.inside,
        "sent": figures.sent,
        "delayed": figures.delayed,
        "skipped": figures.skipped,
        "goals": figures.conversions,
        "kpis": [_kpi(kpi) for kpi in figures.kpis],
    }


def _kpi(kpi: counts.KpiFigure) -> dict[str, Any]:
    said = words.percent if kpi.metric in _RATES or kpi.metric.endswith("_rate") else words.number
    # Fewer is better where the metric counts what goes wrong.
    fewer = kpi.metric in ("unsubscribe_rate", "bounce_rate", "complaint_rate")
    reached = None
    if kpi.target is not None and kpi.actual is not None:
        reached = kpi.actual <= kpi.target if fewer else kpi.actual >= kpi.target
    return {
        "label": words.metric(kpi.metric),
        "value": said(kpi.actual),
        "target": said(kpi.target) if kpi.target is not None else None,
        "reached": reached,
    }


def _rules(found: Any) -> list[dict[str, Any]]:
    rows = [
        {
            "rule": rule,
            "words": words.rule(rule, readings.policy(), readings.names()),
            "key": rule if words.is_own_rule(rule, readings.policy()) else None,
            "delayed": verdicts.get("delayed", 0),
            "skipped": verdicts.get("skipped", 0) + verdicts.get("exited", 0),
        }
        for rule, verdicts in found.items()
    ]
    rows = [row for row in rows if row["delayed"] or row["skipped"]]
    return sorted(rows, key=lambda row: -(row["delayed"] + row["skipped"]))


@pages.get("/runtime/decisions")
def decisions() -> ResponseReturnValue:
    """The decisions behind a figure: which messages, for whom, why."""
    from designer.web.views.contacts import reasons

    query = common.asked("rule", "verdict", "scenario")
    found = ledger.decisions(
        rule=query["rule"] or None,
        verdict=query["verdict"] or None,
        scenario=query["scenario"] or None,
        page=common.page_number(),
    )
    rules = sorted(ledger.by_rule())
    return render_template(
        "decisions.html",
        rows=[
            {
                "why": why,
                "reasons": reasons(why),
                "step": readings.step_name(why.scenario, why.node),
                "scenario_name": readings.names().scenario(why.scenario),
                "at": to_instant(why.at),
                "contact_name": readings.contact_name(why.contact),
            }
            for why in found.items
        ],
        query=query,
        policy_document=readings.policy(),
        names=readings.names(),
        filtered=any(query.values()),
        verdicts=common.with_any(
            _("All decisions"),
            [(word, words.verdict(word)) for word in ("sent", *HELD, "merged", "fallback", "control")],
        ),
        rules=common.with_any(
            _("All rules"), [(rule, words.rule(rule, readings.policy(), readings.names())) for rule in rules]
        ),
        scenario_choices=scenario_choices(),
        found=found.total,
        page=found.page,
        pages=found.pages,
        page_url=lambda page: common.link("web.decisions", page=page),
    )


def scenario_choices() -> list[common.Choice]:
    """The scenarios that have ever run, then the campaigns of the plan."""
    ran = [item.key for item in readings.scenario_items() if item.state != "draft"]
    keys = dict.fromkeys([*ran, *readings.campaigns()])
    return common.with_any(_("All scenarios"), [(key, readings.names().scenario(key)) for key in keys])


@pages.post("/runtime/pause")
def runtime_pause() -> ResponseReturnValue:
    """Freeze everything."""
    common.tried(control.pause, _("Everything is paused."), undo=url_for("web.runtime_resume"))
    return common.back(url_for("web.runtime"))


@pages.post("/runtime/resume")
def runtime_resume() -> ResponseReturnValue:
    """Let everything go on."""
    common.tried(control.resume, _("Everything goes on."))
    return common.back(url_for("web.runtime"))


@pages.post("/runtime/start")
def runtime_start() -> ResponseReturnValue:
    """Run the passes in this very process."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy of it
    if "designer.runtime" not in app.extensions:
        Scheduler(app).start()
    control.wake()
    common.said(_("The runtime starts in this server; it needs some seconds to take its place."))
    return common.back(url_for("web.runtime"))


@pages.post("/runtime/test")
def test_send() -> ResponseReturnValue:
    """One message to an address of one's own."""
    scenario, _slash, node = request.form.get("message", "").partition("/")
    address = request.form.get("address", "").strip()
    session["test_address"] = address[:320]
    try:
        sent = sending.send(
            scenario, node=node, address=address, contact=request.form.get("contact", "").strip() or None
        )
    except DesignerError as error:
        flash(errors.said(error), "error")
        return redirect(url_for("web.runtime") + "#test")
    common.said(
        _(
            "The test %(subject)s was sent to %(address)s.",
            subject=words.quoted(sent["subject"]),
            address=address,
        )
    )
    kept = sink() is not None
    return redirect(url_for("web.send", key=sent["send"]) if kept else url_for("web.runtime") + "#test")
