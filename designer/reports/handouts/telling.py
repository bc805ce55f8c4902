"""What the sections of hand-outs share: one scenario, read once, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from babel.dates import format_date

from designer.analysis import metrics, phrases
from designer.analysis.speech import NBSP, Speech, capital
from designer.analysis.summary import Section as Told
from designer.analysis.summary import summary
from designer.analysis.voice import Voice
from designer.reports.drawing import Drawing, Step
from designer.reports.handouts.blocks import Rich, Run, clean, plain, quiet
from designer.reports.handouts.labels import Labels
from designer.reports.handouts.occasion import Occasion
from designer.reports.handouts.reading import Wire, items, mapping, number, rows, word
from designer.reports.wording import Wording

#: What stands in a cell that has nothing to say.
NOTHING: Final = "–"


class Telling:
    """One scenario, its words and its occasion."""

    def __init__(self, drawing: Drawing, say: Speech, occasion: Occasion) -> None:
        self.drawing, self.say, self.occasion = drawing, say, occasion
        self.labels = Labels(say.language)
        self.voice = Voice(language=say.language, names=say.names)
        self.wording = Wording(drawing, say)
        self.document: Wire = drawing.document
        self.sheet = mapping(self.document.get("sheet"))

    @cached_property
    def told(self) -> Mapping[str, Told]:
        """The scenario in plain words, by part."""
        return {part.key: part for part in summary(self.document, self.say.names).sections}

    @cached_property
    def messages(self) -> tuple[tuple[str, Step], ...]:
        """T1, T2… and their steps."""
        return tuple((time, self.drawing.steps[id_]) for id_, time in self.drawing.times.items())

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each step in the plain words."""
        return {
            line.node: line.number
            for key in ("steps", "loose")
            if key in self.told
            for line in self.told[key].lines
            if line.node is not None and line.number is not None
        }

    # ── Texts and figures ───────────────────────────────────────────────────────────────────────────────

    def text(self, value: object) -> str:
        """A text of the document in the language; figures as they are written."""
        return self.say.text(value).strip() if not isinstance(value, int | float) else word(value)

    def rich(self, value: object) -> Rich:
        """A text, nothing where there is none."""
        return plain(self.text(value))

    def cell(self, words: str) -> Rich:
        """Words of a table, a dash where there are none."""
        return plain(words) or quiet(NOTHING)

    def listed(self, words: Iterable[str]) -> str:
        """Words one after the other, each once, as a sentence lists them."""
        return self.say.listing([word for word in dict.fromkeys(words) if word])

    def dotted(self, words: Iterable[str]) -> str:
        """Words one beside the other."""
        return " · ".join(word for word in words if word)

    def label(self, value: object) -> str:
        """A word of a closed set."""
        return self.voice.label(value) if word(value) else ""

    def named(self, key: object) -> Rich:
        """An event or an attribute by its name, with its key where that is another word."""
        raw = word(key)
        known = self.say.event(raw)
        name = known if known != raw else self.say.attribute(raw)
        if not raw or name == raw:
            return plain(raw)
        return (*plain(capital(name)), Run(text=f" {clean(raw)}", tint="quiet"))

    def duration(self, value: object) -> str:
        """A duration in words, nothing where there is none."""
        return self.say.duration(value) if isinstance(value, str) and value else ""

    def latency(self, value: object) -> str:
        """How late a datum comes."""
        written = word(value)
        if written == "realtime":
            return self.labels("latency.realtime")
        length = self.duration(written)
        return self.labels("latency.within", length=length) if length != written else written

    def figure(self, metric: str, value: object) -> str:
        """A measure's figure: a rate as a percentage."""
        found = number(value)
        if found is None:
            return ""
        return self.percent(found) if metrics.is_rate(metric) else self.say.number(found)

    def percent(self, fraction: float) -> str:
        """A fraction of one as a percentage."""
        return self.say.number(fraction * 100) + (f"{NBSP}%" if self.say.language == "fr" else "%")

    def yes_no(self, value: object) -> str:
        """A truth in words."""
        return self.labels("yes" if value else "no") if isinstance(value, bool) else ""

    def day(self) -> str:
        """The day of the occasion, written out."""
        if self.occasion.on is None:
            return ""
        locale = "fr_FR" if self.say.language == "fr" else "en_GB"
        return format_date(self.occasion.on, "long", locale=locale)

    def quoted(self, words: str) -> str:
        """Words between the language's quotation marks."""
        said = self.voice.quoted(words)
        return said.replace("« ", f"«{NBSP}").replace(" »", f"{NBSP}»")

    # ── Parts of the scenario ───────────────────────────────────────────────────────────────────────────

    def channel(self, step: Step) -> str:
        """A message's channel, and those it falls back on."""
        spare = []
        if step.wire.get("if_blocked") == "fallback":
            spare = [phrases.channel(str(one), self.say) for one in items(step.wire.get("fallback"))]
        return self.dotted([self.wording.channel(step), *spare])

    def channels(self) -> str:
        """The channels of the messages, in the order of these."""
        used = [channel for _, step in self.messages for channel in self.channel(step).split(" · ")]
        return ", ".join(dict.fromkeys(used))

    def template(self, step: Step) -> Wire | None:
        """The content of a message as it is written, where the workspace has it."""
        found = self.occasion.templates.get(word(step.wire.get("template")))
        return mapping(found) if found is not None else None

    def message(self, step: Step) -> str:
        """A message by the name of its template."""
        key = word(step.wire.get("template"))
        if not key:
            return ""
        return self.say.text(mapping(self.template(step)).get("name")) or self.say.template(key)

    def deliverables(self) -> tuple[Wire, ...]:
        """What the sheet asks to produce."""
        return tuple(rows(self.sheet.get("deliverables")))
