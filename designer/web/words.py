"""Documents, dates and decisions in the reader's words.

Everything here is said in the language of the request: it reads documents as they are written (the wire
form, so that an unfinished draft can be told too), and answers plain text that templates escape.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta, get_day_names
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from designer.analysis import phrases
from designer.analysis.metrics import metric_name
from designer.analysis.speech import Language, Speech, french_signs, in_sentence
from designer.analysis.speech import Names as WorkspaceNames
from designer.analysis.speech import capital as capital
from designer.domain.text import Text, say
from designer.domain.time import DAY, HOUR, Duration, Minute, from_iso, to_instant

#: The only character that keeps two words on one line in every font.
NBSP = "\N{NO-BREAK SPACE}"

Wire = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Names(WorkspaceNames):
    """What keys of the workspace are called, in the reader's language."""

    @property
    def speech(self) -> Speech:
        """The words of the canvas in the reader's language, with these names."""
        return Speech(language=language(), names=self)

    # A name that somebody typed stands on a page as it was typed.

    def scenario(self, key: str) -> str:
        return text(self.scenarios.get(key)) or key

    def attribute(self, key: str) -> str:
        return text(self.attributes.get(key)) or self.speech.attribute(key)

    def event(self, key: str) -> str:
        return text(self.events.get(key)) or self.speech.event(key)

    def segment(self, key: str) -> str:
        return text(self.segments.get(key)) or key


def language() -> Language:
    """``fr`` or ``en``: the language of the request, French outside one."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "fr"


def text(value: Text | None) -> str:
    """A name or text in the reader's language, else in the one it has."""
    return say(value, language())


def _locale() -> Locale:
    return Locale("fr", "FR") if language() == "fr" else Locale("en", "GB")


# ── Numbers ─────────────────────────────────────────────────────────────────────────────────────────────


def number(value: float | None, digits: int = 0) -> str:
    """A figure with the language's separators: ``23 570``, ``23,570``; nothing is a dash."""
    if value is None:
        return "–"
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=_locale())


def percent(part: float | None, digits: int = 1) -> str:
    """A fraction of one as a percentage: ``12,5 %``; nothing is a dash."""
    if part is None:
        return "–"
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    sign = f"{NBSP}%" if language() == "fr" else "%"
    return format_percent(part, format=pattern + sign, locale=_locale())


# ── Time ────────────────────────────────────────────────────────────────────────────────────────────────


def zone(name: str | None) -> ZoneInfo:
    """The zone of that IANA name, UTC where there is none."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def instant(value: datetime | Minute | str) -> datetime:
    """An aware instant from what the layers below give: an instant, a planner minute or ISO 8601."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return to_instant(value) if isinstance(value, int) else from_iso(value)


def moment(value: datetime | Minute | str | None, tz: str | None = None, now: datetime | None = None) -> str:
    """A date and time to the minute: ``mar. 3 févr. 09:00``, with the year when it is not the present one."""
    if value is None:
        return "–"
    local = instant(value).astimezone(zone(tz))
    year = now is not None and local.year == now.astimezone(zone(tz)).year
    pattern = "EEE d MMM HH:mm" if year else "EEE d MMM y, HH:mm"
    return _first_of_month(format_datetime(local, pattern, locale=_locale()), local)


def day(value: datetime | date | Minute | str | None, tz: str | None = None, *, long: bool = False) -> str:
    """A date alone: ``3 févr. 1998``, or ``mardi 3 février 1998`` when long."""
    if value is None:
        return "–"
    if isinstance(value, date) and not isinstance(value, datetime):
        local = value
    else:
        local = instant(value).astimezone(zone(tz)).date()
    return _first_of_month(
        format_date(local, "EEEE d MMMM y" if long else "d MMM y", locale=_locale()), local
    )


def _first_of_month(words: str, on: date) -> str:
    """A date with its spaces unbroken; in French the first day of a month is "1er"."""
    if on.day == 1 and str(_locale()).startswith("fr"):
        words = re.sub(r"\b1 (?=[^\W\d])", "1er ", words, count=1)
    return words.replace(" ", NBSP)


def month(value: date) -> str:
    """The month and its year: ``Mars 1998``."""
    return capital(format_date(value, "LLLL y", locale=_locale()))


def hour(value: datetime | Minute | str, tz: str | None = None) -> str:
    """The time of day to the minute: ``09:00``."""
    return f"{instant(value).astimezone(zone(tz)):%H:%M}"


_WRITTEN = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
_UNITS = ("year", "month", "week", "day", "hour", "minute")


def duration(value: Duration | str | Minute | None) -> str:
    """A duration in words: ``2 jours``, ``6 mois``, ``1 heure 30 minutes``; a bare number is minutes.

    A text keeps the units it was written in: whoever wrote 48 hours did not mean two days.
    """
    if value is None or value == "":
        return "–"
    if isinstance(value, str):
        written = _WRITTEN.fullmatch(value.lstrip("+-"))
        if written is None:
            return value
        counts = [int(part or 0) for part in written.groups()]
    else:
        read = Duration(minutes=value) if isinstance(value, int) else value
        years, months = divmod(abs(read.months), 12)
        days, rest = divmod(abs(read.minutes), DAY)
        hours, rest = divmod(rest, HOUR)
        counts = [years, months, 0, days, hours, rest]
    said = [
        format_unit(count, f"duration-{unit}", locale=_locale())
        for unit, count in zip(_UNITS, counts, strict=True)
        if count
    ]
    return NBSP.join(said or [format_unit(0, "duration-minute", locale=_locale())]).replace(" ", NBSP)


def span(minutes: int) -> str:
    """About how long, in the largest unit that says it: ``3 jours``, ``5 heures``, ``12 minutes``."""
    if minutes >= 2 * DAY:
        return duration(round(minutes / DAY) * DAY)
    if minutes >= 2 * HOUR:
        return duration(round(minutes / HOUR) * HOUR)
    return duration(max(minutes, 0))


def ago(value: datetime) -> str:
    """How long ago on the machine's clock, which is the one that edits have: ``il y a 3 minutes``."""
    since = value - datetime.now(UTC)
    return format_timedelta(since, add_direction=True, locale=_locale()).replace(" ", NBSP)


def weekdays(spec: str) -> str:
    """``mon-fri`` or ``sat`` in words: ``lundi à vendredi``."""
    short = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    names = get_day_names("wide", locale=_locale())
    ends = [names[short.index(end)] for end in spec.split("-") if end in short]
    if len(ends) == 2:
        return _("%(first)s to %(last)s", first=ends[0], last=ends[1])
    return ends[0] if ends else spec


def listing(words: Sequence[str], *, either: bool = False) -> str:
    """``a, b et c``, or ``a, b ou c``."""
    return format_list(list(words), style="or" if either else "standard", locale=_locale())


def quoted(words: str) -> str:
    """« Relance », or “Follow-up”."""
    return f"«{NBSP}{words}{NBSP}»" if language() == "fr" else f"“{words}”"


def pair(name: str, said: str) -> str:
    """A name and its value: ``montant : 29,33``, ``amount: 29.33``."""
    return f"{name}{NBSP}: {said}" if language() == "fr" else f"{name}: {said}"


# ── The closed sets of the trade ────────────────────────────────────────────────────────────────────────


def channel(word: str) -> str:
    """A channel's name."""
    return {
        "email": _("E-mail"),
        "sms": _("SMS"),
        "push": _("Push notification"),
        "call": _("Phone call"),
        "mail": _("Letter"),
        "onsite": _("On site"),
        "audience": _("Audience export"),
        "webhook": _("Webhook"),
        "meeting": _("Meeting"),
    }.get(word, word)


def channel_inside(word: str) -> str:
    """A channel's name inside a sentence: ``e-mail``, ``SMS``."""
    return channel(word) if word in ("sms",) else channel(word).lower()


def category(word: str) -> str:
    """A category's (and a priority class's) name."""
    return {
        "transactional": _("Transactional"),
        "service": _("Service"),
        "relationship": _("Relationship"),
        "commercial": _("Commercial"),
    }.get(word, word)


def objective(word: str | None) -> str:
    """A scenario's objective."""
    return {
        "transformation": _("Conversion"),
        "fidelisation": _("Loyalty"),
        "retention": _("Retention"),
        "satisfaction": _("Satisfaction"),
        "engagement": _("Engagement"),
        None: _("Not said yet"),
    }.get(word, word or "")


def scenario_state(word: str) -> str:
    """A scenario's state."""
    return {
        "draft": _("Draft"),
        "in_review": _("In review"),
        "approved": _("Approved"),
        "live": _("Live"),
        "paused": _("Paused"),
        "archived": _("Archived"),
    }.get(word, word)


def verdict(word: str) -> str:
    """What was decided of a message."""
    return {
        "sent": _("Sent"),
        "delayed": _("Delayed"),
        "skipped": _("Not sent"),
        "exited": _("Not sent, the contact left"),
        "merged": _("Joined to another message"),
        "fallback": _("Switched to another channel"),
        "control": _("Held out (control group)"),
    }.get(word, word)


def metric(word: str) -> str:
    """A KPI's name."""
    name = metric_name(word)[language()]
    return french_signs(name) if language() == "fr" else name


# ── Conditions ──────────────────────────────────────────────────────────────────────────────────────────


def value(literal: object) -> str:
    """A literal of a document as it is read: texts quoted, yes and no, figures with separators."""
    if isinstance(literal, bool):
        return _("yes") if literal else _("no")
    if isinstance(literal, (int, float)):
        return number(literal, 4)
    return quoted(str(literal))


def condition(tree: Wire | None, names: Names | None = None) -> str:
    """A condition in one sentence without a capital: ``ville est Lyon et âge ≥ 18``.

    ``tree`` is the wire form; none, or an empty one, asks for nothing.
    """
    return phrases.condition(tree or None, (names or Names()).speech)


# ── Triggers ────────────────────────────────────────────────────────────────────────────────────────────


def trigger(wire: Wire | None, names: Names | None = None) -> str:
    """What enrols, in a few words: ``Devis créé``, ``3 jours avant : anniversaire``."""
    names = names or Names()
    wire = wire or {}
    match wire.get("kind"):
        case "event" if wire.get("event"):
            return names.event(wire["event"])
        case "enters":
            return _("Starts to satisfy: %(condition)s", condition=condition(wire.get("condition"), names))
        case "date" if wire.get("attribute"):
            return _date_trigger(wire, names)
        case "inactivity" if wire.get("event"):
            return _inactivity(wire, names)
        case "schedule":
            return _("On a schedule (%(cron)s)", cron=wire.get("cron", ""))
        case "manual":
            return _("By hand")
        case _:
            return _("Not chosen yet")


def _date_trigger(wire: Wire, names: Names) -> str:
    name = in_sentence(names.attribute(wire["attribute"]))
    offset = str(wire.get("offset") or "")
    if offset.startswith("-"):
        return _("%(time)s before: %(name)s", time=duration(offset[1:]), name=name)
    if offset and Duration.parse(offset) != Duration():
        return _("%(time)s after: %(name)s", time=duration(offset), name=name)
    return _("On the day: %(name)s", name=name)


def _inactivity(wire: Wire, names: Names) -> str:
    event = quoted(names.event(wire["event"]))
    if wire.get("own_rhythm"):
        return _("Own rhythm of %(event)s passed", event=event)
    return _("No %(event)s for %(time)s", event=event, time=duration(wire.get("after")))


# ── Rules and decisions ─────────────────────────────────────────────────────────────────────────────────


def channels(words: Sequence[str] | None) -> str:
    """Which messages a rule looks at: ``tous canaux``, ``e-mail et SMS``."""
    return listing([channel_inside(word) for word in words]) if words else _("all channels")


def maximum(wire: Any) -> str:
    """A cap's maximum, which may depend on the contact."""
    if not isinstance(wire, Mapping):
        return number(wire)
    low, high = _extremes(wire)
    return _("%(low)s to %(high)s, by contact", low=number(low), high=number(high))


def _extremes(wire: Wire) -> tuple[float, float]:
    figures = [row[1] for row in wire.get("when", [])] + [wire.get("else", 0)]
    return min(figures), max(figures)


def cap(wire: Wire) -> str:
    """A cap in one sentence: ``au plus 2 messages en 7 jours, tous canaux``."""
    most, on = wire.get("max"), channels(wire.get("channels"))
    if most == 0:
        return _("Nothing on %(channels)s", channels=on)
    if isinstance(most, Mapping):
        low, high = _extremes(most)
        many = _("At most %(low)s to %(high)s messages (by contact)", low=number(low), high=number(high))
    else:
        many = ngettext("At most %(num)s message", "At most %(num)s messages", int(most or 0))
    if wire.get("kind") == "calendar":
        per = str(wire.get("per"))
        periods = {"day": _("a calendar day"), "week": _("a calendar week"), "month": _("a calendar month")}
        period = periods.get(per, per)
        return f"{many} {period}, {on}"
    return _("%(many)s in %(time)s, %(channels)s", many=many, time=duration(wire.get("per")), channels=on)


def gap(wire: Wire) -> str:
    """A gap in one sentence."""
    least, on = duration(wire.get("min")), channels(wire.get("channels"))
    if wire.get("after"):
        after = channels(wire["after"])
        return _("At least %(time)s after %(after)s, %(channels)s", time=least, after=after, channels=on)
    return _("At least %(time)s between two messages, %(channels)s", time=least, channels=on)


def rule(name: str | None, policy: Wire | None = None, names: Names | None = None) -> str:
    """A rule of a decision by its sentence: a cap's, a gap's, an exclusion's, or the reserved names."""
    if not name:
        return ""
    policy = policy or {}
    for row in policy.get("caps") or ():
        if row.get("id") == name:
            return cap(row)
    for row in policy.get("gaps") or ():
        if row.get("id") == name:
            return gap(row)
    if name.startswith("exclusion:"):
        key = name.removeprefix("exclusion:")
        for row in policy.get("exclusions") or ():
            if row.get("id") == key:
                return _("Excluded: %(condition)s", condition=condition(row.get("when"), names))
        return _("Excluded by %(rule)s", rule=key)
    if name.startswith("exited:"):
        # It waited in the outbox when the contact left.
        return _("The contact had left: %(reason)s", reason=exit_reason(name[7:], names, policy))
    return {
        "consent": _("No consent for this channel"),
        "no-address": _("No address for this channel"),
        "suppressed": _("Unsubscribed, returned or complained"),
        "quiet-hours": _("Quiet hours"),
        "score": _("Pressure score above its threshold"),
        "control": _("Control group"),
        "misfire": _("Too late after an interruption"),
        "pooling": _("Waits for the common hour"),
        "reserve": _("A slot is kept for a better message"),
        "protect": _("A slot is kept for a better class"),
        "priority": _("A better message passes first"),
        "if-past": _("The date it was for had passed"),
        "stopped": _("The scenario was archived"),
    }.get(name) or _("A rule that is no longer there (%(rule)s)", rule=name)


def is_own_rule(name: str, policy: Wire | None) -> bool:
    """Whether the workspace itself gave the rule its key, so that it is worth showing beside the words."""
    own = [row.get("id") for kind in ("caps", "gaps") for row in (policy or {}).get(kind) or ()]
    return name in own


def exit_reason(word: str | None, names: Names | None = None, policy: Wire | None = None) -> str:
    """Why a contact left a scenario."""
    names = names or Names()
    if word and ":" in word:
        kind, _colon, what = word.partition(":")
        if kind == "prevailed":
            return _("%(scenario)s took over", scenario=quoted(names.scenario(what)))
        if kind == "blocked":
            return _("its message was blocked (%(rule)s)", rule=rule(what, policy, names))
    return {
        "end": _("reached the end"),
        "exit-when": _("the exit rule became true"),
        "goal": _("reached the goal"),
        "if-past": _("the date had passed"),
        "stopped": _("stopped by hand"),
        "republished": _("taken out when a new version was published"),
        "loop": _("stopped: it was going round in circles"),
    }.get(word or "", _("left"))


def refusal(word: str, by: str | None = None, names: Names | None = None) -> str:
    """Why a trigger did not become an entry."""
    names = names or Names()
    holder = quoted(names.scenario(by)) if by else ""
    return {
        "audience": _("not in the audience"),
        "reentry": _("has been in it already"),
        "gap": _("too soon after the last time"),
        "cap": _("entered as often as it may"),
        "group": _("stands in %(scenario)s of the same group", scenario=holder),
        "prevailed": _("stands in %(scenario)s, which prevails", scenario=holder),
        "paused": _("the scenario is paused"),
        "excluded": _("excluded by a rule"),
        "loop": _("stopped: it was going round in circles"),
    }.get(word, _("a rule of the scenario forbids it"))


def at_time(value: str | time) -> str:
    """A time of day as it is written on a form: ``08:00``."""
    return value if isinstance(value, str) else f"{value:%H:%M}"


def clock_mode(kind: str, mode: str, speed: float) -> str:
    """How the clock moves: ``en pause``, ``1 heure par seconde``."""
    if kind == "real":
        return _("real time")
    if mode == "run":
        return _("%(time)s a second", time=duration(round(speed)))
    return {
        "paused": _("paused"),
        "real": _("real time"),
        "max": _("as fast as it can"),
        "step": _("moving forward"),
    }.get(mode, mode)


def send_state(word: str) -> str:
    """Where a message of the outbox is."""
    return {
        "pending": _("Waiting"),
        "sending": _("Sending"),
        "sent": _("Sent"),
        "skipped": _("Withdrawn"),
        "failed": _("Refused"),
        "unknown": _("Fate unknown"),
    }.get(word, word)


def milliseconds(seconds: float) -> str:
    """How long a pass took: ``84 ms``, ``1,4 s``."""
    if seconds >= 1:
        return f"{number(seconds, 1)}{NBSP}s"
    return f"{number(seconds * 1000)}{NBSP}ms"


def sentence_day(value: datetime | Minute, tz: str | None = None) -> str:
    """The day as a heading: ``Mardi 3 mars 1998``."""
    said = day(value, tz, long=True)
    return said[:1].upper() + said[1:]


def day_names() -> dict[str, str]:
    """The weekdays by their short keys: ``mon`` is ``lundi``."""
    names = get_day_names("wide", locale=_locale())
    return {key: names[index] for index, key in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}


def channel_plural(word: str) -> str:
    """What a channel brings, as a customer says it."""
    return {
        "email": _("e-mails"),
        "sms": _("text messages"),
        "push": _("notifications"),
        "call": _("phone calls"),
        "mail": _("letters"),
    }.get(word, _("messages"))


def country(code: str) -> str:
    """A country's name."""
    return str(_locale().territories.get(code, code))


def ruling(word: str) -> str:
    """What the proof says of a rule or a message."""
    return {
        "safe": _("Kept"),
        "may": _("Can be exceeded"),
        "must": _("Always held back"),
        "dead": _("Never leaves"),
        "unbounded": _("Without bound"),
    }.get(word, word)


def because(reasons: Sequence[str]) -> list[str]:
    """Why more can come due at run time than is drawn."""
    known = {"delays": _("messages that were delayed"), "clock-change": _("the change of the clocks")}
    return [known.get(reason, reason) for reason in reasons]


def short(count: int) -> str:
    """A count in few characters: ``213``, ``1,2 k``, ``24 k``."""
    if count < 1000:
        return number(count)
    return f"{number(count / 1000, 1 if count < 9950 else 0)}{NBSP}k"
