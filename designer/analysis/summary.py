"""A scenario in plain words, made from its graph: who enters and when, each step in order, how it ends.

It is written to be read aloud: whole clauses, steps numbered, ways out below their step, what is told in
another place named by its number. The same document always gives the same words. Unfinished drafts are told
too, with what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from designer.analysis.metrics import is_rate, metric_name
from designer.analysis.outline import Graph, Leads, Row, StepRow, WayRow, begins, rows_of
from designer.analysis.speech import LANGUAGES, Names, capital
from designer.analysis.voice import Voice, Wire, typeset
from designer.domain.channel import Channel


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a summary, with its place in the graph where it has one."""

    #: How far it is indented.
    depth: int
    #: In both languages.
    text: Mapping[str, str]
    #: The step it is of.
    node: str | None = None
    #: The way out of that step.
    path: str | None = None
    #: The step that a way leads to, where that is told in another place or further on.
    to: str | None = None
    #: The number of the step that the line tells.
    number: int | None = None


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a summary."""

    #: ``entry``, ``rules``, ``steps``, ``loose``, ``channels``, ``measures`` or ``notes``.
    key: str
    title: Mapping[str, str]
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A scenario in plain words."""

    title: Mapping[str, str]
    sections: tuple[Section, ...]

    def text(self, language: str) -> str:
        """The whole of it as plain text: a heading a part, two spaces of indent a level."""
        parts = [self.title[language]]
        for section in self.sections:
            lines = ["  " * line.depth + line.text[language] for line in section.lines]
            parts.append("\n".join([section.title[language], *lines]))
        return "\n\n".join(parts) + "\n"


def summary(document: Wire, names: Names | None = None) -> Summary:
    """The summary of a scenario's document, complete or not; it never raises."""
    graph = Graph.of(document)
    rows = rows_of(graph)
    tellers = {
        language: _Teller(document, graph, rows, Voice(language=language, names=names or Names()))
        for language in LANGUAGES
    }
    told = {language: list(teller.sections()) for language, teller in tellers.items()}
    return Summary(
        title={language: typeset(teller.title(), language) for language, teller in tellers.items()},
        sections=tuple(_both(parts) for parts in zip(*told.values(), strict=True)),
    )


@dataclass(frozen=True, kw_only=True)
class _Said:
    text: str
    depth: int = 0
    row: Row | None = None


@dataclass(frozen=True, kw_only=True)
class _Part:
    key: str
    title: str
    said: Sequence[_Said]


def _both(parts: Sequence[_Part]) -> Section:
    lines = []
    for said in zip(*(part.said for part in parts), strict=True):
        row = said[0].row
        lines.append(
            Line(
                depth=said[0].depth,
                text={
                    language: typeset(capital(one.text), language)
                    for language, one in zip(LANGUAGES, said, strict=True)
                },
                node=row.node if row else None,
                path=row.path if isinstance(row, WayRow) else None,
                to=row.to if isinstance(row, WayRow) and row.leads is not Leads.BELOW else None,
                number=row.number if isinstance(row, StepRow) else None,
            )
        )
    return Section(
        key=parts[0].key,
        title={
            language: typeset(part.title, language) for language, part in zip(LANGUAGES, parts, strict=True)
        },
        lines=tuple(lines),
    )


def _mapping(value: object) -> Wire:
    return value if isinstance(value, Mapping) else {}


def _rows(value: object) -> Iterator[Wire]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        yield from (row for row in value if isinstance(row, Mapping))


def _words(value: object) -> list[str]:
    """The texts of a list, or of what should be one."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [word for word in value if isinstance(word, str)]
    return []


def when_blocked(node: Wire, voice: Voice) -> str:
    """What is done when a rule forbids the message, where that is not the usual."""
    of = voice.of
    match node.get("if_blocked"):
        case "skip":
            return of(
                " Si une règle le bloque, il est perdu et le parcours continue.",
                " If a rule blocks it, it is lost and the journey goes on.",
            )
        case "exit":
            return of(
                " Si une règle le bloque, le contact sort.", " If a rule blocks it, the contact leaves."
            )
        case "fallback":
            channels = voice.listed(
                [voice.channel(word) for word in _words(node.get("fallback"))], either=True
            )
            return of(
                f" Si une règle le bloque, il part par {channels or '…'}.",
                f" If a rule blocks it, it goes by {channels or '…'}.",
            )
    if node.get("ttl"):
        ttl = voice.duration(node["ttl"])
        return of(
            f" Si une règle le bloque, il attend {ttl} au plus.",
            f" If a rule blocks it, it waits {ttl} at most.",
        )
    return ""


class _Teller:
    """Tells one document in one language."""

    def __init__(self, document: Wire, graph: Graph, rows: Sequence[Row], voice: Voice) -> None:
        self.document = document
        self.graph = graph
        self.rows = rows
        self.voice = voice
        self.times = graph.times()
        self.numbers = {row.node: row.number for row in rows if isinstance(row, StepRow)}
        self.begins = begins(rows, document)

    def title(self) -> str:
        return self.voice.text(self.document.get("name")) or str(self.document.get("key") or "…")

    def sections(self) -> Iterator[_Part]:
        of = self.voice.of
        yield _Part(
            key="entry", title=of("Qui entre, et quand", "Who enters, and when"), said=[*self.entry()]
        )
        yield _Part(
            key="rules",
            title=of("Priorité, sortie et objectif", "Priority, leaving and goal"),
            said=[*self.rules()],
        )
        loose = next(
            (at for at, row in enumerate(self.rows) if isinstance(row, StepRow) and row.loose), len(self.rows)
        )
        yield _Part(
            key="steps", title=of("Le parcours", "The journey"), said=[*self.journey(self.rows[:loose])]
        )
        if loose < len(self.rows):
            yield _Part(
                key="loose",
                title=of("Étapes que rien n'atteint", "Steps that nothing leads to"),
                said=[*self.journey(self.rows[loose:])],
            )
        yield _Part(key="channels", title=of("Canaux", "Channels"), said=[*self.channels()])
        measures = [*self.measures()]
        if measures:
            yield _Part(key="measures", title=of("Indicateurs", "Measures"), said=measures)
        notes = [*self.notes()]
        if notes:
            yield _Part(key="notes", title=of("Notes", "Notes"), said=notes)

    # ── Before the journey ──────────────────────────────────────────────────────────────────────────────

    def entry(self) -> Iterator[_Said]:
        voice, of, document = self.voice, self.voice.of, self.document
        trigger = voice.trigger(document.get("trigger"))
        yield _Said(text=of(f"le contact entre {trigger}.", f"the contact enters {trigger}."))
        segments = _words(_mapping(document.get("sheet")).get("segments"))
        if segments:
            named = voice.listed(voice.segment(key) for key in segments)
            yield _Said(text=of(f"Segments concernés : {named}.", f"Segments: {named}."))
        audience = voice.condition(document.get("audience"))
        yield _Said(text=of(f"Public : {audience}.", f"Audience: {audience}."))
        entry = _mapping(document.get("entry"))
        yield _Said(text=self.again(entry))
        cap = _mapping(entry.get("cap"))
        if cap:
            most, per = voice.number(cap.get("max")), voice.duration(cap.get("per"))
            fr, en = ("entrée", "entry") if cap.get("max") == 1 else ("entrées", "entries")
            yield _Said(text=of(f"Au plus {most} {fr} en {per}.", f"At most {most} {en} in {per}."))
        if isinstance(entry.get("group"), str):
            group = voice.quoted(entry["group"])
            yield _Said(
                text=of(
                    f"Jamais en même temps qu'un autre scénario du groupe {group}.",
                    f"Never at the same time as another scenario of the group {group}.",
                )
            )
        if entry.get("backfill") is True:
            yield _Said(
                text=of(
                    "À la publication, ceux qui remplissent déjà le critère entrent aussi.",
                    "At publication, those who meet it already enter too.",
                )
            )

    def again(self, entry: Wire) -> str:
        """How often one contact may enter."""
        of, gap = self.voice.of, self.voice.duration(entry.get("gap")) if entry.get("gap") else ""
        match entry.get("reentry"):
            case "after_exit":
                later = of(f", {gap} plus tard au plus tôt", f", {gap} later at the earliest") if gap else ""
                return of(
                    f"Il peut entrer de nouveau après être sorti{later}.",
                    f"It may enter again after leaving{later}.",
                )
            case "parallel":
                later = (
                    of(f", {gap} après l'entrée précédente", f", {gap} after the last entry") if gap else ""
                )
                return of(
                    f"Il peut entrer de nouveau avant d'être sorti{later}.",
                    f"It may enter again before leaving{later}.",
                )
            case _:
                return of("Il entre une seule fois.", "It enters once only.")

    def rules(self) -> Iterator[_Said]:
        voice, of, document = self.voice, self.voice.of, self.document
        priority = _mapping(document.get("priority"))
        class_ = voice.label(priority.get("class") or "commercial").lower()
        value = voice.number(priority.get("value", 50))
        yield _Said(
            text=of(f"Priorité : {class_}, {value} sur 100.", f"Priority: {class_}, {value} out of 100.")
        )
        prevails = priority.get("prevails_over")
        for row in prevails if isinstance(prevails, Sequence) and not isinstance(prevails, str) else ():
            yield _Said(text=self.prevails({"scenario": row} if isinstance(row, str) else _mapping(row)))
        if document.get("exit_when") is not None:
            condition = voice.condition(document["exit_when"])
            yield _Said(
                text=of(
                    f"Le contact sort aussitôt, où qu'il en soit, si : {condition}.",
                    f"The contact leaves at once, wherever it stands, if: {condition}.",
                )
            )
        goal = _mapping(document.get("goal"))
        if not goal:
            yield _Said(text=of("Aucun objectif n'est compté.", "No goal is counted."))
            return
        event = voice.event(goal.get("event")) + voice.where(goal.get("where"), goal.get("event"))
        within = voice.duration(goal["within"]) if goal.get("within") else ""
        within = of(f" dans les {within} après l'entrée", f" within {within} of entering") if within else ""
        then = (
            of("le parcours continue", "the journey goes on")
            if goal.get("stay") is True
            else of("le contact sort alors", "the contact then leaves")
        )
        yield _Said(text=of(f"Objectif : {event}{within} ; {then}.", f"Goal: {event}{within}; {then}."))

    def prevails(self, row: Wire) -> str:
        voice, of = self.voice, self.voice.of
        other = voice.scenario(row.get("scenario") or "…")
        when = voice.condition(row["when"]) if row.get("when") is not None else ""
        when = of(f", si {when}", f", if {when}") if when else ""
        match row.get("effect"):
            case "order":
                return of(f"Passe avant {other}{when}.", f"Goes before {other}{when}.")
            case "exit":
                return of(
                    f"Y entrer fait sortir de {other}{when}.", f"Entering it takes out of {other}{when}."
                )
            case _:
                return of(
                    f"Qui s'y trouve n'entre pas dans {other}{when}.",
                    f"Who is inside does not enter {other}{when}.",
                )

    # ── The journey ─────────────────────────────────────────────────────────────────────────────────────

    def journey(self, rows: Sequence[Row]) -> Iterator[_Said]:
        if not rows:
            yield _Said(
                text=self.voice.of(
                    "Le déclencheur n'est pas encore dessiné.", "The trigger is not drawn yet."
                )
            )
        for row in rows:
            if isinstance(row, StepRow):
                if row.node in self.begins:
                    yield _Said(text=self.group(self.begins[row.node]), depth=row.depth)
                yield _Said(text=f"{row.number}. {capital(self.step(row.node))}", depth=row.depth, row=row)
            else:
                yield _Said(text=self.way(row), depth=row.depth, row=row)

    def group(self, group: Wire) -> str:
        """A group by its title, with the numbers of its steps."""
        voice, of = self.voice, self.voice.of
        title = " ".join(voice.text(group.get("title")).split())
        inside = sorted({self.numbers[node] for node in _words(group.get("nodes")) if node in self.numbers})
        steps = voice.listed(str(number) for number in inside)
        named = f" {voice.quoted(title)}" if title else ""
        if len(inside) == 1:
            return of(f"groupe{named} : étape {steps}.", f"group{named}: step {steps}.")
        return of(f"groupe{named} : étapes {steps}.", f"group{named}: steps {steps}.")

    def step(self, id_: str) -> str:
        """What happens at a step, as a sentence."""
        node, of = self.graph.nodes[id_], self.voice.of
        try:
            said = self.known(node)
        except (TypeError, ValueError, KeyError, AttributeError):
            said = of("étape à terminer.", "a step to be finished.")
        if not self.graph.ways[id_] and node.get("kind") != "exit":
            said += of(" Aucune voie n'en sort.", " No way leads out of it.")
        return said

    def known(self, node: Wire) -> str:
        voice, of = self.voice, self.voice.of
        match node.get("kind"):
            case "trigger":
                return of("le contact entre.", "the contact enters.")
            case "message":
                return self.message(node)
            case "wait":
                return self.wait(node)
            case "wait_event":
                event = voice.event(node.get("event")) + voice.where(node.get("where"), node.get("event"))
                if node.get("timeout"):
                    most = voice.duration(node["timeout"])
                    return of(f"attente de {event}, {most} au plus.", f"wait for {event}, {most} at most.")
                return of(f"attente de {event}, sans limite.", f"wait for {event}, without limit.")
            case "split":
                return of("selon le contact :", "depending on the contact:")
            case "experiment":
                return of("test A/B, au hasard :", "A/B test, by chance:")
            case "task":
                return self.task(node)
            case "update":
                set_ = _mapping(node.get("set"))
                said = [
                    of(
                        f"{voice.attribute(name)} devient {voice.value(value)}",
                        f"{voice.attribute(name)} becomes {voice.value(value)}",
                    )
                    for name, value in set_.items()
                ]
                what = voice.listed(said) or "…"
                return of(f"mise à jour : {what}.", f"update: {what}.")
            case "exit":
                return of("le contact sort.", "the contact leaves.")
            case other:
                return of(f"étape d'un type inconnu, « {other} ».", f"a step of an unknown kind, “{other}”.")

    def message(self, node: Wire) -> str:
        voice, of = self.voice, self.voice.of
        channel = voice.label(node.get("channel") or "email")
        template = voice.template(node.get("template"))
        said = f"{self.times[str(node['id'])]}, {channel} "
        said += template or of("sans gabarit", "without a template")
        category = node.get("category")
        class_ = _mapping(self.document.get("priority")).get("class") or "commercial"
        if category and category != class_:
            said += of(
                f", message {voice.label(category).lower()}", f", {voice.label(category).lower()} message"
            )
        return f"{said}.{when_blocked(node, voice)}"

    def wait(self, node: Wire) -> str:
        voice, of = self.voice, self.voice.of
        until = _mapping(node.get("until"))
        if node.get("for") is not None:
            length = voice.duration(node["for"])
            return of(f"attente de {length}.", f"wait {length}.")
        if until.get("attribute"):
            said = voice.offset(until.get("offset"), voice.attribute(until["attribute"]))
            past = {
                "skip": of("le message suivant est sauté", "the next message is skipped"),
                "exit": of("le contact sort", "the contact leaves"),
            }.get(str(node.get("if_past")), of("le parcours continue", "the journey goes on"))
            return of(
                f"attente jusqu'à la date : {said}. Si elle est passée, {past}.",
                f"wait until the date: {said}. If it is past, {past}.",
            )
        if until.get("time"):
            days = voice.weekdays(until.get("weekdays"))
            days = f", {days}" if days else ""
            return of(f"attente jusqu'à {until['time']}{days}.", f"wait until {until['time']}{days}.")
        return of("attente dont la durée reste à dire.", "a wait whose length is still to be said.")

    def task(self, node: Wire) -> str:
        voice, of = self.voice, self.voice.of
        label, queue = voice.text(node.get("label")), str(node.get("queue") or "…")
        named = f" {voice.quoted(label)}" if label else ""
        said = of(f"tâche{named} pour {voice.quoted(queue)}", f"task{named} for {voice.quoted(queue)}")
        if node.get("sla"):
            within = voice.duration(node["sla"])
            return said + of(f", à faire en {within}.", f", to be done within {within}.")
        return said + of(", sans délai.", ", without a time allowed.")

    def way(self, row: WayRow) -> str:
        """A way out and what becomes of the contact that takes it."""
        of, name = self.voice.of, self.way_name(row)
        other = "" if row.to is None else self.reference(row.to)
        match row.leads:
            case Leads.BELOW:
                return f"{name}{of(' :', ':')}"
            case Leads.ON:
                then = of(f"suite à l'étape {self.number(row.to)}", f"on to step {self.number(row.to)}")
            case Leads.JOIN if row.to is not None and self.graph.kind(row.to) == "exit":
                step = self.number(row.to)
                then = of(f"sort, à l'étape {step}", f"leaves, at step {step}")
            case Leads.JOIN:
                then = of(f"rejoint {other}", f"joins {other}")
            case Leads.BACK:
                then = of(f"revient à {other}", f"goes back to {other}")
            case Leads.OPEN:
                then = of("ne mène encore nulle part", "leads nowhere yet")
        if row.among:
            return f"{name}{of(' :', ':')} {then}."
        return (
            of(f"Le contact {then}.", f"The contact {then}.")
            if row.to
            else of("La suite n'est pas encore dessinée.", "What follows is not drawn yet.")
        )

    def number(self, node: str | None) -> str:
        return str(self.numbers.get(node or "", "…"))

    def reference(self, node: str) -> str:
        """Another step by its number, with its T-number or a word of what it is."""
        of, step = self.voice.of, self.number(node)
        kinds = {
            "exit": of("sortie", "exit"),
            "wait": of("attente", "wait"),
            "wait_event": of("attente", "wait"),
            "split": of("condition", "condition"),
            "experiment": of("test A/B", "A/B test"),
            "task": of("tâche", "task"),
            "update": of("mise à jour", "update"),
            "trigger": of("entrée", "entry"),
        }
        word = self.times.get(node) or kinds.get(self.graph.kind(node), "")
        word = f" ({word})" if word else ""
        return of(f"l'étape {step}{word}", f"step {step}{word}")

    def way_name(self, row: WayRow) -> str:
        """When the contact takes a way, as a clause."""
        voice, of, path = self.voice, self.voice.of, row.path
        node = self.graph.nodes[row.node]
        rows = {one.get("path"): one for one in reversed([*_rows(node.get("paths"))])}
        match node.get("kind"), path:
            case "wait_event", "event":
                return of("Si cela arrive", "If it happens")
            case "wait_event", "timeout":
                if not node.get("timeout"):
                    return of("Faute d'événement (jamais, sans délai)", "Without it (never, no time is set)")
                within = voice.duration(node.get("timeout"))
                return of(f"Si rien n'arrive en {within}", f"If nothing happens within {within}")
            case "task", "done":
                return of("Si elle est faite", "If it is done")
            case "task", "refused":
                return of("Si elle est refusée", "If it is refused")
            case "task", "expired":
                return of("Si elle n'est pas faite à temps", "If it is not done in time")
            case "split", _ if path in rows:
                condition = voice.condition(rows[path].get("when"))
                return of(f"« {path} », si {condition}", f"“{path}”, if {condition}")
            case "split", _:
                return of("Sinon", "Otherwise")
            case "experiment", _:
                share = rows[path].get("share")
                part = voice.percent(share / 100) if isinstance(share, int | float) else "…"
                return of(f"Version « {path} », {part} des contacts", f"Version “{path}”, {part} of contacts")
            case _:
                return path

    # ── After the journey ───────────────────────────────────────────────────────────────────────────────

    def channels(self) -> Iterator[_Said]:
        voice, of = self.voice, self.voice.of
        used: dict[str, list[str]] = {}
        fallback: dict[str, list[str]] = {}
        for id_, time in self.times.items():
            node = self.graph.nodes[id_]
            used.setdefault(str(node.get("channel") or "email"), []).append(time)
            if node.get("if_blocked") == "fallback":
                for word in _words(node.get("fallback")):
                    fallback.setdefault(word, []).append(time)
        order = [channel.value for channel in Channel]
        for word in sorted(
            {*used, *fallback}, key=lambda word: (order.index(word) if word in order else 99, word)
        ):
            said = voice.listed(used.get(word, []))
            spare = voice.listed(fallback.get(word, []))
            spare = of(f"en repli de {spare}", f"as a fallback of {spare}") if spare else ""
            sends = ", ".join(part for part in (said, spare) if part)
            yield _Said(text=f"{voice.label(word)}{of(' :', ':')} {sends}.")
        if not used:
            yield _Said(text=of("Aucun message.", "No message."))

    def measures(self) -> Iterator[_Said]:
        voice, of = self.voice, self.voice.of
        for kpi in _rows(_mapping(self.document.get("sheet")).get("kpis")):
            metric = str(kpi.get("metric") or "…")
            target, within = kpi.get("target"), kpi.get("within")
            said = metric_name(metric)[voice.language]
            if isinstance(target, int | float) and not isinstance(target, bool):
                said += of(" : ", ": ") + (voice.percent(target) if is_rate(metric) else voice.number(target))
            if within:
                length = voice.duration(within)
                said += of(f", en {length}", f", within {length}")
            yield _Said(text=f"{said}.")

    def notes(self) -> Iterator[_Said]:
        """What is written on the drawing beside the steps, with what each is for."""
        voice, of = self.voice, self.voice.of
        tones = {
            "question": of("Question", "Question"),
            "todo": of("À faire", "To do"),
            "decision": of("Décision", "Decision"),
            "risk": of("Risque", "Risk"),
        }
        for note in _rows(self.document.get("notes")):
            text = " ".join(voice.text(note.get("text")).split()) or of("sans texte.", "without a text.")
            tone = tones.get(str(note.get("tone")), of("Note", "Note"))
            yield _Said(text=f"{tone}{of(' : ', ': ')}{text}")
