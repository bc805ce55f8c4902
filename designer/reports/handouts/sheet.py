"""The *fiche scénario*: what a scenario is, on a few pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from designer.analysis import metrics
from designer.analysis.moments import moment as moment_name
from designer.analysis.phrases import condition
from designer.analysis.speech import capital
from designer.analysis.stated import channels_named, numbers_named
from designer.analysis.summary import Section as Told
from designer.domain.words import LABELS
from designer.reports import building
from designer.reports.handouts.blocks import (
    Block,
    Column,
    Facts,
    Handout,
    Item,
    Items,
    Paragraph,
    Picture,
    Rich,
    Run,
    Section,
    Subtitle,
    Table,
    clean,
    plain,
    quiet,
)
from designer.reports.handouts.reading import Wire, items, mapping, number, rows, word
from designer.reports.handouts.telling import NOTHING, Telling

#: Rates that are expected of a message, in the order of its life.
_RATES: Final = ("delivered", "opened", "clicked", "replied", "converted", "unsubscribed")
#: How much of a text that has no subject stands in its place.
_OPENING: Final = 120
#: How many levels a list is indented at most.
_DEEPEST: Final = 8


def sheet(telling: Telling) -> Handout:
    """The sheet of a scenario, complete or not."""
    parts = (
        ("essentials", essentials(telling)),
        ("messages", tuple(_messages(telling))),
        ("measures", measures(telling)),
        ("picture", picture(telling)),
        ("told", told(telling)),
        ("data", data(telling)),
        ("production", production(telling)),
        ("frame", frame(telling)),
    )
    return handout(telling, "label.sheet", parts)


def handout(telling: Telling, label: str, parts: tuple[tuple[str, tuple[Block, ...]], ...]) -> Handout:
    """A document of these parts, under its cover line; parts without anything are left out."""
    labels = telling.labels
    written = [(key, blocks) for key, blocks in parts if blocks]
    return Handout(
        language=telling.say.language,
        label=labels(label),
        title=clean(telling.wording.heading),
        lead=clean(telling.text(telling.sheet.get("description"))),
        cover=telling.dotted([clean(telling.occasion.workspace), telling.day()]),
        strip=_strip(telling),
        gaps=_gaps(telling),
        sections=tuple(
            Section(number=index, title=labels(key), blocks=blocks)
            for index, (key, blocks) in enumerate(written, start=1)
        ),
    )


def _strip(telling: Telling) -> tuple[tuple[str, str], ...]:
    labels, days = telling.labels, number(telling.sheet.get("effort_days"))
    return (
        (labels("objective"), telling.label(telling.sheet.get("objective")) or NOTHING),
        (labels("channels"), telling.channels() or NOTHING),
        (labels("times"), str(len(telling.messages))),
        (labels("effort"), labels("effort.days", count=telling.say.number(days)) if days else NOTHING),
    )


# ── What it is ──────────────────────────────────────────────────────────────────────────────────────────


def _essentials(telling: Telling) -> Iterator[tuple[str, Rich]]:
    """Each field by its label; nothing where it is still empty."""
    sheet, document, say = telling.sheet, telling.document, telling.say
    moment, content = mapping(sheet.get("key_moment")), mapping(sheet.get("content"))
    yield "objective", plain(telling.label(sheet.get("objective")))
    shown = word(moment.get("moment"))
    named = moment_name(shown, say) if shown else ""
    yield "moment", plain(telling.dotted([telling.label(moment.get("family")), named]))
    yield "lever", plain(telling.label(sheet.get("lever")))
    yield (
        "segments",
        plain(telling.listed(say.segment(key) for key in map(word, items(sheet.get("segments"))))),
    )
    audience = document.get("audience")
    yield (
        "audience",
        plain(capital(condition(audience, say)) if audience else telling.labels("everyone")),
    )
    started = mapping(document.get("trigger")).get("kind")
    yield "trigger", plain(capital(telling.voice.trigger(document.get("trigger")))) if started else ()
    yield "channels", plain(telling.channels())
    yield "theme", telling.rich(content.get("theme"))
    yield "offer", telling.rich(content.get("offer"))


def essentials(telling: Telling) -> tuple[Block, ...]:
    """The fields of the sheet; an empty one says so."""
    blank = quiet(telling.labels("to.fill"))
    return (Facts(rows=tuple((telling.labels(key), said or blank) for key, said in _essentials(telling))),)


def _gaps(telling: Telling) -> str:
    """What the sheet has not said yet, in one line."""
    empty = [telling.labels(key).lower() for key, said in _essentials(telling) if not said]
    return telling.labels("gaps", fields=telling.listed(empty)) if empty else ""


def picture(telling: Telling) -> tuple[Block, ...]:
    """The flowchart, once it has a step."""
    if not telling.drawing.steps:
        return ()
    scene = building.build(telling.drawing, telling.say)
    steps = "; ".join(card.full for card in scene.cards)
    return (Picture(scene=scene, alternative=telling.labels("picture.alternative", steps=clean(steps))),)


# ── In plain words ──────────────────────────────────────────────────────────────────────────────────────


def told(telling: Telling) -> tuple[Block, ...]:
    """Who enters, what happens, how it ends."""
    found: list[Block] = []
    for key in ("entry", "steps", "loose", "rules"):
        part = telling.told.get(key)
        if part is None:
            continue
        found.append(Subtitle(text=clean(part.title[telling.say.language])))
        said = [*_lines(part, telling)]
        if key == "rules":
            said += _late(telling)
        found.append(Items(items=tuple(said)))
    return tuple(found)


def _lines(part: Told, telling: Telling) -> Iterator[Item]:
    for line in part.lines:
        text, mark = line.text[telling.say.language], "–"
        if line.number is not None:
            mark = f"{line.number}."
            text = text.removeprefix(mark).lstrip()
        yield Item(words=plain(text), depth=min(line.depth, _DEEPEST), mark=mark)


def _late(telling: Telling) -> Iterator[Item]:
    misfire = mapping(telling.document.get("misfire"))
    if misfire.get("then") == "send":
        yield Item(words=plain(telling.labels("late.send")))
    elif length := telling.duration(misfire.get("late")):
        yield Item(words=plain(telling.labels("late.skip", length=length)))


# ── Messages ────────────────────────────────────────────────────────────────────────────────────────────


def _messages(telling: Telling) -> Iterator[Block]:
    labels = telling.labels
    if not telling.messages:
        yield Paragraph(words=quiet(labels("message.none")), look="quiet")
        return
    yield Table(
        columns=(
            Column(title=labels("message.time"), share=0.9),
            Column(title=labels("message.when"), share=2),
            Column(title=labels("message.channel"), share=1.6),
            Column(title=labels("message.name"), share=3.2),
            Column(title=labels("message.subject"), share=4.2),
        ),
        rows=tuple(
            (
                (Run(text=time, bold=True),),
                plain(telling.wording.day(step.id)) or quiet(labels("message.path")),
                plain(telling.channel(step)),
                plain(telling.message(step)) or quiet(labels("state.blank")),
                telling.cell(_opening(telling, telling.template(step))),
            )
            for time, step in telling.messages
        ),
    )


def _opening(telling: Telling, template: Wire | None) -> str:
    subject = telling.text(mapping(template).get("subject"))
    if subject:
        return subject
    text = " ".join(telling.text(mapping(template).get("text")).split())
    return text if len(text) <= _OPENING else f"{text[:_OPENING].rstrip()}…"


# ── Measures ────────────────────────────────────────────────────────────────────────────────────────────


def measures(telling: Telling) -> tuple[Block, ...]:
    """The figures it is judged by, and those expected of a message."""
    labels = telling.labels
    kpis = tuple(rows(telling.sheet.get("kpis")))
    found: list[Block] = []
    if kpis:
        found.append(
            Table(
                columns=(
                    Column(title=labels("kpi.metric"), share=3),
                    Column(title=labels("kpi.target"), share=1, figures=True),
                    Column(title=labels("kpi.within"), share=1.3),
                    Column(title=labels("kpi.benchmark"), share=1.4, figures=True),
                    Column(title=labels("kpi.source"), share=3.6),
                ),
                rows=tuple(_kpi(telling, kpi) for kpi in kpis),
            )
        )
    else:
        found.append(Paragraph(words=quiet(labels("kpi.none")), look="quiet"))
    return (*found, *_expected(telling))


def metric(telling: Telling, kpi: Wire) -> str:
    """A measure by its name."""
    named = metrics.metric_name(word(kpi.get("metric")) or NOTHING)[telling.say.language]
    return telling.say.text(named)


def _kpi(telling: Telling, kpi: Wire) -> tuple[Rich, ...]:
    name = word(kpi.get("metric"))
    return (
        plain(metric(telling, kpi)),
        telling.cell(telling.figure(name, kpi.get("target"))),
        telling.cell(telling.duration(kpi.get("within"))),
        telling.cell(telling.figure(name, kpi.get("benchmark"))),
        telling.cell(telling.text(kpi.get("source"))),
    )


def _expected(telling: Telling) -> Iterator[Block]:
    labels, expected = telling.labels, mapping(telling.sheet.get("expected"))
    rates = [(key, number(expected.get(key))) for key in _RATES]
    cells = [
        (labels(f"expected.{key}"), telling.cell(telling.percent(rate) if rate is not None else ""))
        for key, rate in rates
    ]
    reaction = telling.duration(expected.get("reaction"))
    if not reaction and all(rate is None for _, rate in rates):
        yield Paragraph(words=quiet(labels("expected.none")), look="quiet")
        return
    cells.append((labels("expected.reaction"), telling.cell(reaction)))
    yield Subtitle(text=labels("expected"))
    yield Table(
        columns=tuple(Column(title=title, figures=True) for title, _ in cells),
        rows=(tuple(said for _, said in cells),),
    )


# ── Data ────────────────────────────────────────────────────────────────────────────────────────────────


def data(telling: Telling) -> tuple[Block, ...]:
    """What it depends on, and what is done without it."""
    labels = telling.labels
    needs = tuple(rows(telling.sheet.get("data")))
    found: list[Block] = []
    if needs:
        found.append(
            Table(
                columns=(
                    Column(title=labels("data.name"), share=3.4),
                    Column(title=labels("data.source"), share=3),
                    Column(title=labels("data.latency"), share=2),
                    Column(title=labels("data.available"), share=1.2),
                ),
                rows=tuple(
                    (
                        telling.named(need.get("name")) or quiet(NOTHING),
                        telling.cell(telling.text(need.get("source"))),
                        telling.cell(telling.latency(need.get("latency"))),
                        telling.cell(telling.yes_no(need.get("available"))),
                    )
                    for need in needs
                ),
            )
        )
    else:
        found.append(Paragraph(words=quiet(labels("data.none")), look="quiet"))
    degraded = mapping(telling.sheet.get("degraded"))
    missing: list[Rich] = [telling.named(name) for name in items(degraded.get("missing")) if word(name)]
    facts = _said(
        (labels("degraded.missing"), one_after_another(missing)),
        (labels("degraded.fallback"), telling.rich(degraded.get("fallback"))),
    )
    if facts:
        found += [Subtitle(text=labels("degraded")), Facts(rows=facts)]
    return tuple(found)


def one_after_another(words: list[Rich]) -> Rich:
    """Names one after the other, with a comma between."""
    found: list[Run] = []
    for one in words:
        found += [*([Run(text=", ")] if found else []), *one]
    return tuple(found)


def _said(*rows: tuple[str, Rich]) -> tuple[tuple[str, Rich], ...]:
    """The facts that say something."""
    return tuple((label, said) for label, said in rows if said)


# ── Production ──────────────────────────────────────────────────────────────────────────────────────────


def production(telling: Telling) -> tuple[Block, ...]:
    """What is to be produced, by whom and until when, and how far it is."""
    labels = telling.labels
    asked = telling.deliverables()
    found: list[Block] = []
    followed = telling.dotted(_followed(telling))
    if asked:
        found.append(
            Table(
                columns=(
                    Column(title=labels("deliverable.name"), share=4),
                    Column(title=labels("deliverable.channel"), share=1.6),
                    Column(title=labels("deliverable.owner"), share=1.8),
                    Column(title=labels("deliverable.due"), share=1.7),
                    Column(title=labels("deliverable.status"), share=1.4),
                ),
                rows=tuple(_deliverable(telling, one) for one in asked),
            )
        )
    else:
        found.append(Paragraph(words=quiet(labels("deliverable.none")), look="quiet"))
    if followed:
        found.append(Facts(rows=((labels("follow"), plain(capital(followed))),)))
    return tuple(found)


def _deliverable(telling: Telling, one: Wire) -> tuple[Rich, ...]:
    return (
        telling.rich(one.get("name")) or quiet(NOTHING),
        telling.cell(_channel(telling, one.get("name"))),
        telling.cell(telling.text(one.get("owner"))),
        telling.cell(telling.say.date(word(one.get("due")))),
        telling.cell(status(telling, one)),
    )


def _channel(telling: Telling, name: object) -> str:
    """The channel that a deliverable names, by a word or by the number of a message."""
    texts = {key: text for key, text in mapping(name).items() if isinstance(text, str)}
    text = name if isinstance(name, str) else texts
    named = sorted(channels_named(text), key=lambda channel: channel.value)
    if named:
        return ", ".join(LABELS[channel][telling.say.language] for channel in named)
    numbers = {f"T{number}" for number in numbers_named(text)}
    return ", ".join(
        dict.fromkeys(telling.wording.channel(step) for time, step in telling.messages if time in numbers)
    )


def status(telling: Telling, one: Wire) -> str:
    """How far a deliverable is; a word of one's own as it is written."""
    written = telling.text(one.get("status"))
    known = ("todo", "doing", "done")
    return telling.labels(f"status.{written}") if written in known else written


def _followed(telling: Telling) -> Iterator[str]:
    """How far the preparation is, as a whole and by whoever is in charge."""
    labels, asked = telling.labels, telling.deliverables()
    if asked:
        yield labels("follow.deliverables", done=_done(asked), count=len(asked))
    owners: dict[str, list[Wire]] = {}
    for one in asked:
        owners.setdefault(clean(telling.text(one.get("owner"))), []).append(one)
    for owner, theirs in owners.items() if len(owners) > 1 else ():
        if owner:
            yield labels("follow.owner", owner=owner, done=_done(theirs), count=len(theirs))
    needs = [need for need in rows(telling.sheet.get("data")) if isinstance(need.get("available"), bool)]
    if needs:
        ready = sum(1 for need in needs if need.get("available") is True)
        yield labels("follow.data", done=ready, count=len(needs))
    days = number(telling.sheet.get("effort_days"))
    if days is not None:
        yield labels("follow.days", count=telling.say.number(days))


def _done(asked: list[Wire] | tuple[Wire, ...]) -> int:
    return sum(1 for one in asked if one.get("status") == "done")


# ── Frame ───────────────────────────────────────────────────────────────────────────────────────────────


def frame(telling: Telling) -> tuple[Block, ...]:
    """The law, where the idea comes from, what was decided, and the notes of the drawing."""
    labels, sheet = telling.labels, telling.sheet
    legal = mapping(sheet.get("legal"))
    grounds = [telling.text(one) for one in items(legal.get("basis"))]
    facts = _said(
        (labels("legal.basis"), plain("\n".join(one for one in grounds if one))),
        (labels("legal.notes"), telling.rich(legal.get("notes"))),
        (labels("origin"), telling.rich(sheet.get("origin"))),
        (labels("arbitration"), telling.rich(sheet.get("arbitration"))),
    )
    found: list[Block] = []
    if not any(grounds):
        found.append(Paragraph(words=quiet(labels("legal.none")), look="quiet"))
    if facts:
        found.append(Facts(rows=facts))
    notes: Mapping[str, Told] = telling.told
    if "notes" in notes:
        found += [Subtitle(text=labels("notes")), Items(items=tuple(_lines(notes["notes"], telling)))]
    return tuple(found)
