"""The relational kit: the sheet, with a brief and the content of each message, and what others do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from designer.analysis.phrases import condition
from designer.analysis.speech import capital
from designer.analysis.summary import when_blocked
from designer.analysis.voice import typeset
from designer.analysis.wording import parsed
from designer.domain import sms
from designer.domain.message import PARTS
from designer.domain.text import LANGUAGES, say
from designer.reports.drawing import Drawing, Step, read
from designer.reports.handouts import copywriting
from designer.reports.handouts.blocks import (
    Block,
    Column,
    Facts,
    Handout,
    Letter,
    Paragraph,
    Rich,
    Run,
    Subtitle,
    Table,
    clean,
    plain,
    quiet,
)
from designer.reports.handouts.occasion import Alike
from designer.reports.handouts.reading import Wire, items, mapping, rows, word
from designer.reports.handouts.sheet import (
    data,
    essentials,
    frame,
    handout,
    measures,
    metric,
    one_after_another,
    picture,
    production,
    told,
)
from designer.reports.handouts.telling import NOTHING, Telling

#: Channels whose words are laid out, from Markdown.
_LAID_OUT: Final = ("email", "mail")


def kit(telling: Telling) -> Handout:
    """The kit of a scenario, complete or not."""
    parts = (
        ("essentials", essentials(telling)),
        ("picture", picture(telling)),
        ("told", told(telling)),
        ("messages", tuple(_messages(telling))),
        ("benchmark", tuple(_benchmark(telling))),
        ("production.kit", (*production(telling), *_to_write(telling))),
        ("measures.kit", measures(telling)),
        ("data", data(telling)),
        ("frame", frame(telling)),
    )
    return replace(handout(telling, "label.kit", parts), contents=True)


# ── Messages ────────────────────────────────────────────────────────────────────────────────────────────


def _messages(telling: Telling) -> Iterator[Block]:
    labels = telling.labels
    if not telling.messages:
        yield Paragraph(words=quiet(labels("message.none")), look="quiet")
        return
    if any(_fields(template) for _, step in telling.messages if (template := telling.template(step))):
        yield Paragraph(words=quiet(labels("content.fields")), look="quiet")
    common = tuple((label, said) for label, said in _common(telling) if said)
    if common:
        yield Subtitle(text=labels("brief.common"))
        yield Facts(rows=common)
    for time, step in telling.messages:
        name = telling.message(step) or labels("state.blank")
        yield Subtitle(text=clean(f"{time} · {telling.wording.channel(step)} · {name}"))
        yield Subtitle(text=labels("brief"), level=3)
        yield Facts(rows=tuple((label, said) for label, said in _brief(telling, step) if said))
        yield Subtitle(text=labels("content"), level=3)
        yield from _content(telling, step)


def _common(telling: Telling) -> Iterator[tuple[str, Rich]]:
    """What every message of the scenario is for."""
    labels, sheet, content = telling.labels, telling.sheet, mapping(telling.sheet.get("content"))
    segments = telling.listed(telling.say.segment(key) for key in map(word, items(sheet.get("segments"))))
    yield labels("brief.whom"), plain(segments)
    role = telling.dotted(telling.label(sheet.get(key)) for key in ("objective", "lever"))
    yield labels("brief.role"), plain(role)
    yield labels("theme"), telling.rich(content.get("theme"))
    yield labels("offer"), telling.rich(content.get("offer"))


def _brief(telling: Telling, step: Step) -> Iterator[tuple[str, Rich]]:
    labels, template = telling.labels, telling.template(step)
    place = [telling.wording.day(step.id) or labels("message.path")]
    if step.id in telling.numbers:
        place.append(labels("brief.step", number=telling.numbers[step.id]))
    yield labels("brief.place"), plain(capital(", ".join(place)))
    class_ = mapping(telling.document.get("priority")).get("class") or "commercial"
    yield labels("brief.nature"), plain(telling.label(step.wire.get("category") or class_))
    yield labels("message.channel"), plain(telling.channel(step))
    blocked = typeset(when_blocked(step.wire, telling.voice), telling.say.language)
    yield labels("brief.blocked"), plain(blocked)
    yield labels("brief.action"), plain(telling.text(mapping(mapping(template).get("cta")).get("label")))
    yield labels("brief.fields"), _named_fields(telling, template)
    yield labels("brief.length"), plain(_length(telling, step, template))
    variants = [*rows(mapping(template).get("variants"))]
    yield labels("brief.versions"), plain(str(len(variants)) if variants else "")
    yield labels("brief.state"), plain(writing(telling, step))


def _texts(template: Wire) -> Iterator[str]:
    """Every text of a template, in every language, its variants' too."""
    for words in (template, *rows(template.get("variants"))):
        for part in (*(words.get(part) for part in PARTS), *mapping(words.get("cta")).values()):
            if isinstance(part, str):
                yield part
            else:
                yield from (text for text in mapping(part).values() if isinstance(text, str))


def _fields(template: Wire) -> list[str]:
    return [*dict.fromkeys(field for text in _texts(template) for field in parsed(text).fields)]


def _named_fields(telling: Telling, template: Wire | None) -> Rich:
    found: list[Rich] = [
        telling.named(field.removeprefix("contact.")) for field in _fields(mapping(template))
    ]
    return one_after_another(found)


def _length(telling: Telling, step: Step, template: Wire | None) -> str:
    """How many text messages a text message is paid as; nothing where each contact reads another length."""
    text = say(_text(mapping(template).get("text")), telling.say.language)
    if word(step.wire.get("channel")) != "sms" or not text or parsed(text).fields:
        return ""
    measured = sms.measure(text)
    single = measured.parts < 2
    return telling.dotted(
        [
            telling.labels("sms.units", count=measured.units),
            telling.labels(f"sms.parts.{'one' if single else 'other'}", count=measured.parts),
        ]
    )


def _text(value: object) -> str | Mapping[str, str]:
    """A text of a document, empty where it is none."""
    if isinstance(value, str):
        return value
    return {key: text for key, text in mapping(value).items() if isinstance(text, str)}


def writing(telling: Telling, step: Step) -> str:
    """How far the words of a message are written."""
    labels, key, template = telling.labels, word(step.wire.get("template")), telling.template(step)
    if not key:
        return labels("state.blank")
    if template is None:
        return labels("state.unknown", key=key)
    main = _text(template.get("body")) or _text(template.get("text"))
    if isinstance(main, str):
        return labels("state.written") if main.strip() else labels("state.empty")
    spoken = [labels(f"language.{one}") for one in LANGUAGES if main.get(one, "").strip()]
    return labels("state.languages", languages=telling.listed(spoken)) if spoken else labels("state.empty")


def _content(telling: Telling, step: Step) -> Iterator[Block]:
    labels, template = telling.labels, telling.template(step)
    written = [*_worded(telling, step, template)] if template is not None else []
    if not written:
        yield Paragraph(words=quiet(labels("content.missing")), look="quiet")
        return
    yield from written
    for variant in rows(mapping(template).get("variants")):
        name = telling.text(variant.get("name")) or word(variant.get("key"))
        asked = condition(variant.get("when"), telling.say)
        title = labels("content.variant", name=telling.quoted(name), condition=asked)
        yield Subtitle(text=clean(title), level=3)
        yield from _worded(telling, step, variant)


def _worded(telling: Telling, step: Step, words: Wire) -> Iterator[Block]:
    """The words of a template or of a variant: its heads as facts, then what is read."""
    labels, language = telling.labels, telling.say.language

    def line(value: object) -> Rich:
        return copywriting.line(say(_text(value), language), language)

    cta = mapping(words.get("cta"))
    action = line(cta.get("label"))
    if action and word(cta.get("url")):
        address = copywriting.line(word(cta.get("url")), "en")
        action = (*action, Run(text="\n"), *(_quietly(run) for run in address))
    heads = (
        ("content.sender", line(words.get("sender"))),
        ("content.subject", tuple(replace(run, bold=True) for run in line(words.get("subject")))),
        ("content.preheader", line(words.get("preheader"))),
    )
    facts = tuple((labels(key), said) for key, said in heads if said)
    if facts:
        yield Facts(rows=facts)
    body, text = (say(_text(words.get(part)), language) for part in ("body", "text"))
    laid_out = word(step.wire.get("channel")) in _LAID_OUT
    said = [*copywriting.markdown(body, language)]
    plainly = [*copywriting.lines(text, language)]
    both = [*said, *plainly] if laid_out else [*plainly, *said]
    if both:
        yield Letter(blocks=tuple(both))
    if action:
        yield Facts(rows=((labels("content.action"), action),))


def _quietly(run: Run) -> Run:
    return replace(run, tint="quiet") if run.tint == "plain" else run


# ── What others do ──────────────────────────────────────────────────────────────────────────────────────


def _benchmark(telling: Telling) -> Iterator[Block]:
    labels = telling.labels
    figures = [kpi for kpi in rows(telling.sheet.get("kpis")) if kpi.get("benchmark") is not None]
    if figures:
        yield Subtitle(text=labels("benchmark.figures"))
        yield Table(
            columns=(
                Column(title=labels("kpi.metric"), share=3),
                Column(title=labels("kpi.target"), share=1, figures=True),
                Column(title=labels("kpi.benchmark"), share=1.4, figures=True),
                Column(title=labels("kpi.source"), share=4.5),
            ),
            rows=tuple(
                (
                    plain(metric(telling, kpi)),
                    telling.cell(telling.figure(word(kpi.get("metric")), kpi.get("target"))),
                    telling.cell(telling.figure(word(kpi.get("metric")), kpi.get("benchmark"))),
                    telling.cell(telling.text(kpi.get("source"))),
                )
                for kpi in figures
            ),
        )
    if telling.occasion.alike:
        yield Subtitle(text=labels("benchmark.alike"))
        yield Table(
            columns=(
                Column(title=labels("benchmark.scenario"), share=2.4),
                Column(title=labels("benchmark.does"), share=5),
                Column(title=labels("benchmark.how"), share=1.8),
                Column(title=labels("benchmark.targets"), share=2.8),
            ),
            rows=tuple(_alike(telling, one) for one in telling.occasion.alike),
        )
    if not figures and not telling.occasion.alike:
        yield Paragraph(words=quiet(labels("benchmark.none")), look="quiet")


def _alike(telling: Telling, one: Alike) -> tuple[Rich, ...]:
    drawn: Drawing = read(one.document)
    other = Telling(drawn, telling.say, telling.occasion)
    targets = []
    for kpi in rows(other.sheet.get("kpis")):
        name = word(kpi.get("metric"))
        target, mark = (other.figure(name, kpi.get(key)) for key in ("target", "benchmark"))
        mark = telling.labels("benchmark.of", figure=mark) if mark else ""
        figures = ", ".join(part for part in (target, mark) if part)
        targets.append(" ".join(part for part in (metric(other, kpi), figures) if part))
    pack = telling.text(one.pack)
    return (
        (*plain(other.wording.heading), *((Run(text="\n"), *quiet(pack)) if pack else ())),
        telling.cell(other.text(other.sheet.get("description"))),
        telling.cell(other.channels()),
        telling.cell("\n".join(targets)),
    )


# ── Deliverables ────────────────────────────────────────────────────────────────────────────────────────


def _to_write(telling: Telling) -> Iterator[Block]:
    """The messages of the drawing as what is to be written, and how far each is."""
    labels = telling.labels
    if not telling.messages:
        return
    yield Subtitle(text=labels("deliverable.messages"))
    yield Table(
        columns=(
            Column(title=labels("message.time"), share=0.9),
            Column(title=labels("deliverable.name"), share=4),
            Column(title=labels("deliverable.channel"), share=1.8),
            Column(title=labels("deliverable.status"), share=3),
        ),
        rows=tuple(
            (
                plain(time),
                plain(telling.message(step)) or quiet(NOTHING),
                plain(telling.wording.channel(step)),
                plain(writing(telling, step)),
            )
            for time, step in telling.messages
        ),
    )
