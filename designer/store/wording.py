"""The rules of pressure and what breaks them, as sentences in both languages: what the API tells of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from designer.analysis.speech import french_signs
from designer.domain.channel import Channel
from designer.domain.policy import Calendar, Cap, Gap, MaxByContact, Policy
from designer.domain.text import Text, say
from designer.domain.time import DAY, HOUR, Duration
from designer.domain.words import LABELS

Both = dict[str, str]

_UNITS = (
    ("months", "mois", "mois", "month", "months"),
    ("days", "jour", "jours", "day", "days"),
    ("hours", "heure", "heures", "hour", "hours"),
    ("minutes", "minute", "minutes", "minute", "minutes"),
)
_PERIODS = {
    Calendar.DAY: ("par jour civil", "a calendar day"),
    Calendar.WEEK: ("par semaine civile", "a calendar week"),
    Calendar.MONTH: ("par mois civil", "a calendar month"),
}


def span(duration: Duration) -> Both:
    """A duration in words: ``7 jours`` and ``7 days``; up to two days in hours, as rules are written.

    >>> span(Duration.parse("PT48H"))
    {'fr': '48 heures', 'en': '48 hours'}
    """
    minutes = abs(duration.minutes)
    days, rest = (0, minutes) if DAY < minutes <= 2 * DAY else divmod(minutes, DAY)
    hours, left = divmod(rest, HOUR)
    counts = {"months": abs(duration.months), "days": days, "hours": hours, "minutes": left}
    fr: list[str] = []
    en: list[str] = []
    for unit, one_fr, many_fr, one_en, many_en in _UNITS:
        count = counts[unit]
        if count or (unit == "minutes" and not fr):
            fr.append(f"{count} {one_fr if count < 2 else many_fr}")
            en.append(f"{count} {one_en if count == 1 else many_en}")
    return {"fr": " ".join(fr), "en": " ".join(en)}


def number(value: float) -> str:
    """A count as it is, a score with one decimal.

    >>> number(3.0), number(2.5)
    ('3', '2.5')
    """
    return str(int(value)) if value == int(value) else f"{value:.1f}"


def rule(policy: Policy, name: str) -> Both:
    """A rule of the policy as a sentence; its name where the policy has none of that name."""
    for cap in policy.caps:
        if cap.id == name:
            return _cap(cap)
    for gap in policy.gaps:
        if gap.id == name:
            return _gap(gap)
    if name == "score" and policy.score is not None:
        limit = number(policy.score.threshold)
        return {
            "fr": f"Le score de pression reste à {limit} au plus",
            "en": f"The pressure score stays at {limit} at most",
        }
    return {"fr": name, "en": name}


def _cap(cap: Cap) -> Both:
    on = _channels(cap.scope.channels)
    many = _many(cap.max)
    if isinstance(cap.per, Calendar):
        fr, en = _PERIODS[cap.per]
        return {"fr": f"{many['fr']} {fr}, {on['fr']}", "en": f"{many['en']} {en}, {on['en']}"}
    per = span(cap.per)
    return {
        "fr": f"{many['fr']} en {per['fr']}, {on['fr']}",
        "en": f"{many['en']} in {per['en']}, {on['en']}",
    }


def _many(most: int | MaxByContact) -> Both:
    if isinstance(most, MaxByContact):
        figures = [figure for _condition, figure in most.when] + [most.else_]
        low, high = min(figures), max(figures)
        return {
            "fr": f"Au plus {low} à {high} messages (selon le contact)",
            "en": f"At most {low} to {high} messages (by contact)",
        }
    return {
        "fr": f"Au plus {most} message{'s' if most > 1 else ''}",
        "en": f"At most {most} message{'' if most == 1 else 's'}",
    }


def _gap(gap: Gap) -> Both:
    least, on = span(gap.min), _channels(gap.scope.channels)
    if gap.after:
        after = _channels(gap.after)
        return {
            "fr": f"Au moins {least['fr']} après {after['fr']}, {on['fr']}",
            "en": f"At least {least['en']} after {after['en']}, {on['en']}",
        }
    return {
        "fr": f"Au moins {least['fr']} entre deux messages, {on['fr']}",
        "en": f"At least {least['en']} between two messages, {on['en']}",
    }


def _channels(channels: frozenset[Channel] | None) -> Both:
    if channels is None:
        return {"fr": "tous canaux", "en": "all channels"}
    ordered = [channel for channel in Channel if channel in channels]
    return {
        language: ", ".join(
            label if label.isupper() else label.lower() for label in (LABELS[c][language] for c in ordered)
        )
        for language in ("fr", "en")
    }


def together(names: Sequence[Text]) -> Both:
    """Scenarios by their names: ``« A », « B » et « C »``."""
    fr = [f"«\N{NO-BREAK SPACE}{say(name, 'fr')}\N{NO-BREAK SPACE}»" for name in names]
    en = [f"“{say(name, 'en')}”" for name in names]
    return {"fr": _listed(fr, "et"), "en": _listed(en, "and")}


def _listed(words: Sequence[str], last: str) -> str:
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def both(text: Text) -> Mapping[str, str]:
    """A sentence of ours in both languages, with the signs of print in the French one."""
    return {"fr": french_signs(say(text, "fr")), "en": say(text, "en")}
