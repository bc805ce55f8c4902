"""Home: what runs, what leaves today and why some does not, what needs somebody."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from designer.domain.time import DAY
from designer.store import counts, ledger
from designer.web import readings, words
from designer.web.blueprint import pages

#: What becomes of a message that a rule holds back.
HELD = ("delayed", "skipped", "exited")


@dataclass(frozen=True, kw_only=True)
class Need:
    """Something that waits for a person."""

    icon: str
    tone: str
    title: str
    text: str
    href: str


@dataclass(frozen=True, kw_only=True)
class HeldBy:
    """A rule and how many messages it held back."""

    words: str
    count: int
    href: str


@pages.get("/")
def home() -> ResponseReturnValue:
    """The home page."""
    figures = counts.home()
    since = readings.now() - DAY + 1
    verdicts = ledger.by_verdict(since=since)
    before = ledger.by_verdict(since=since - DAY)
    sent, delayed = verdicts.get("sent", 0), verdicts.get("delayed", 0)
    skipped = verdicts.get("skipped", 0) + verdicts.get("exited", 0)
    rules = {
        rule: sum(found.get(verdict, 0) for verdict in HELD)
        for rule, found in ledger.by_rule(since=since).items()
    }
    held = [
        HeldBy(
            words=words.rule(rule, readings.policy(), readings.names()),
            count=count,
            href=url_for("web.decisions", rule=rule),
        )
        for rule, count in sorted(rules.items(), key=lambda pair: -pair[1])
        if count
    ]
    live = []
    for item in readings.scenario_items():
        if item.state in ("live", "paused"):
            found = ledger.by_verdict(since=since, scenario=item.key)
            live.append(
                {
                    "key": item.key,
                    "name": words.text(item.name),
                    "state": item.state,
                    "channels": item.channels,
                    "inside": item.inside,
                    "sent": found.get("sent", 0),
                    "held": sum(found.get(verdict, 0) for verdict in HELD),
                }
            )
    return render_template(
        "home.html",
        today={
            "sent": sent,
            "sent_before": before.get("sent", 0) - sent,
            "delayed": delayed,
            "skipped": skipped,
            "entered": figures.entries_day,
            "inside": figures.inside,
            "contacts": figures.contacts,
        },
        rules=held[:5],
        live=live,
        needs=_needs(figures),
        days=_days(figures),
    )


def _needs(figures: counts.HomeFigures) -> list[Need]:
    """What waits for a person, the most urgent first."""
    runtime, found = url_for("web.runtime"), []
    if figures.unknown:
        found.append(
            Need(
                icon="circle-question-mark",
                tone="warn",
                title=ngettext(
                    "%(num)s message of unknown fate", "%(num)s messages of unknown fate", figures.unknown
                ),
                text=_("The server stopped while handing it over; say whether it was sent."),
                href=f"{runtime}#unknown",
            )
        )
    if figures.set_aside:
        found.append(
            Need(
                icon="user-x",
                tone="error",
                title=ngettext("%(num)s contact set aside", "%(num)s contacts set aside", figures.set_aside),
                text=_("Their planning failed; the others are not held up."),
                href=runtime,
            )
        )
    if figures.failed:
        found.append(
            Need(
                icon="mail-x",
                tone="error",
                title=ngettext("%(num)s message refused", "%(num)s messages refused", figures.failed),
                text=_("The other side did not take it; the outbox says why."),
                href=url_for("web.outbox", state="failed"),
            )
        )
    if figures.open_tasks:
        found.append(
            Need(
                icon="list-checks",
                tone="task",
                title=ngettext("%(num)s task to do", "%(num)s tasks to do", figures.open_tasks),
                text=_("Contacts wait for them."),
                href=url_for("web.tasks"),
            )
        )
    if figures.scenarios_with_errors:
        found.append(
            Need(
                icon="circle-x",
                tone="error",
                title=ngettext(
                    "%(num)s scenario with errors",
                    "%(num)s scenarios with errors",
                    figures.scenarios_with_errors,
                ),
                text=_("It cannot be published before they are mended."),
                href=url_for("web.scenarios", findings="error"),
            )
        )
    return found


def _days(figures: counts.HomeFigures) -> list[dict[str, object]]:
    """The last fourteen days as bars of at most 100 units."""
    most = max((count for _minute, count in figures.sent_by_day), default=0) or 1
    return [
        {
            "day": words.day(minute),
            "number": words.day(minute).split(words.NBSP)[0],
            "count": count,
            "height": round(60 * count / most, 1),
        }
        for minute, count in figures.sent_by_day
    ]
