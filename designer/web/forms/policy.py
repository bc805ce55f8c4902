"""The pressure policy as fields of a page, and back.

The page edits the very document of the API. What it has no field for (a maximum that depends on the
contact, a condition made of several) travels in a hidden field and comes back as it was; everything is
checked by the document's own schema when it is saved.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from designer.domain.channel import SENDING, Category, Channel
from designer.domain.policy import DEFAULT_CATEGORIES, DEFAULT_WEIGHTS
from designer.domain.time import DAY, HOUR, Duration
from designer.web import words

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: How many steps a decay by steps has on the page.
STEPS = 4

Wire = Mapping[str, Any]
Fields = dict[str, Any]

#: A duration of one unit, kept in it: ``PT48H`` stays 48 hours.
_SIMPLE = re.compile(r"P((\d+)([DW])|T(\d+)([HM]))")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")
_WRITTEN = {"M": "PT{}M", "H": "PT{}H", "D": "P{}D", "W": "P{}W", "months": "P{}M"}


# ── Document to fields ──────────────────────────────────────────────────────────────────────────────────


def fields(document: Wire, names: words.Names) -> Fields:
    """What the page shows of a policy document."""
    caps = list(document.get("caps") or ())
    return {
        "caps": [_cap_fields(row) for row in caps],
        "gaps": [_gap_fields(row) for row in document.get("gaps") or ()],
        "quiet": [_quiet_fields(row) for row in document.get("quiet_hours") or ()],
        "exclusions": [_exclusion_fields(row, names) for row in document.get("exclusions") or ()],
        "score": _score_fields(document.get("score")),
        "categories": _category_fields(document.get("categories") or {}),
        "unit": document.get("unit", "contact"),
        "timezone": document.get("timezone", "Europe/Paris"),
        "controls": {
            "global": _plain(100 * float((document.get("controls") or {}).get("global", 0))),
            "per_scenario": _plain(100 * float((document.get("controls") or {}).get("per_scenario", 0))),
        },
        "pooling": {
            "on": bool(document.get("pooling")),
            "at": (document.get("pooling") or {}).get("at", "08:00"),
            "categories": (document.get("pooling") or {}).get("categories", ["commercial"]),
        },
        "reserve": {
            "on": bool(document.get("reserve")),
            "time": duration_fields(document.get("reserve") or "P7D"),
        },
        "protect": [
            {
                "id": row["id"],
                "words": words.cap(row),
                "kept": (document.get("protect") or {}).get(row["id"], {}),
            }
            for row in caps
            if row.get("id")
        ],
    }


def blank(names: words.Names) -> Fields:
    """The rows that “add” starts with."""
    return {
        "cap": _cap_fields({"max": 2, "per": "P7D"}),
        "gap": _gap_fields({"min": "PT48H"}),
        "quiet": _quiet_fields({"channels": [], "allow": {"mon-sat": ["08:00-20:00"]}}),
        "exclusion": _exclusion_fields({}, names),
    }


def summary(document: Wire, names: words.Names) -> list[dict[str, str]]:
    """The rules that matter most, one sentence each, with the icon of its kind."""
    lines = [{"icon": "gauge", "words": words.cap(row)} for row in document.get("caps") or ()]
    lines += [{"icon": "hourglass", "words": words.gap(row)} for row in document.get("gaps") or ()]
    for row in document.get("quiet_hours") or ():
        lines.append({"icon": "moon-star", "words": _quiet_words(row)})
    for row in document.get("exclusions") or ():
        said = _(
            "Nothing is sent if: %(condition)s",
            condition=words.condition(row.get("when"), names),
        )
        if row.get("except"):
            excepted = words.listing([words.quoted(names.scenario(key)) for key in row["except"]])
            said = _("%(rule)s, except by %(scenarios)s", rule=said, scenarios=excepted)
        lines.append({"icon": "ban", "words": said})
    if document.get("score"):
        threshold = words.number(document["score"].get("threshold"), 1)
        lines.append(
            {"icon": "scale", "words": _("Pressure score of at most %(threshold)s", threshold=threshold)}
        )
    return lines


def named(shown: Fields) -> dict[str, list[str]]:
    """What the rows name, by kind: events, attributes, segments, scenarios, countries."""
    rows = [*shown["caps"], *shown["gaps"], *shown["exclusions"]]
    found = {
        kind: [row[kind] for row in shown["exclusions"] if row[kind]]
        for kind in ("event", "attribute", "segment")
    }
    found["scenario"] = [key for row in rows for key in (*row.get("scenarios", ()), *row.get("except", ()))]
    found["country"] = [row["holidays"] for row in shown["quiet"] if row["holidays"]]
    return found


def duration_fields(value: object) -> Fields:
    """A duration as a count and a unit: the one it is written in, else the largest that says it exactly."""
    try:
        duration = Duration.parse(str(value))
    except ValueError:
        return {"count": "", "unit": "D"}
    if duration.months:
        return {"count": duration.months, "unit": "months"}
    written = _SIMPLE.fullmatch(str(value))
    if written:
        return {"count": int(written[2] or written[4]), "unit": written[3] or written[5]}
    for unit, size in (("D", DAY), ("H", HOUR), ("M", 1)):
        if duration.minutes % size == 0:
            return {"count": duration.minutes // size, "unit": unit}
    return {"count": "", "unit": "D"}


def _scope_fields(row: Wire) -> Fields:
    return {key: list(row.get(key) or ()) for key in ("channels", "categories", "scenarios")}


def _cap_fields(row: Wire) -> Fields:
    varies = isinstance(row.get("max"), Mapping)
    calendar = row.get("kind") == "calendar"
    return {
        "id": row.get("id", ""),
        "max": "" if varies else row.get("max", ""),
        "varies": words.maximum(row["max"]) if varies else "",
        "kind": str(row.get("per")) if calendar else "rolling",
        "per": duration_fields("P7D" if calendar else row.get("per")),
        "kept": json.dumps({"max": row["max"]}) if varies else "",
        **_scope_fields(row),
    }


def _gap_fields(row: Wire) -> Fields:
    return {
        "id": row.get("id", ""),
        "min": duration_fields(row.get("min")),
        "after": list(row.get("after") or ()),
        "kept": json.dumps({"max": row["max"]}) if isinstance(row.get("max"), Mapping) else "",
        **_scope_fields(row),
    }


def _quiet_fields(row: Wire) -> Fields:
    by_day = spans_by_day(row.get("allow") or {})
    return {
        "channels": list(row.get("channels") or ()),
        "allow": {day: ", ".join(by_day[day]) for day in DAYS},
        "holidays": row.get("holidays") or "",
        "categories": list(row.get("categories") or ()),
        "picture": _picture(by_day) if any(by_day.values()) else None,
    }


def _quiet_words(row: Wire) -> str:
    allowed = "; ".join(
        f"{words.weekdays(str(days))} {words.listing([str(span).replace('-', '–') for span in spans])}"
        for days, spans in (row.get("allow") or {}).items()
    )
    said = _(
        "%(channels)s: %(hours)s", channels=words.capital(words.channels(row.get("channels"))), hours=allowed
    )
    return said + (_(", not on public holidays") if row.get("holidays") else "")


def spans_by_day(allow: Wire) -> dict[str, list[str]]:
    """Allowed spans by weekday, ranges such as ``mon-fri`` spread out."""
    by_day: dict[str, list[str]] = {day: [] for day in DAYS}
    for key, spans in allow.items():
        first, _dash, last = str(key).partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            continue
        start, end = DAYS.index(first), DAYS.index(last or first)
        reach = range(start, end + 1) if start <= end else [*range(start, 7), *range(end + 1)]
        for index in reach:
            by_day[DAYS[index]] += [str(span) for span in spans]
    return by_day


def _picture(by_day: Mapping[str, Sequence[str]]) -> Fields:
    """The week as bars, 20 units an hour; a span that crosses midnight goes on the next day."""
    spans: dict[str, list[tuple[float, float]]] = {day: [] for day in DAYS}
    for index, day in enumerate(DAYS):
        for span in by_day[day]:
            match = _SPAN.fullmatch(span)
            if not match:
                continue
            from_hour, from_minute, to_hour, to_minute = (int(part) for part in match.groups())
            start, end = from_hour + from_minute / 60, to_hour + to_minute / 60
            if end > start:
                spans[day].append((start * 20, (end - start) * 20))
            else:
                spans[day].append((start * 20, (24 - start) * 20))
                if end:
                    spans[DAYS[(index + 1) % 7]].append((0, end * 20))
    names = words.day_names()
    return {
        "words": _("Allowed hours of the week"),
        "days": [{"name": names[day][:3], "spans": spans[day]} for day in DAYS],
    }


def _exclusion_fields(row: Wire, names: words.Names) -> Fields:
    when = row.get("when") or {}
    shown: Fields = {
        "id": row.get("id", ""),
        "how": "did",
        "event": "",
        "within": duration_fields("P3M"),
        "attribute": "",
        "value": "",
        "segment": "",
        "except": list(row.get("except") or ()),
        "categories": list(row.get("categories") or ()),
        "kept": "",
        "words": words.condition(when, names) if when else "",
    }
    match when:
        case {"did": {"event": str(event), "within": within, **rest}} if not rest and len(when) == 1:
            shown |= {"event": event, "within": duration_fields(within)}
        case {"eq": [str(attribute), value]} if len(when) == 1:
            said = {True: "true", False: "false"}[value] if isinstance(value, bool) else value
            shown |= {"how": "attribute", "attribute": attribute, "value": said}
        case {"in_segment": str(segment)} if len(when) == 1:
            shown |= {"how": "segment", "segment": segment}
        case _ if when:
            shown |= {"how": "kept", "kept": json.dumps(when)}
    return shown


def _score_fields(score: Wire | None) -> Fields:
    score = score or {}
    decay = score.get("decay") or {"half_life": "P7D"}
    kind = next(iter(decay), "half_life")
    steps = [{"time": duration_fields(age), "factor": factor} for age, factor in decay.get("steps") or ()]
    steps += [{"time": {"count": "", "unit": "D"}, "factor": ""}] * (STEPS - len(steps))
    weights = score.get("weights") or {}
    return {
        "on": bool(score),
        "threshold": score.get("threshold", ""),
        "decay": kind,
        "time": duration_fields(decay.get(kind) if kind != "steps" else "P7D"),
        "steps": steps,
        "reading": score.get("reading", "product"),
        "weights": [
            (
                channel.value,
                words.channel(channel.value),
                weights.get(channel.value, ""),
                _plain(DEFAULT_WEIGHTS[channel]),
            )
            for channel in Channel
        ],
    }


def _category_fields(stored: Wire) -> list[Fields]:
    shown = []
    for category in Category:
        usual = DEFAULT_CATEGORIES[category]
        row = stored.get(category.value) or {}
        shown.append(
            {
                "key": category.value,
                "label": words.category(category.value),
                "subject": row.get("subject", usual.subject),
                "counts": row.get("counts", usual.counts),
            }
        )
    return shown


# ── Fields to document ──────────────────────────────────────────────────────────────────────────────────


def document(form: MultiDict[str, str], before: Wire) -> tuple[dict[str, Any], list[str]]:
    """The policy document that the fields say, and what cannot be read in them.

    ``before`` gives the types of attributes' values and whatever the page does not know.
    """
    reader = _Reader(form)
    made: dict[str, Any] = {key: value for key, value in before.items() if key not in _OWN}
    made["format"] = "policy/1"
    made["timezone"] = form.get("timezone", "").strip() or "Europe/Paris"
    made["caps"] = [reader.cap(f"caps.{index}") for index in reader.rows("caps")]
    made["gaps"] = [reader.gap(f"gaps.{index}") for index in reader.rows("gaps")]
    made["exclusions"] = [reader.exclusion(f"exclusions.{index}") for index in reader.rows("exclusions")]
    made["quiet_hours"] = [reader.quiet(f"quiet.{index}") for index in reader.rows("quiet")]
    made["categories"] = {
        category.value: {
            "subject": f"categories.{category.value}.subject" in form,
            "counts": f"categories.{category.value}.counts" in form,
        }
        for category in Category
    }
    made["unit"] = form.get("unit", "contact")
    controls = {
        key: value / 100
        for key in ("global", "per_scenario")
        if (value := reader.number(f"controls.{key}", 0.0))
    }
    optional: dict[str, Any] = {
        "score": reader.score() if "score.on" in form else None,
        "controls": controls,
        "pooling": {
            "at": form.get("pooling.at", "08:00"),
            "categories": form.getlist("pooling.categories") or ["commercial"],
        }
        if "pooling.on" in form
        else None,
        "reserve": reader.duration("reserve", _("Look ahead")) if "reserve.on" in form else None,
        "protect": reader.protect([row["id"] for row in made["caps"] if row.get("id")]),
    }
    made |= {key: value for key, value in optional.items() if value}
    for key in ("caps", "gaps", "exclusions", "quiet_hours"):
        if not made[key]:
            del made[key]
    return _as_written(made, before), reader.faults


def _as_written(made: dict[str, Any], before: Wire) -> dict[str, Any]:
    """The document in the words it was written in: what shows the same fields as before stays as it stood."""
    names = words.Names()
    shown, stood = fields(made, names), fields(before, names)
    rows = {"caps": "caps", "gaps": "gaps", "exclusions": "exclusions", "quiet_hours": "quiet"}
    for key in _OWN - {"format", *rows}:
        if key == "protect":
            same = made.get(key, {}) == (before.get(key) or {})
        else:
            same = shown[key] == stood[key]
        if same:
            made.pop(key, None)
            if key in before:
                made[key] = before[key]
    for key, field in rows.items():
        if shown[field] == stood[field]:
            made.pop(key, None)
            if key in before:
                made[key] = before[key]
            continue
        kept = list(zip(stood[field], before.get(key) or (), strict=True))
        made[key] = [
            _row_as_written(row, now, kept) for row, now in zip(made.get(key, ()), shown[field], strict=True)
        ]
        if not made[key]:
            del made[key]
    return {key: made[key] for key in (*before, *made) if key in made}


def _row_as_written(row: dict[str, Any], now: Fields, kept: Sequence[tuple[Fields, Wire]]) -> Any:
    """A rule as it stood if it shows the same fields; of a changed one, the times that are the same."""
    for stood, before in kept:
        if now == stood:
            return before
    for stood, before in kept:
        if row.get("id") and row["id"] == before.get("id"):
            for time in ("per", "min"):
                if time in row and time in before and now[time] == stood[time]:
                    row[time] = before[time]
    return row


_OWN = frozenset(
    {
        "format",
        "timezone",
        "caps",
        "gaps",
        "score",
        "exclusions",
        "quiet_hours",
        "categories",
        "controls",
        "unit",
        "pooling",
        "reserve",
        "protect",
    }
)


class _Reader:
    """Reads the fields one by one and keeps what cannot be read."""

    def __init__(self, form: MultiDict[str, str]) -> None:
        self.form = form
        self.faults: list[str] = []
        self._ids: set[str] = set()

    def rows(self, section: str) -> list[str]:
        """The indices of a section's rows, in the order of the page."""
        found = (
            name.split(".")[1]
            for name in self.form
            if name.startswith(section + ".") and name.count(".") >= 2
        )
        return list(dict.fromkeys(found))

    def number(self, name: str, default: float) -> float:
        text = self.form.get(name, "").strip().replace(",", ".")
        if not text:
            return default
        try:
            value = float(text)
        except ValueError:
            self.faults.append(_("“%(text)s” is not a number; write one such as 2 or 0.5.", text=text))
            return default
        if value < 0 or value != value or value in (float("inf"),):
            self.faults.append(_("“%(text)s” is below zero; write zero or more.", text=text))
            return default
        return int(value) if value == int(value) else value

    def duration(self, name: str, what: str) -> str:
        text, unit = self.form.get(name + ".count", "").strip(), self.form.get(name + ".unit", "D")
        if not text.isascii() or not text.isdigit() or int(text) == 0:
            self.faults.append(_("%(what)s: write a whole number above zero and choose its unit.", what=what))
            return "P1D"
        # As it was chosen: whoever writes 48 hours finds 48 hours again.
        return _WRITTEN.get(unit, "P{}D").format(int(text))

    def key(self, name: str, guess: str) -> str:
        """The key of a rule; an empty one is made from what the rule says, and never twice the same."""
        key = re.sub(r"[^a-z0-9]+", "-", self.form.get(name, "").strip().lower()).strip("-") or guess
        free, count = key, 2
        while free in self._ids:
            free, count = f"{key}-{count}", count + 1
        self._ids.add(free)
        return free

    def scope(self, name: str) -> dict[str, Any]:
        chosen = {key: self.form.getlist(f"{name}.{key}") for key in ("channels", "categories", "scenarios")}
        return {key: values for key, values in chosen.items() if values}

    def kept(self, name: str) -> Any:
        text = self.form.get(name + ".kept", "")
        try:
            return json.loads(text) if text else None
        except ValueError:
            self.faults.append(_("A rule of this page came back damaged; load the page again."))
            return None

    def cap(self, name: str) -> dict[str, Any]:
        kept, kind, scope = self.kept(name), self.form.get(name + ".kind", "rolling"), self.scope(name)
        channels = "-".join(scope.get("channels", ["all"]))
        if kind == "rolling":
            time: dict[str, Any] = {"per": self.duration(name + ".per", _("Time of a cap"))}
        else:
            time = {"per": kind, "kind": "calendar"}
        most = kept["max"] if isinstance(kept, dict) and "max" in kept else self.number(name + ".max", 1)
        guess = f"{str(time['per']).lower()}-{channels}"
        return {"id": self.key(name + ".id", guess), "max": most, **time, **scope}

    def gap(self, name: str) -> dict[str, Any]:
        kept, least = self.kept(name), self.duration(name + ".min", _("Time of a gap"))
        after = self.form.getlist(name + ".after")
        row: dict[str, Any] = {"id": self.key(name + ".id", f"gap-{least.lower()}"), "min": least}
        if after:
            row["after"] = after
        if isinstance(kept, dict) and "max" in kept:
            row["max"] = kept["max"]
        return row | self.scope(name)

    def exclusion(self, name: str) -> dict[str, Any]:
        how = self.form.get(name + ".how", "did")
        when: Any = None
        if how == "did" and self.form.get(name + ".event"):
            within = self.duration(name + ".within", _("Look-back of an exclusion"))
            when = {"did": {"event": self.form[name + ".event"], "within": within}}
        elif how == "attribute" and self.form.get(name + ".attribute"):
            when = {"eq": [self.form[name + ".attribute"], _literal(self.form.get(name + ".value", ""))]}
        elif how == "segment" and self.form.get(name + ".segment"):
            when = {"in_segment": self.form[name + ".segment"]}
        elif how == "kept":
            when = self.kept(name)
        if when is None:
            self.faults.append(_("An exclusion says of nobody: choose an event, an attribute or a segment."))
            when = {"any": []}
        row: dict[str, Any] = {"id": self.key(name + ".id", "exclusion"), "when": when}
        if excepted := self.form.getlist(name + ".except"):
            row["except"] = excepted
        if categories := self.form.getlist(name + ".categories"):
            row["categories"] = categories
        return row

    def quiet(self, name: str) -> dict[str, Any]:
        channels = self.form.getlist(name + ".channels")
        if not channels:
            self.faults.append(_("Hours without a channel rule nothing: choose at least one."))
        by_day = {day: self.spans(self.form.get(f"{name}.allow.{day}", "")) for day in DAYS}
        row: dict[str, Any] = {"channels": channels, "allow": _folded(by_day)}
        if country := self.form.get(name + ".holidays"):
            row["holidays"] = country
        if categories := self.form.getlist(name + ".categories"):
            row["categories"] = categories
        return row

    def spans(self, text: str) -> list[str]:
        spans = []
        for part in filter(None, (part.strip() for part in re.split(r"[,;]", text))):
            match = _SPAN.fullmatch(part)
            if not match or not _is_time(match[1], match[2]) or not _is_time(match[3], match[4], end=True):
                self.faults.append(_("“%(text)s” is not a span of hours; write 08:00-20:00.", text=part))
                continue
            spans.append(f"{int(match[1]):02}:{match[2]}-{int(match[3]):02}:{match[4]}")
        return spans

    def score(self) -> dict[str, Any]:
        if not self.form.get("score.threshold", "").strip():
            self.faults.append(
                _("The pressure score is in force without a threshold; write one, such as 20.")
            )
        kind = self.form.get("score.decay", "half_life")
        if kind == "steps":
            decay: dict[str, Any] = {
                "steps": [
                    [
                        self.duration(f"score.steps.{index}", _("Age of a step")),
                        self.number(f"score.steps.{index}.factor", 0),
                    ]
                    for index in range(STEPS)
                    if self.form.get(f"score.steps.{index}.count", "").strip()
                ]
            }
        else:
            decay = {kind: self.duration("score.time", _("Time of the score"))}
        score: dict[str, Any] = {"threshold": self.number("score.threshold", 0), "decay": decay}
        weights = {
            channel.value: self.number(f"score.weights.{channel.value}", 0)
            for channel in Channel
            if self.form.get(f"score.weights.{channel.value}", "").strip()
        }
        if weights:
            score["weights"] = weights
        if self.form.get("score.reading") == "sum":
            score["reading"] = "sum"
        return score

    def protect(self, caps: Sequence[str]) -> dict[str, dict[str, int]]:
        kept: dict[str, dict[str, int]] = {}
        for cap in caps:
            slots = {
                category.value: int(count)
                for category in Category
                if (count := self.number(f"protect.{cap}.{category.value}", 0))
            }
            if slots:
                kept[cap] = slots
        return kept


def _literal(text: str) -> bool | int | float | str:
    """A typed value: yes and no, a number, else the text itself."""
    stripped = text.strip()
    if stripped.lower() in {"true", "oui", "yes"}:
        return True
    if stripped.lower() in {"false", "non", "no"}:
        return False
    try:
        return int(stripped)
    except ValueError:
        pass
    try:
        value = float(stripped.replace(",", "."))
    except ValueError:
        return stripped
    return value if value == value and abs(value) != float("inf") else stripped


def _folded(by_day: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Days of equal hours that follow each other written as a range: ``mon-fri``."""
    folded: dict[str, list[str]] = {}
    index = 0
    while index < len(DAYS):
        spans, end = by_day[DAYS[index]], index
        while end + 1 < len(DAYS) and by_day[DAYS[end + 1]] == spans:
            end += 1
        if spans:
            folded[DAYS[index] if end == index else f"{DAYS[index]}-{DAYS[end]}"] = list(spans)
        index = end + 1
    return folded


def _is_time(hour: str, minute: str, *, end: bool = False) -> bool:
    return int(minute) < 60 and (int(hour) < 24 or (end and int(hour) == 24 and int(minute) == 0))


def _plain(value: float) -> int | float:
    """A figure without a needless decimal: 5, 2.5."""
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


#: The channels a rule may name: those that send, and those only seen in history.
CHANNELS = tuple(channel.value for channel in SENDING)
SEEN_CHANNELS = tuple(channel.value for channel in Channel)
