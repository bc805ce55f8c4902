"""Messages that their own scenario blocks: never on time (MUST), or never at all (DEAD).

One enrolment of one scenario, a contact who was never written to, who has consented to everything, has every
address and stays as it is; all rules of the policy are on and what they decide is applied: what is delayed
shifts what follows, what is lost does not count. Exclusions stop such a contact only where what the audience
asks for implies them.

First a few runs with the longest waits are made minute by minute: most messages leave on one of them when
they are due. For the rest every run is looked at, as zones of minutes. Where that ends without certainty,
nothing is said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from designer.analysis.ages import Ages
from designer.analysis.everyrun import BUDGET, EveryRun
from designer.analysis.numbers import quoted
from designer.analysis.onerun import Held, OneRun
from designer.analysis.restraints import Restraints, restraints
from designer.analysis.timed import Timed, timed
from designer.analysis.verdict import Blocked, Due, Verdict, Witness
from designer.analysis.ways import Ways, ways
from designer.analysis.words import lasting
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import IfBlocked, Message, Scenario, Wait, WaitEvent
from designer.domain.text import Text
from designer.domain.time import DAY, HOUR, WEEK

_WEEKDAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


@dataclass(kw_only=True)
class _Found:
    """What is known of the messages of a scenario, over all maxima that a contact may have."""

    on_time: set[int] = field(default_factory=set)
    late: set[int] = field(default_factory=set)
    reached: set[int] = field(default_factory=set)
    held: dict[int, Held] = field(default_factory=dict)
    #: The rules under which it was held back.
    rules: dict[int, Restraints] = field(default_factory=dict)
    #: Node -> the nodes from which edges lead to it.
    sources: dict[str, set[str]] = field(default_factory=dict)


def blocked(scenario: Scenario, portfolio: Portfolio, graph: Timed | None = None) -> tuple[Blocked, ...]:
    """The messages of a scenario that the scenario itself keeps from leaving, in the order of its nodes.

    MUST: on no run does it leave at the minute for which it is due. DEAD: on no run does a minute that every
    rule allows come within its time to live. ``graph`` is the scenario as times, where it is known already.
    """
    if not any(isinstance(node, Message) for node in scenario.nodes):
        return ()
    graph = graph or timed(scenario, portfolio.policy, portfolio.data)
    steps = ways(scenario, portfolio, graph)
    found = _Found()
    doubtful = set(graph.messages)
    change = _clocks_change(portfolio)
    budget = BUDGET
    looked = False
    for rules in restraints(scenario, graph, portfolio.policy):
        looked = True
        run = OneRun(steps, rules)
        run.walk()
        doubtful -= run.free
        for place, held in run.held.items():
            found.reached.add(place)
            if place not in found.held:
                found.held[place], found.rules[place] = held, rules
        # what no rule ever lets pass needs no search
        asked = {place for place in doubtful if not _never(place, steps, rules)}
        ages = Ages(steps, rules)
        if asked:
            ages.settle(asked)
        late = {place for place in asked if place in run.held and run.held[place].free is not None}
        found.late |= late
        # what one window settles needs no search, but to tell whether it ever leaves
        settled = asked & ages.blocked & (ages.dead | late)
        asked -= settled
        if asked:
            search = EveryRun(steps, rules, clocks_change=change, budget=budget)
            certain = search.search(asked) | (asked & ages.blocked)
            doubtful -= asked - certain
            # where nobody knows whether it ever leaves, it is the weaker verdict
            found.late |= certain - search.settled
            budget = max(0, search.budget)
            found.reached |= search.reached
            found.late |= search.late
        if not doubtful:
            return ()
    if not looked:
        return ()
    for edge in scenario.edges:
        found.sources.setdefault(edge.target, set()).add(edge.source)
    places = {graph.places[place].id: place for place in doubtful & found.reached}
    return tuple(
        _blocked(scenario, steps, places[node.id], found)
        for node in scenario.nodes
        if node.id in places and isinstance(node, Message)
    )


def _never(place: int, steps: Ways, rules: Restraints) -> bool:
    """Whether something that does not pass with time stops the message on each of its channels."""
    message = steps.graph.places[place].message
    assert message is not None
    kinds = rules.of[place] if message.if_blocked is IfBlocked.FALLBACK else rules.of[place][:1]
    return place in steps.barred or all(rules.kinds[number].never for number in kinds)


def _clocks_change(portfolio: Portfolio) -> bool:
    """Whether the clocks of some contact may be put forward or back."""
    if portfolio.columns is not None and "timezone" in portfolio.columns:
        return True
    return _changes(portfolio.policy.timezone)


@lru_cache(maxsize=64)
def _changes(timezone: str) -> bool:
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    offsets = {
        datetime(year, month, 1, tzinfo=UTC).astimezone(zone).utcoffset()
        for year in (2020, 2030)
        for month in range(1, 13)
    }
    return len(offsets) > 1


# ── What is said ────────────────────────────────────────────────────────────────────────────────────────


def _blocked(scenario: Scenario, steps: Ways, place: int, found: _Found) -> Blocked:
    node = scenario.by_id[steps.graph.places[place].id]
    assert isinstance(node, Message)
    held = found.held.get(place)
    rule, message = "", _somehow(place in found.late)
    witness = None
    verdict = Verdict.MUST if place in found.late else Verdict.DEAD
    if held is not None:
        rules = found.rules[place]
        rule = held.rule
        witness = _witness(scenario, steps, place, held, rules)
        message = _said(scenario, steps, place, found, verdict)
    return Blocked(
        scenario=scenario.key, node=node.id, verdict=verdict, rule=rule, message=message, witness=witness
    )


def _witness(scenario: Scenario, steps: Ways, place: int, held: Held, rules: Restraints) -> Witness | None:
    """The messages that hold it back, and itself; nothing where no message does."""
    window = next((window for window in rules.windows if window.id == held.rule), None)
    if window is not None:
        before = [
            sent for sent in held.sent if sent.kind in window.filled_by and held.due - sent.at < window.width
        ]
    else:
        before = list(held.sent) if held.rule == "score" else []
    if not before:
        return None
    first = before[0].at
    message = steps.graph.places[place].message
    assert message is not None
    events = [
        Due(
            at=sent.at - first,
            scenario=scenario.key,
            node=steps.graph.places[sent.place].id,
            channel=rules.kinds[sent.kind].channel,
        )
        for sent in before
    ]
    node = steps.graph.places[place].id
    events.append(Due(at=held.due - first, scenario=scenario.key, node=node, channel=message.channel))
    return Witness(contact={}, events=tuple(events), window=None if window is None else window.width)


def _said(scenario: Scenario, steps: Ways, place: int, found: _Found, verdict: Verdict) -> Text:
    """The cause and the next step."""
    held, rules = found.held[place], found.rules[place]
    node = scenario.by_id[steps.graph.places[place].id]
    assert isinstance(node, Message)
    if held.rule.startswith("exclusion:"):
        name = held.rule.removeprefix("exclusion:")
        return {
            "fr": f"L'exclusion « {name} » vise toute la cible du scénario : ce message ne part jamais ;"
            " ajoutez le scénario à ses exceptions, ou changez la cible.",
            "en": f"The exclusion '{name}' covers the whole audience, so this message never leaves; add the"
            " scenario to its exceptions, or change the audience.",
        }
    kind = rules.kinds[rules.of[place][0]]
    window = next((window for window in rules.windows if window.id == held.rule), None)
    if kind.never == held.rule:
        return _never_said(node, held, rules)
    if held.rule == "quiet-hours":
        return _quiet_said(node, held, verdict)
    before = [sent for sent in held.sent if window is None or sent.kind in window.filled_by]
    by_fr, by_en = quoted(scenario, steps.graph.places[before[-1].place].id if before else node.id)
    missing = None if held.free is None else held.free - held.due
    if missing is None and window is not None and window.calendar is None and len(before) >= window.most:
        missing = before[-window.most].at + window.width - held.due
    step = _longer(scenario, found.sources.get(node.id, set()), missing)
    if window is None:
        fr = f"Le score de pression est toujours trop haut après {by_fr} du même scénario :"
        en = f"The pressure score is always too high after {by_en} of the same scenario:"
        step = {
            "fr": f"{step['fr']}, ou baissez un poids",
            "en": f"{step['en']}, or lower a weight",
        }
    else:
        fr = (
            f"La règle « {window.id} » le retient sur tous les parcours, à cause de {by_fr}"
            " du même scénario :"
        )
        en = f"The rule '{window.id}' holds it back on every run because of {by_en} of the same scenario:"
    if verdict is Verdict.MUST:
        return {
            "fr": f"{fr} il ne part jamais à son échéance ; {step['fr']}.",
            "en": f"{en} it never leaves when it is due; {step['en']}.",
        }
    return {
        "fr": f"{fr} il ne peut partir qu'une fois passée sa durée de validité, donc jamais ; {step['fr']}.",
        "en": f"{en} it may only leave when it no longer makes sense, so never; {step['en']}.",
    }


def _never_said(node: Message, held: Held, rules: Restraints) -> Text:
    if held.rule == "quiet-hours":
        channel = node.channel.value
        return {
            "fr": f"Les heures de silence ne laissent aucun moment au canal « {channel} » : ce message ne"
            " part jamais ; ouvrez une plage pour ce canal, ou changez de canal.",
            "en": f"The quiet hours leave the channel '{channel}' no time at all, so this message never"
            " leaves; open some hours for it, or change the channel.",
        }
    if held.rule == "score":
        assert rules.score is not None
        threshold = f"{rules.score.threshold:g}"
        return {
            "fr": f"Son poids dépasse à lui seul le seuil de pression ({threshold}) : ce message ne part"
            " jamais ; baissez son poids, ou relevez le seuil.",
            "en": f"Its weight alone is above the threshold of the pressure score ({threshold}), so it never"
            " leaves; lower its weight, or raise the threshold.",
        }
    return {
        "fr": f"La règle « {held.rule} » ne lui laisse aucune place (maximum 0) : ce message ne part jamais ;"
        " relevez ce maximum, ou changez de canal.",
        "en": f"The rule '{held.rule}' leaves it no room (a maximum of 0), so this message never leaves;"
        " raise the maximum, or change the channel.",
    }


def _quiet_said(node: Message, held: Held, verdict: Verdict) -> Text:
    due_fr = due_en = ""
    if held.local is not None:
        due_fr, due_en = (
            f" (par exemple {_clock(held.local, 'fr')})",
            f" (such as {_clock(held.local, 'en')})",
        )
    channel = node.channel.value
    fr = f"Son échéance{due_fr} tombe toujours dans les heures de silence du canal « {channel} » :"
    en = f"It always falls due{due_en} in the quiet hours of the channel '{channel}':"
    until_fr = until_en = ""
    if held.free is not None and held.local is not None:
        opens = (held.local + held.free - held.due) % WEEK
        until_fr = until_en = f" {opens % DAY // HOUR:02d}:{opens % HOUR:02d}"
    step_fr = f"placez avant lui une attente jusqu'à une heure permise{until_fr and f', comme{until_fr}'}"
    step_en = f"put a wait until an hour that is open before it{until_en and f', such as{until_en}'}"
    if verdict is Verdict.MUST:
        return {
            "fr": f"{fr} il ne part jamais à son échéance ; {step_fr}.",
            "en": f"{en} it never leaves when it is due; {step_en}.",
        }
    return {
        "fr": f"{fr} elles durent plus longtemps que sa validité, il ne part donc jamais ; {step_fr}, ou"
        " allongez sa durée de validité.",
        "en": f"{en} they last longer than it makes sense, so it never leaves; {step_en}, or let it make"
        " sense for longer.",
    }


def _longer(scenario: Scenario, sources: set[str], missing: int | None) -> dict[str, str]:
    """Lengthen the wait before it, to how much where one wait leads there alone; where none does, add one."""
    if missing is None:
        return {"fr": "allongez l'attente qui le précède", "en": "lengthen the wait before it"}
    wait = _wait_before(scenario, sources)
    if wait is None:
        fr, en = _in_words(missing)
        if not any(isinstance(scenario.by_id.get(source), Wait | WaitEvent) for source in sources):
            return {
                "fr": f"placez avant lui une attente de {fr}",
                "en": f"put a wait of {en} before it",
            }
        return {
            "fr": f"allongez de {fr} l'attente qui le précède",
            "en": f"lengthen the wait before it by {en}",
        }
    name, minutes = wait
    fr, en = _in_words(minutes + missing)
    return {
        "fr": f"allongez à {fr} l'attente « {name} » qui le précède",
        "en": f"lengthen the wait '{name}' before it to {en}",
    }


def _wait_before(scenario: Scenario, sources: set[str]) -> tuple[str, int] | None:
    """The wait of a known length that is the only source of a message, and its minutes."""
    before = scenario.by_id.get(next(iter(sources))) if len(sources) == 1 else None
    match before:
        case Wait(id=name, for_=duration) if duration is not None and duration.exact:
            return name, duration.minutes
        case WaitEvent(id=name, timeout=allowed) if allowed is not None and allowed.exact:
            return name, allowed.minutes
        case _:
            return None


def _in_words(minutes: int) -> tuple[str, str]:
    """``2 jours`` and ``2 days``; what takes more than two units is rounded up to the hour."""
    return lasting(-(-minutes // HOUR) * HOUR if minutes > DAY else minutes)


def _clock(local: int, language: str) -> str:
    day = _WEEKDAYS[language][local // DAY]
    return f"{day} {local % DAY // HOUR:02d}:{local % HOUR:02d}"


def _somehow(late: bool) -> Text:
    if late:
        return {
            "fr": "Les règles de pression le retiennent sur tous les parcours : il ne part jamais à son"
            " échéance ; allongez les attentes qui le précèdent.",
            "en": "The rules of pressure hold it back on every run, so that it never leaves when it is due;"
            " lengthen the waits before it.",
        }
    return {
        "fr": "Les règles de pression le retiennent sur tous les parcours : il ne part jamais ; allongez les"
        " attentes qui le précèdent.",
        "en": "The rules of pressure hold it back on every run, so that it never leaves; lengthen the waits"
        " before it.",
    }
