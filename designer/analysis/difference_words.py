"""The words of a difference in one language: what steps are called, and how a changed value is said."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from designer.analysis.metrics import metric_name
from designer.analysis.outline import Graph
from designer.analysis.speech import LANGUAGES, Language, Names, in_sentence
from designer.analysis.voice import Voice, typeset
from designer.analysis.wording import PARTS
from designer.domain.nodes import KINDS, TRIGGERS
from designer.domain.scenario import ELSE, NEXT

Wire = Mapping[str, Any]

#: Characters of a text that are quoted.
_QUOTED = 60
_NBSP = "\N{NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"

_KIND_OF = {kind.kind: kind for kind in KINDS}
_LABELS: Mapping[tuple[str, str], Any] = {
    (kind.kind, one.name): one.label for kind in (*KINDS, *TRIGGERS) for one in kind.fields
}

#: Fields of the document as they are called inside a sentence.
_FIELDS: Mapping[str, tuple[str, str]] = {
    "name": ("nom", "name"),
    "key": ("clé", "key"),
    "format": ("format", "format"),
    "trigger": ("déclencheur", "trigger"),
    "entry": ("règles d'entrée", "rules of entry"),
    "entry/reentry": ("retour dans le scénario", "entering again"),
    "entry/gap": ("délai entre deux entrées", "time between two entries"),
    "entry/cap": ("entrées au plus", "entries at most"),
    "entry/group": ("groupe d'exclusion", "exclusion group"),
    "entry/backfill": ("ceux qui y sont déjà entrent", "those already there enter"),
    "priority": ("priorité", "priority"),
    "priority/class": ("classe de priorité", "priority class"),
    "priority/value": ("priorité", "priority"),
    "priority/prevails_over": ("passe avant", "prevails over"),
    "misfire": ("messages en retard", "late messages"),
    "misfire/late": ("retard admis après un arrêt", "delay allowed after an interruption"),
    "misfire/then": ("message trop en retard", "message that is too late"),
    "goal": ("objectif du parcours", "goal"),
    "goal/event": ("évènement de l'objectif", "goal event"),
    "goal/where": ("condition de l'objectif", "condition of the goal"),
    "goal/within": ("délai de l'objectif", "time for the goal"),
    "goal/stay": ("continue après l'objectif", "goes on after the goal"),
    "trigger/kind": ("déclencheur", "trigger"),
    "sheet": ("fiche", "sheet"),
    "sheet/objective": ("objectif de la fiche", "objective of the sheet"),
    "sheet/description": ("description", "description"),
    "sheet/segments": ("segments visés", "target segments"),
    "sheet/key_moment/family": ("famille de moment clé", "family of the key moment"),
    "sheet/key_moment/moment": ("moment clé", "key moment"),
    "sheet/lever": ("levier", "lever"),
    "sheet/content/theme": ("thème", "theme"),
    "sheet/content/offer": ("offre", "offer"),
    "sheet/kpis": ("indicateurs", "KPIs"),
    "sheet/data": ("données nécessaires", "data needed"),
    "sheet/deliverables": ("livrables", "deliverables"),
    "sheet/effort_days": ("charge en jours", "effort in days"),
    "sheet/degraded/missing": ("mode dégradé : ce qui manque", "degraded mode: what is missing"),
    "sheet/degraded/fallback": ("mode dégradé : à la place", "degraded mode: instead"),
    "sheet/legal/basis": ("base légale", "legal ground"),
    "sheet/legal/notes": ("notes juridiques", "legal notes"),
    "sheet/origin": ("origine", "origin"),
    "sheet/arbitration": ("arbitrage", "arbitration"),
    "sheet/expected/delivered": ("taux de remise attendu", "expected delivery rate"),
    "sheet/expected/opened": ("taux d'ouverture attendu", "expected open rate"),
    "sheet/expected/clicked": ("taux de clic attendu", "expected click rate"),
    "sheet/expected/replied": ("taux de réponse attendu", "expected reply rate"),
    "sheet/expected/converted": ("taux de conversion attendu", "expected conversion rate"),
    "sheet/expected/unsubscribed": ("taux de désinscription attendu", "expected unsubscribe rate"),
    "sheet/expected/reaction": ("délai de réaction attendu", "expected time to react"),
    "groups/title": ("titre", "title"),
    "groups/nodes": ("étapes", "steps"),
    "groups/tone": ("couleur", "colour"),
    "notes/text": ("texte", "text"),
    "notes/tone": ("nature", "kind"),
}
#: Fields whose value is a condition.
_CONDITIONS = frozenset({"audience", "exit_when", "where", "when", "condition"})
#: Of a row of the sheet: what its parts are called.
_PARTS_OF_ROWS: Mapping[str, tuple[str, str]] = {
    "target": ("cible", "target"),
    "within": ("délai", "within"),
    "benchmark": ("repère", "benchmark"),
    "source": ("source", "source"),
    "owner": ("responsable", "owner"),
    "due": ("échéance", "due"),
    "status": ("état", "status"),
    "latency": ("fraîcheur", "latency"),
    "available": ("disponible", "available"),
}
#: Of a message's text: what several words together are called once they have changed.
_PARTS_OF_TEMPLATES: Mapping[str, tuple[str, str]] = {
    "variants": ("variantes modifiées", "variants changed"),
    "cta": ("bouton modifié", "button changed"),
    "name": ("nom du gabarit modifié", "template's name changed"),
}
_PLAIN_WORDS: Mapping[str, tuple[str, str]] = {
    "done": ("fait", "done"),
    "doing": ("en cours", "under way"),
    "realtime": ("temps réel", "real time"),
    "note": ("note", "note"),
    "question": ("question", "question"),
    "todo": ("à faire", "to do"),
    "decision": ("décision", "decision"),
    "risk": ("risque", "risk"),
    "grey": ("gris", "grey"),
    "blue": ("bleu", "blue"),
    "green": ("vert", "green"),
    "amber": ("ambre", "amber"),
    "violet": ("violet", "violet"),
}


def both(tellers: Tellers, words: Callable[[Teller], str]) -> dict[str, str]:
    """Words in both languages, set as each language is printed; what cannot be said is named at least."""
    found: dict[str, str] = {}
    for language, teller in tellers.items():
        try:
            said = words(teller)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError, RecursionError):
            said = teller.voice.of("un champ illisible a changé", "a field that cannot be read has changed")
        found[language] = typeset(said, language)
    return found


class Teller:
    """Says changes between two graphs in one language."""

    def __init__(self, voice: Voice, was: Graph, now: Graph) -> None:
        self.voice, self.was, self.now = voice, was, now
        self.times = {True: was.times(), False: now.times()}
        self._after = {True: _messages_before(was), False: _messages_before(now)}

    @property
    def colon(self) -> str:
        """Between what is spoken of and what is said of it."""
        return self.voice.of(" : ", ": ")

    # ── What steps are called ───────────────────────────────────────────────────────────────────────────

    def step(self, node: str, *, before: bool = False) -> str:
        """A step inside a sentence: ``T2 « Relance »``, ``attente après T1``; of the side where it is."""
        graph = self.was if before else self.now
        if node not in graph.nodes:
            graph, before = (self.now, False) if before else (self.was, True)
        if node not in graph.nodes:
            return self.voice.quoted(node)
        row, voice = graph.nodes[node], self.voice
        match row.get("kind"):
            case "message":
                return self.message(row, self.times[before].get(node, ""))
            case "trigger":
                return voice.of("déclencheur", "trigger")
            case "wait_event" if row.get("event"):
                event = voice.event(row["event"])
                return voice.of(f"attente de {event}", f"wait for {event}") + self._where(node, before)
            case "task":
                label = voice.text(row.get("label")) or str(row.get("queue") or "")
                named = f" {voice.quoted(_short(label))}" if label else ""
                return voice.of("tâche", "task") + named
            case kind:
                known = _KIND_OF.get(str(kind))
                noun = in_sentence(voice.text(known.label)) if known else voice.quoted(node)
                return noun + self._where(node, before)

    def message(self, row: Wire, time: str) -> str:
        """A message: ``SMS T3 « Rappel »``."""
        template = self.voice.template(row.get("template"))
        return " ".join(part for part in (self.voice.channel(row.get("channel")), time, template) if part)

    def _where(self, node: str, before: bool) -> str:
        """After which message a step stands."""
        message = self._after[before].get(node)
        if message is None:
            return self.voice.of(" au début", " at the start")
        time = self.times[before].get(message, message)
        return self.voice.of(f" après {time}", f" after {time}")

    def what(self, node: str, *, before: bool) -> str:
        """A step with what it does: ``attente de 3 jours après T1``."""
        voice, row = self.voice, (self.was if before else self.now).nodes[node]
        match row.get("kind"):
            case "wait" if isinstance(row.get("for"), str):
                last = voice.duration(row["for"])
                return voice.of(f"attente de {last}", f"wait of {last}") + self._where(node, before)
            case "wait" if isinstance(row.get("until"), Mapping):
                return self._until(row["until"])
            case "split" | "experiment":
                ways = [str(path.get("path")) for path in row.get("paths") or () if isinstance(path, Mapping)]
                named = f" ({', '.join(ways)})" if ways else ""
                return self.step(node, before=before) + named
            case "update" if isinstance(row.get("set"), Mapping):
                given = [f"{voice.attribute(name)} = {voice.value(v)}" for name, v in row["set"].items()]
                return f"{self.step(node, before=before)} ({', '.join(given)})"
        return self.step(node, before=before)

    def steps(self, nodes: Sequence[str], *, before: bool) -> str:
        """Several steps."""
        return self.voice.listed([self.step(node, before=before) for node in nodes])

    # ── Steps that came, went or changed ────────────────────────────────────────────────────────────────

    def added(self, node: str) -> str:
        """A step that is new."""
        return f"+1{_NBSP}{self.what(node, before=False)}"

    def removed(self, node: str) -> str:
        """A step that is gone."""
        return f"{_MINUS}1{_NBSP}{self.what(node, before=True)}"

    def replaced(self, node: str) -> str:
        """A step of another kind in its place."""
        was, now = self.what(node, before=True), self.what(node, before=False)
        return self.voice.of(f"{was} devient {now}", f"{was} becomes {now}")

    def parameter(self, node: str, key: str, was: object, now: object) -> str:
        """A parameter of a step: ``attente après T1 : 3 → 5 jours``."""
        kind = str(self.now.nodes[node].get("kind"))
        step = self.step(node)
        if kind == "wait" and key in ("for", "until"):
            return (
                f"{step}{self.colon}{self._turned(('for',), was, now)}"
                if key == "for"
                else self._plain(step, "", ("until",), was, now)
            )
        if key in _CONDITIONS:
            label = self.label(kind, key)
            return self._condition(f"{step}, {label}", was, now)
        label = self.label(kind, key)
        if kind == "message" and key == "template":
            time = self.times[False].get(node, "")
            channel = self.voice.channel(self.now.nodes[node].get("channel"))
            return self._plain(f"{channel} {time}".strip(), label, ("nodes", node, key), was, now)
        return self._plain(step, label, ("nodes", node, key), was, now)

    def label(self, kind: str, key: str) -> str:
        """What a parameter of a kind of step is called inside a sentence."""
        return in_sentence(self.voice.text(_LABELS.get((kind, key)))) or key

    def way(self, node: str, name: str, was: Wire | None, now: Wire | None) -> str:
        """A way out that a step names: there, gone, or with another condition or share."""
        voice, step = self.voice, self.step(node)
        way = voice.quoted(name)
        if was is None or now is None:
            row = now or was or {}
            sign = (
                voice.of("+1 chemin ", "+1 way out ")
                if was is None
                else voice.of(f"{_MINUS}1 chemin ", f"{_MINUS}1 way out ")
            )
            what = voice.condition(row["when"]) if "when" in row else self._share(row.get("share"))
            return f"{step}{self.colon}{sign}{way} ({what})"
        subject = voice.of(f"{step}, chemin {way}", f"{step}, way out {way}")
        if _is_plain_change(was, now, "when"):
            return self._condition(subject, was.get("when"), now.get("when"))
        if _is_plain_change(was, now, "share"):
            return f"{subject}{self.colon}{self._share(was.get('share'))} → {self._share(now.get('share'))}"
        return self._plain(subject, "", ("paths",), was, now)

    def reordered(self, node: str, now: Sequence[str]) -> str:
        """The ways out of a step are looked at in another order."""
        order = ", ".join(now)
        return self.voice.of(
            f"{self.step(node)} : chemins dans l'ordre {order}",
            f"{self.step(node)}: ways out in the order {order}",
        )

    def leads(self, source: str, path: str, was: Sequence[str], now: Sequence[str]) -> str:
        """A way out leads to another step than before."""
        voice = self.voice
        start = self.step(source) + self.way_name(source, path)
        if not now:
            return voice.of(
                f"{start} ne mène plus à {self.steps(was, before=True)}",
                f"{start} no longer leads to {self.steps(was, before=True)}",
            )
        ends = self.steps(now, before=False)
        if not was:
            return voice.of(f"{start} mène à {ends}", f"{start} leads to {ends}")
        last = self.steps(was, before=True)
        return voice.of(
            f"{start} mène à {ends} au lieu de {last}", f"{start} leads to {ends} instead of {last}"
        )

    def way_name(self, source: str, path: str) -> str:
        """A way out by its name; nothing where there is only one."""
        known = {
            "event": ("si l'évènement arrive", "if the event happens"),
            "timeout": ("à la fin du délai", "when the time is over"),
            "done": ("faite", "done"),
            "refused": ("refusée", "refused"),
            "expired": ("non faite à temps", "not done in time"),
            ELSE: ("sinon", "else"),
        }
        if path == NEXT:
            return ""
        return f", {self.voice.of(*known[path]) if path in known else self.voice.quoted(path)}"

    # ── Fields ──────────────────────────────────────────────────────────────────────────────────────────

    def field(self, path: tuple[str, ...], was: object, now: object) -> str:
        """A field of the document that has changed."""
        voice = self.voice
        match path:
            case ("audience",):
                return self._condition(voice.of("l'audience", "the audience"), was, now, verbs=True)
            case ("exit_when",):
                return self._condition(voice.of("règle de sortie", "exit rule"), was, now)
            case ("trigger",):
                return self._plain("", voice.of("déclencheur", "trigger"), path, was, now)
            case ("sheet", "kpis" | "deliverables" | "data" as rows, name):
                return self._sheet_row(rows, name, was, now)
        label = self._label(path)
        if path[-1] in _CONDITIONS:
            return self._condition(label, was, now)
        return self._plain("", label, path, was, now)

    def _label(self, path: tuple[str, ...]) -> str:
        known = _FIELDS.get("/".join(path))
        if known is not None:
            return self.voice.of(*known)
        if path[0] == "trigger":
            trigger = next(
                (
                    label
                    for (kind, name), label in _LABELS.items()
                    if name == path[-1] and kind not in _KIND_OF
                ),
                None,
            )
            named = in_sentence(self.voice.text(trigger)) or path[-1]
            return self.voice.of(f"déclencheur, {named}", f"trigger, {named}")
        return " / ".join(path)

    def _plain(self, subject: str, label: str, path: tuple[str, ...], was: object, now: object) -> str:
        """``sujet, champ : avant → après``."""
        start = ", ".join(part for part in (subject, label) if part)
        return f"{start}{self.colon}{self._turned(path, was, now)}"

    def _turned(self, path: tuple[str, ...], was: object, now: object) -> str:
        """``3 → 5 jours``: one value into another; of one unit, the unit once."""
        after = self.value(path, now)
        if was is None:
            return after
        before = self.value(path, was)
        first, last = before.split(_NBSP), after.split(_NBSP)
        lasting = path[-1] in _TIMES and len(first) == len(last) == 2
        if lasting and first[1].rstrip("s") == last[1].rstrip("s"):
            before = first[0]
        if before == after:
            # the words of this language are the same and what is written is not
            return f"{_written(was)} → {_written(now)}"
        return f"{before} → {after}"

    def value(self, path: tuple[str, ...], value: object) -> str:
        """A value of a field in words."""
        voice, name = self.voice, path[-1]
        if name in _CONDITIONS:
            return voice.condition(value)
        if value is None:
            return voice.of("rien", "nothing")
        if path == ("trigger",):
            return voice.trigger(value)
        if isinstance(value, bool):
            return voice.value(value)
        if isinstance(value, str):
            return self._text(path, value)
        if isinstance(value, int | float):
            rate = path[:2] == ("sheet", "expected") and name != "reaction"
            return voice.percent(value) if rate and 0 <= value <= 1 else voice.number(value)
        if isinstance(value, Mapping):
            return self._mapping(path, value)
        if isinstance(value, list | tuple):
            return self._list(path, value)
        return str(value)

    def _text(self, path: tuple[str, ...], text: str) -> str:
        voice, name = self.voice, path[-1]
        if name in ("event",):
            return voice.event(text)
        if name == "attribute":
            return voice.attribute(text)
        if name == "template":
            return voice.template(text) or voice.of("aucun", "none")
        if name in ("tone", "status", "latency") and text in _PLAIN_WORDS:
            return voice.of(*_PLAIN_WORDS[text])
        if name == "cron":
            return voice.cron(text)
        if name == "channel":
            return voice.channel(text)
        if _is_duration(text) and name in _TIMES:
            sign = "−" if text.startswith("-") else ""
            return sign + voice.duration(text)
        if name in _WORDS:
            return in_sentence(voice.label(text))
        return voice.quoted(_short(text))

    def _mapping(self, path: tuple[str, ...], value: Wire) -> str:
        voice, name = self.voice, path[-1]
        if name == "until":
            return self._until(value)
        if name == "cap" and {"max", "per"} <= value.keys():
            most, per = voice.number(value["max"]), voice.duration(value["per"])
            return voice.of(f"{most} en {per}", f"{most} in {per}")
        if name == "set":
            return voice.listed([f"{voice.attribute(key)} = {voice.value(v)}" for key, v in value.items()])
        if value and set(value) <= {"fr", "en"}:
            return voice.quoted(_short(voice.text(value)))
        if path == ("goal",) and "event" in value:
            said = voice.event(value["event"]) + voice.where(value.get("where"), value["event"])
            within = value.get("within")
            return said + (voice.of(" sous ", " within ") + voice.duration(within) if within else "")
        if path[0] == "sheet" and path[1:2] in (("kpis",), ("data",), ("deliverables",)):
            parts = [self._part(name, key, part) for key, part in value.items() if key in _PARTS_OF_ROWS]
            return ", ".join(parts) or voice.of("rien de plus", "nothing more")
        if name == "cta":
            return " ".join(filter(None, (voice.text(value.get("label")), voice.text(value.get("url")))))
        parts = [
            f"{self._label((*path, key))} {self.value((*path, key), part)}" for key, part in value.items()
        ]
        return _short(", ".join(parts)) or voice.of("rien", "nothing")

    def _list(self, path: tuple[str, ...], value: Sequence[Any]) -> str:
        voice, name = self.voice, path[-1]
        if not value:
            return voice.of("rien", "nothing")
        if name == "segments":
            return voice.listed([voice.segment(key) for key in value])
        if name == "fallback":
            return voice.listed([voice.channel(word) for word in value])
        if name == "weekdays":
            return voice.weekdays(value) or voice.of("tous les jours", "every day")
        if name == "nodes":
            return voice.listed([self.step(str(node)) for node in value])
        if name == "prevails_over":
            return voice.listed([self._prevails(one) for one in value])
        return _short(voice.listed([self.value((*path[:-1], ""), one) for one in value]))

    def _prevails(self, row: object) -> str:
        voice = self.voice
        if not isinstance(row, Mapping):
            return voice.scenario(row)
        said = voice.scenario(row.get("scenario"))
        extra = [in_sentence(voice.label(row["effect"]))] if row.get("effect") else []
        if row.get("when"):
            extra.append(voice.of("si ", "if ") + voice.condition(row["when"]))
        return f"{said} ({', '.join(extra)})" if extra else said

    def _until(self, until: Wire) -> str:
        voice = self.voice
        if "attribute" in until:
            said = voice.offset(until.get("offset"), voice.attribute(until["attribute"]))
            return voice.of(f"attente, {said}", f"wait, {said}")
        days = voice.weekdays(until.get("weekdays"))
        at = voice.of(f"attente jusqu'à {until.get('time')}", f"wait until {until.get('time')}")
        return f"{at} {days}".strip()

    def _share(self, share: object) -> str:
        return self.voice.number(share) + self.voice.of(" %", "%")

    def _sheet_row(self, rows: str, name: str, was: object, now: object) -> str:
        voice = self.voice
        nouns = {
            "kpis": ("indicateur", "KPI"),
            "deliverables": ("livrable", "deliverable"),
            "data": ("donnée", "datum"),
        }
        row = now if isinstance(now, Mapping) else was
        title = row.get("name") if isinstance(row, Mapping) else None
        shown = metric_name(name)[voice.language] if rows == "kpis" else voice.text(title) or name
        what = f"{voice.of(*nouns[rows])} {voice.quoted(_short(shown))}"
        if not isinstance(was, Mapping) or not isinstance(now, Mapping):
            sign = "+1" if was is None else f"{_MINUS}1"
            rest = self.value(("sheet", rows, name), row) if isinstance(row, Mapping) and len(row) > 1 else ""
            return f"{sign}{_NBSP}{what}" + (f" ({rest})" if rest else "")
        parts = []
        for key in dict.fromkeys([*now, *was]):
            if was.get(key) != now.get(key):
                label = voice.of(*_PARTS_OF_ROWS[key]) if key in _PARTS_OF_ROWS else key
                path = ("sheet", "expected", key) if _is_rate(name, key) else ("sheet", rows, key)
                parts.append(f"{label} {self._turned(path, was.get(key), now.get(key))}")
        return f"{what}{self.colon}{', '.join(parts)}" if parts else what

    def _part(self, row: str, key: str, value: object) -> str:
        path = ("sheet", "expected" if _is_rate(row, key) else "kpis", key)
        return f"{self.voice.of(*_PARTS_OF_ROWS[key])} {self.value(path, value)}"

    # ── Conditions ──────────────────────────────────────────────────────────────────────────────────────

    def _condition(self, subject: str, was: object, now: object, *, verbs: bool = False) -> str:
        """What a condition asks more or no longer; whom it gains and loses, where it lists values."""
        voice = self.voice
        before, after = _parts(was), _parts(now)
        if before is not None and after is not None and before and after:
            said = self._clauses(before, after)
            if said:
                if verbs:
                    return f"{subject} {voice.of(' et ', ' and ').join(said)}"
                return f"{subject}{self.colon}{voice.of(' et ', ' and ').join(said)}"
        if was is None or was == {}:
            return f"{subject}{self.colon}{voice.condition(now)}"
        if now is None or now == {}:
            everyone = voice.of("sans condition", "no condition")
            last = f"{voice.of('avant', 'before')}{self.colon}{voice.condition(was)}"
            return f"{subject}{self.colon}{everyone} ({last})"
        return f"{subject}{self.colon}{voice.condition(was)} → {voice.condition(now)}"

    def _clauses(self, was: Sequence[Wire], now: Sequence[Wire]) -> list[str]:
        voice = self.voice
        gone = [part for part in was if part not in now]
        come = [part for part in now if part not in was]
        said: list[str] = []
        for part in list(gone):
            one = _values_of(part)
            other = next((new for new in come if one and (v := _values_of(new)) and v[0] == one[0]), None)
            if one is None or other is None:
                continue
            field, before = one
            after = (_values_of(other) or ("", []))[1]
            lost = [value for value in before if value not in after]
            won = [value for value in after if value not in before]
            if not lost and not won:
                continue
            gone.remove(part)
            come.remove(other)
            name = voice.attribute(field)
            if lost:
                said.append(voice.of("perd ", "loses ") + self._of_field(lost, name))
            if won:
                said.append(voice.of("gagne ", "gains ") + self._of_field(won, name))
        if len(gone) == len(come) == 1:
            before_, after_ = voice.condition(gone[0]), voice.condition(come[0])
            if said or before_ != after_:
                change = voice.of(
                    f"demande {after_} au lieu de {before_}", f"asks for {after_} instead of {before_}"
                )
                return [*said, change]
        said += [voice.of("demande en plus ", "also asks for ") + voice.condition(part) for part in come]
        said += [voice.of("ne demande plus ", "no longer asks for ") + voice.condition(part) for part in gone]
        return said

    def _of_field(self, values: Sequence[object], name: str) -> str:
        return f"{self.voice.listed([self.voice.value(value) for value in values])} ({name})"

    # ── Notes, groups, drawing, templates ───────────────────────────────────────────────────────────────

    def row(self, key: str, was: Wire | None, now: Wire | None) -> str:
        """A note or a group that came or went."""
        sign = "+1" if was is None else f"{_MINUS}1"
        return f"{sign}{_NBSP}{self.row_words(key, now or was or {})}"

    def row_words(self, key: str, row: Wire) -> str:
        """A note or a group by its words."""
        noun = self.voice.of("note", "note") if key == "notes" else self.voice.of("groupe", "group")
        words = self.voice.text(row.get("text" if key == "notes" else "title"))
        return f"{noun} {self.voice.quoted(_short(words))}" if words else noun

    def row_moved(self, key: str, row: Wire) -> str:
        """A note has another place or size."""
        moved = self.voice.of("déplacé ou redimensionné", "moved or resized")
        return f"{self.row_words(key, row)}{self.colon}{moved}"

    def row_field(self, key: str, row: Wire, part: str, was: object, now: object) -> str:
        """A part of a note or a group."""
        return self._plain(self.row_words(key, row), self._label((key, part)), (key, part), was, now)

    def moved(self, count: int) -> str:
        """Steps have other places on the canvas."""
        if count == 0:
            return self.voice.of("disposition du dessin", "layout of the drawing")
        many = count > 1
        return self.voice.of(
            f"{count} étape{'s' if many else ''} déplacée{'s' if many else ''} sur le dessin",
            f"{count} step{'s' if many else ''} moved on the drawing",
        )

    def file_order(self, key: str) -> str:
        """Rows of a list of the document stand in another order, or twice."""
        names = {
            "nodes": ("étapes", "steps"),
            "edges": ("liens", "links"),
            "notes": ("notes", "notes"),
            "groups": ("groupes", "groups"),
        }
        what = self.voice.of(*names[key])
        return self.voice.of(f"ordre des {what} dans le document", f"order of the {what} in the document")

    def rewritten(self) -> str:
        """The same thing is written otherwise."""
        return self.voice.of("écrit autrement, sans autre effet", "written otherwise, to the same effect")

    def text(self, nodes: Sequence[str], part: str, was: object, now: object) -> str:
        """The text of a template that messages use reads differently."""
        voice = self.voice
        times = voice.listed([self.times[False].get(node, node) for node in nodes])
        known = PARTS.get(part)
        subject = voice.of(f"texte de {times}", f"text of {times}")
        if part in _PARTS_OF_TEMPLATES:
            return f"{subject}{self.colon}{voice.of(*_PARTS_OF_TEMPLATES[part])}"
        label = known[voice.language] if known else part
        short = all(len(voice.text(value)) <= _QUOTED for value in (was, now))
        if known and short and voice.text(was) != voice.text(now):
            return self._plain(subject, label, ("templates", part), was, now)
        return voice.of(f"{subject}{self.colon}{label} modifié", f"{subject}: {label} changed")


#: Tellers of the same two graphs, by language.
Tellers = Mapping[Language, Teller]


def tellers_of(was: Graph, now: Graph, names: Names) -> Tellers:
    """Who says the changes between two graphs, in each language."""
    return {language: Teller(Voice(language=language, names=names), was, now) for language in LANGUAGES}


#: Fields that hold a duration, and those that hold a word of a closed set.
_TIMES = frozenset(
    {
        "for",
        "timeout",
        "ttl",
        "sla",
        "gap",
        "late",
        "within",
        "reaction",
        "every",
        "after",
        "offset",
        "lead",
        "latency",
        "per",
    }
)
_WORDS = frozenset(
    {
        "if_blocked",
        "if_past",
        "category",
        "reentry",
        "class",
        "then",
        "objective",
        "family",
        "lever",
        "effect",
        "repeat",
    }
)


def _is_rate(row: str, key: str) -> bool:
    """Whether a figure of the sheet is a fraction of one."""
    return key in ("target", "benchmark") and row.endswith(("_rate", "_share"))


def _is_duration(text: str) -> bool:
    return text.lstrip("+-").startswith("P")


def _is_plain_change(was: Wire, now: Wire, key: str) -> bool:
    return {k: v for k, v in was.items() if k != key} == {k: v for k, v in now.items() if k != key}


def _parts(tree: object) -> list[Wire] | None:
    """The conditions that a tree asks for all together; nothing where it is no such tree."""
    if tree is None or tree == {}:
        return []
    if not isinstance(tree, Mapping) or len(tree) != 1:
        return None
    if "all" in tree:
        parts = tree["all"]
        ok = isinstance(parts, list | tuple) and all(isinstance(part, Mapping) for part in parts)
        return list(parts) if ok else None
    return [tree]


def _values_of(part: Wire) -> tuple[str, list[object]] | None:
    """The field and the values that a condition takes one of: ``in``, or ``eq`` with a value."""
    for operator in ("in", "eq"):
        body = part.get(operator)
        if isinstance(body, list | tuple) and len(body) == 2 and isinstance(body[0], str):
            values = list(body[1]) if operator == "in" and isinstance(body[1], list | tuple) else [body[1]]
            return None if any(isinstance(value, bool) for value in values) else (body[0], values)
    return None


def _messages_before(graph: Graph) -> dict[str, str]:
    """Each step -> the message that the nearest way to it has last."""
    found: dict[str, str] = {}
    for node, before in graph.come_to().items():
        if before is not None:
            last = before if graph.kind(before) == "message" else found.get(before)
            if last is not None:
                found[node] = last
    return found


def _short(text: str) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= _QUOTED else whole[: _QUOTED - 1].rstrip() + "…"


def _written(value: object) -> str:
    return _short(json.dumps(value, ensure_ascii=False, default=str))
