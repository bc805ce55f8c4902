"""The order of the runtime: who passes first, who said so and when, and what a statement would change.

A statement « A prevails over B » stands in the draft of A. Everything here that changes one saves that draft
through the door of any save, and nothing is published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from designer.analysis.precedence import Place, Statement, places, stated
from designer.analysis.priority import Circle, meets_in, order_of, ties
from designer.domain.errors import BadInput, DocumentError, NotFound, Refused
from designer.domain.finding import Finding
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import Effect, Scenario
from designer.domain.text import Text, say
from designer.store import changes, codec, documents, history, proof, scenarios, simulations, wording

if TYPE_CHECKING:
    from designer.analysis.verdict import Proof, Row

#: Rules of which a change of the order can make a finding come or go, those of the proof apart: what they
#: tell stands beside them in rows and conflicts.
_OF_ORDER = frozenset(
    {
        "no-prevails-circle",
        "no-contradicted-priority",
        "no-priority-tie",
        "no-double-inactivity",
        "no-unknown-scenario",
        "leaves-within-ttl",
        "ttl-shorter-than-window",
    }
)

#: Simulations that are looked through for one with a scenario.
_LOOKED_AT = 5


@dataclass(frozen=True, kw_only=True)
class Said:
    """Who said a statement, as far as the history goes."""

    #: The authors of the first save that has it; empty where nobody gave a name.
    authors: tuple[str, ...]
    #: When it was first saved; nothing where that is older than the history.
    at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Tie:
    """Two scenarios of one class and value that nobody ordered."""

    one: str
    other: str
    #: Whether one contact can be in both, so that an order is needed.
    meets: bool


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The order as it stands in the drafts."""

    portfolio: Portfolio
    places: tuple[Place, ...]
    statements: tuple[Statement, ...]
    circles: tuple[Circle, ...]
    #: Those that can meet first.
    ties: tuple[Tie, ...]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One statement added, put in the place of another one, or taken away."""

    #: The scenario that prevails: the statement stands in its draft.
    winner: str
    #: Which of its statements, from 0; nothing for a new one.
    place: int | None = None
    #: The scenario over which it prevails from now on.
    loser: str | None = None
    #: Whether the statement at the place is taken away; without a place, all those about the loser.
    remove: bool = False
    effect: Effect = Effect.ENTRY
    #: The condition as documents have it.
    when: Mapping[str, Any] | None = None


# ── As it stands ────────────────────────────────────────────────────────────────────────────────────────


def standing() -> Standing:
    """The order of the drafts."""
    return _standing(documents.portfolio())


def _standing(portfolio: Portfolio) -> Standing:
    meets = dict.fromkeys(ties(portfolio.scenarios), False)
    meets |= dict.fromkeys(ties(portfolio.scenarios, meets_in(portfolio)), True)
    found = [Tie(one=one, other=other, meets=true) for (one, other), true in meets.items()]
    return Standing(
        portfolio=portfolio,
        places=places(portfolio.scenarios),
        statements=stated(portfolio),
        circles=order_of(portfolio.scenarios).circles,
        ties=tuple(sorted(found, key=lambda tie: (not tie.meets, tie.one, tie.other))),
    )


def revisions(found: Standing) -> dict[str, int]:
    """The revision of each scenario's draft."""
    stamps = {key: revision for key, _state, revision, _edited in documents.state().scenarios}
    return {place.key: stamps[place.key] for place in found.places if place.key in stamps}


def said(found: Standing) -> dict[tuple[str, int], Said]:
    """Who first saved each statement as it is, since it is there without a break; by winner and place."""
    told: dict[tuple[str, int], Said] = {}
    for winner in dict.fromkeys(one.winner for one in found.statements):
        listed = history.list_all(winner, limit=history.LARGEST_PAGE)
        entries = [entry for entry, _before in listed.entries]
        for place, row in enumerate(_rows(scenarios.get(winner).document)):
            since = list(takewhile(partial(_has, _normal(row)), entries))
            known = since and not (listed.more and len(since) == len(entries))
            told[winner, place] = (
                Said(authors=since[-1].authors, at=since[-1].began) if known else Said(authors=(), at=None)
            )
    return told


def _has(row: object, entry: history.Entry) -> bool:
    return row in [_normal(other) for other in _rows(entry.document)]


def when(statement: Statement) -> Mapping[str, Any] | None:
    """The condition of a statement as the draft of its winner has it; nothing where it always holds."""
    rows = _rows(scenarios.get(statement.winner).document)
    row = rows[statement.place] if statement.place < len(rows) else None
    found = row.get("when") if isinstance(row, Mapping) else None
    return found if isinstance(found, Mapping) else None


def _rows(document: Mapping[str, Any]) -> Sequence[Any]:
    priority = document.get("priority")
    rows = priority.get("prevails_over") if isinstance(priority, Mapping) else None
    return rows if isinstance(rows, list) else ()


def _wire(loser: str, effect: Effect, condition: object) -> dict[str, Any]:
    row: dict[str, Any] = {"scenario": loser}
    if condition is not None:
        row["when"] = condition
    if effect is not Effect.ENTRY:
        row["effect"] = effect.value
    return row


def _normal(row: object) -> object:
    """A statement written at length, without what goes without saying."""
    if isinstance(row, str):
        return {"scenario": row}
    if isinstance(row, Mapping):
        return {
            name: value
            for name, value in row.items()
            if value is not None and (name, value) != ("effect", Effect.ENTRY.value)
        }
    return row


# ── What would change ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class Move:
    """A scenario that passes at another place."""

    key: str
    before: int
    after: int


@dataclass(frozen=True, kw_only=True)
class RuleChange:
    """A rule of pressure of which the proof says something else."""

    rule: str
    label: Text
    before: Row
    after: Row


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a change of one statement would do."""

    before: Standing
    after: Standing
    moves: tuple[Move, ...]
    rules: tuple[RuleChange, ...]
    #: Conflicts that are there on one side alone, and those of which the figures differ.
    appear: tuple[proof.Told, ...]
    vanish: tuple[proof.Told, ...]
    differ: tuple[tuple[proof.Told, proof.Told], ...]
    #: Findings about the order that come and go.
    found: tuple[Finding, ...]
    gone: tuple[Finding, ...]

    @property
    def circles_made(self) -> tuple[Circle, ...]:
        """Circles that were not there."""
        known = {circle.keys for circle in self.before.circles}
        return tuple(circle for circle in self.after.circles if circle.keys not in known)

    @property
    def circles_broken(self) -> tuple[Circle, ...]:
        """Circles that are no more."""
        left = {circle.keys for circle in self.after.circles}
        return tuple(circle for circle in self.before.circles if circle.keys not in left)

    @property
    def ties_made(self) -> tuple[Tie, ...]:
        """Ties that need an order and were not there."""
        return tuple(tie for tie in self.after.ties if tie.meets and tie not in self.before.ties)

    @property
    def ties_broken(self) -> tuple[Tie, ...]:
        """Ties that needed an order and are no more."""
        return tuple(tie for tie in self.before.ties if tie.meets and tie not in self.after.ties)

    @property
    def nothing(self) -> bool:
        """Whether neither the order nor the proof says anything else."""
        return not (
            self.moves
            or self.rules
            or self.appear
            or self.vanish
            or self.differ
            or self.found
            or self.gone
            or self.circles_made
            or self.circles_broken
            or self.ties_made
            or self.ties_broken
        )


def preview(change: Change) -> Preview:
    """What the order and the proof would say after a change; nothing is kept.

    Raises as :func:`apply` does, and ``Unavailable`` where the proof could not be made.
    """
    record = codec.scenario(_changed(scenarios.get(change.winner).document, change))
    was, proved_was = proof.view()
    now, proved = proof.beside(record, budget=proof.BUDGET_S)
    before, after = _standing(was), _standing(now)
    told_was = {one.id: one for one in proof.told(was, proved_was)}
    told = {one.id: one for one in proof.told(now, proved)}
    found_was, found = _findings(was, proved_was), _findings(now, proved)
    return Preview(
        before=before,
        after=after,
        moves=_moves(before, after),
        rules=_rules(now, proved_was, proved),
        appear=tuple(one for id_, one in told.items() if id_ not in told_was),
        vanish=tuple(one for id_, one in told_was.items() if id_ not in told),
        differ=tuple(
            (told_was[id_], one)
            for id_, one in told.items()
            if id_ in told_was and _differ(told_was[id_], one)
        ),
        found=tuple(one for words, one in found.items() if words not in found_was),
        gone=tuple(one for words, one in found_was.items() if words not in found),
    )


def _differ(was: proof.Told, now: proof.Told) -> bool:
    """Whether a conflict has other figures; a search that was cut short says nothing of them."""
    return was.verdict != now.verdict or (was.exact and now.exact and was.worst != now.worst)


def _findings(portfolio: Portfolio, proved: Proof) -> dict[object, Finding]:
    """The findings about the order, by what they say: the place of a statement may be another one."""
    return {
        (one.rule, one.scenario, one.node, say(one.message, "en")): one
        for one in codec.check(portfolio, proved)
        if one.rule in _OF_ORDER
    }


def _moves(before: Standing, after: Standing) -> tuple[Move, ...]:
    numbers = {place.key: number for number, place in enumerate(before.places, start=1)}
    return tuple(
        Move(key=place.key, before=numbers[place.key], after=number)
        for number, place in enumerate(after.places, start=1)
        if numbers.get(place.key, number) != number
    )


def _rules(portfolio: Portfolio, before: Proof, after: Proof) -> tuple[RuleChange, ...]:
    known = {row.rule: row for row in before.rows}
    return tuple(
        RuleChange(
            rule=row.rule, label=wording.rule(portfolio.policy, row.rule), before=known[row.rule], after=row
        )
        for row in after.rows
        if row.rule in known and _rules_differ(known[row.rule], row)
    )


def _rules_differ(was: Row, now: Row) -> bool:
    if (was.verdict, was.runtime, was.worst is None) != (now.verdict, now.runtime, now.worst is None):
        return True
    if was.worst is None or now.worst is None or not (was.worst.exact and now.worst.exact):
        return False
    return was.worst.lower != now.worst.lower


# ── Changing it ─────────────────────────────────────────────────────────────────────────────────────────


def apply(change: Change, revision: int, *, author: str | None = None) -> tuple[int, str]:
    """Make a change in the draft: its new revision, and the id by which the change is taken back.

    Raises ``NotFound``, ``BadInput`` for a statement that cannot be, ``Refused`` for one that is said
    already, ``DocumentError`` for a condition that does not load, ``Conflict`` when the draft has another
    revision.
    """
    from designer.analysis.verdict import Change as Edit

    stored = scenarios.get(change.winner)
    made = _changed(stored.document, change)
    codec.scenario(made)
    priority = made.get("priority")
    edit = Edit(
        document=f"scenario:{change.winner}",
        path=("priority",),
        value=priority,
        remove=priority is None,
    )
    id_ = changes.apply([edit], author=author, expected={edit.document: revision})
    return scenarios.get(change.winner).revision, id_


def simulated(winner: str) -> simulations.Run | None:
    """The newest finished simulation in which a scenario took part, of the last few."""
    for run in [run for run in simulations.list_all() if run.state == "done"][:_LOOKED_AT]:
        try:
            simulations.scenario_of(run.id, winner)
        except NotFound:
            continue
        return run
    return None


def again(simulation: int, change: Change, name: str = "") -> simulations.Run:
    """Run a simulation again with one statement changed and all else as it was: people, rules, seed.

    Raises as :func:`apply` and ``simulations.ask`` do; ``BadInput`` where the scenario did not take part.
    """
    try:
        kept = simulations.scenario_of(simulation, change.winner)
    except NotFound:
        simulations.get(simulation)
        raise BadInput(
            f"The scenario '{change.winner}' took no part in the simulation {simulation}; choose another "
            "one, or ask for a simulation with it."
        ) from None
    # The place of a statement is one of the draft: in what was simulated it is looked for by what it says.
    drawn = _rows(scenarios.get(change.winner).document)
    rows = [_normal(row) for row in _rows(kept)]
    place = change.place
    if place is not None:
        old = _normal(drawn[place]) if place < len(drawn) else None
        place = rows.index(old) if old in rows else None
    if change.remove and place is None and change.loser is None:
        raise BadInput(
            f"In the simulation {simulation} the scenario '{change.winner}' did not say so yet: it is as if "
            "the statement were taken away already."
        )
    made = _changed(kept, replace(change, place=place))
    return simulations.again(simulation, made, name)


def _changed(document: Mapping[str, Any], change: Change) -> dict[str, Any]:
    """The document with a statement added, replaced or taken away."""
    _loads(document, change.winner)
    rows = list(_rows(document))
    if change.place is not None and not 0 <= change.place < len(rows):
        raise NotFound(
            f"The scenario '{change.winner}' has no statement {change.place + 1} any more; read the order "
            "again."
        )
    if change.remove:
        kept = [row for at, row in enumerate(rows) if not _meant(change, at, row)]
        if len(kept) == len(rows):
            raise NotFound(
                f"The scenario '{change.winner}' does not prevail over '{change.loser or ''}' any more; read "
                "the order again."
            )
        rows = kept
    else:
        row = _stating(change, [_normal(row) for at, row in enumerate(rows) if at != change.place])
        at = len(rows) if change.place is None else change.place
        rows[at : at + 1] = [row]
    priority = dict(document.get("priority") or {})
    priority["prevails_over"] = rows
    if not rows:
        del priority["prevails_over"]
    made = {**document, "priority": priority}
    if not priority:
        del made["priority"]
    return made


def _meant(change: Change, at: int, row: object) -> bool:
    """Whether a statement is one that the change takes away."""
    if change.place is not None:
        return at == change.place
    said_over = _normal(row)
    return isinstance(said_over, Mapping) and said_over.get("scenario") == change.loser


def _loads(document: Mapping[str, Any], key: str) -> Scenario:
    try:
        return codec.scenario(document)
    except DocumentError as error:
        raise Refused(
            f"The draft of '{key}' does not load, so that it has no place in the order; open it in the "
            "editor, correct it, and say it again.",
            findings=error.findings,
            code="unfinished",
        ) from error


def _stating(change: Change, others: Sequence[object]) -> object:
    """A statement as the document has it. Raises ``BadInput``, ``Refused``."""
    loser = change.loser
    if loser is None:
        raise BadInput(f"Name the scenario over which '{change.winner}' prevails.")
    if loser == change.winner:
        raise BadInput(f"The scenario '{loser}' cannot prevail over itself; choose another one.")
    if documents.portfolio().scenario(loser) is None:
        raise NotFound(f"There is no scenario '{loser:.200}'; check its key in the list of scenarios.")
    row = _wire(loser, change.effect, change.when)
    alike = {name: value for name, value in row.items() if name != "effect"}
    for other in others:
        if isinstance(other, Mapping) and {k: v for k, v in other.items() if k != "effect"} == alike:
            raise Refused(
                f"The scenario '{change.winner}' prevails over '{loser}' already, in the same case; change "
                "that statement instead.",
                code="said-already",
            )
    return loser if len(row) == 1 else row
