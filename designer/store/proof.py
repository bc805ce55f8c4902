"""The proof of the workspace: what one contact can be due, which scenarios break which rule, what would help.

The analysis keeps what it found of each scenario by the identity of its record, and ``documents.portfolio``
gives the same record for the same row: a check after one change computes that change alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

import structlog

from designer.domain.channel import Channel
from designer.domain.condition import All, InSegment
from designer.domain.errors import NotFound, Unavailable
from designer.domain.policy import Cap, Policy
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import Message, Scenario
from designer.domain.text import Text
from designer.domain.time import DAY, Duration
from designer.store import codec, documents, wording
from designer.store.database import db

if TYPE_CHECKING:
    from designer.analysis.verdict import Blocked, Conflict, Pair, Proof, Remedy, Row, Witness

log = structlog.get_logger(__name__)

#: Seconds that the search for the heaviest contact may take; what is not exact by then says so.
BUDGET_S = 0.5
#: The same for a draft that is being drawn, of which conflicts are told and no heaviest contact.
DRAFT_BUDGET_S = 0.1

#: Workspaces whose proof is remembered; a process has one, tests have many.
_KEPT = 4
#: Groups of scenarios whose own proof is remembered.
_PARTS = 200
#: Views of the workspace (whole, by segment) whose proof is remembered.
_VIEWS = 12


class _Bench:
    """What was proved of one database: the analysis' memo, and the proof of each view of the portfolio."""

    def __init__(self) -> None:
        from designer.analysis.pressure import Memo

        self.lock = Lock()
        self.memo = Memo()
        #: The same for the search of remedies, and what it found by conflict, beside its portfolio.
        self.search = Lock()
        self.trials = Memo()
        self.found: dict[str, tuple[Portfolio, tuple[Remedy, ...]]] = {}
        #: By view; the portfolio is that of which the proof speaks.
        self.proofs: dict[str, tuple[Portfolio, Portfolio, Proof]] = {}
        #: What some scenarios come to by themselves, beside the portfolio they are of.
        self.some: dict[tuple[frozenset[str], str, bool], tuple[Portfolio, Proof]] = {}
        #: What one contact can be due of a scenario in a month, beside what that was proved of.
        self.months: dict[str, tuple[tuple[object, ...], float | None]] = {}
        #: Scenarios restricted to a segment, by view and key, beside the record they were made of.
        self.restricted: dict[tuple[str, str], tuple[Scenario, Scenario]] = {}


_benches: dict[str, _Bench] = {}
_benches_lock = Lock()


def _bench() -> _Bench:
    url = str(db.engine.url)
    with _benches_lock:
        bench = _benches.pop(url, None) or _Bench()
        _benches[url] = bench
        while len(_benches) > _KEPT:
            del _benches[next(iter(_benches))]
    return bench


def of_workspace(*, segment: str | None = None) -> Proof:
    """The proof of everything drawn; with a segment, of the contacts in it alone.

    Raises ``NotFound`` when there is no such segment.
    """
    return view(segment=segment)[1]


def view(*, segment: str | None = None) -> tuple[Portfolio, Proof]:
    """The portfolio and its proof. Raises ``NotFound`` when there is no such segment."""
    whole, bench, name = documents.portfolio(), _bench(), segment or ""
    with bench.lock:
        known = bench.proofs.pop(name, None)
        if known is None or known[0] is not whole:
            shown = _restricted(whole, segment, bench) if segment else whole
            known = (whole, shown, _prove(shown, bench))
        bench.proofs[name] = known
        while len(bench.proofs) > _VIEWS:
            del bench.proofs[next(iter(bench.proofs))]
    return known[1], known[2]


def beside(record: Scenario, *, budget: float = DRAFT_BUDGET_S) -> tuple[Portfolio, Proof]:
    """The portfolio with a scenario in place of the stored one of its key, and its proof."""
    portfolio, bench = documents.portfolio(instead=record), _bench()
    with bench.lock:
        return portfolio, _prove(portfolio, bench, budget)


def among(keys: Sequence[str], *, segment: str | None = None, everyone: bool = False) -> Proof:
    """The proof of some scenarios and campaigns alone; with ``everyone``, as if each took every contact.

    Raises ``NotFound``.
    """
    portfolio, _proof = view(segment=segment)
    bench, wanted = _bench(), frozenset(keys)
    known = bench.some.get((wanted, segment or "", everyone))
    if known is not None and known[0] is portfolio:
        return known[1]
    scenarios = tuple(record for record in portfolio.scenarios if record.key in wanted)
    campaigns = tuple(campaign for campaign in portfolio.plan.campaigns if campaign.key in wanted)
    missing = wanted - {record.key for record in scenarios} - {campaign.key for campaign in campaigns}
    if missing:
        raise NotFound(f"There is no scenario '{min(missing)}'; check its key in the list of scenarios.")
    with bench.lock:
        if everyone:
            scenarios = tuple(_open(record, bench) for record in scenarios)
            campaigns = tuple(replace(campaign, audience=None) for campaign in campaigns)
        some = replace(portfolio, scenarios=scenarios, plan=replace(portfolio.plan, campaigns=campaigns))
        proved = _prove(some, bench)
        while len(bench.some) >= _PARTS:
            del bench.some[next(iter(bench.some))]
        bench.some[wanted, segment or "", everyone] = (portfolio, proved)
        return proved


def pair(rule: str, keys: Sequence[str], *, segment: str | None = None) -> Told:
    """What a few scenarios come to by themselves under one rule, whether they break it or not.

    Raises ``NotFound`` when there is no such rule, or no such scenario.
    """
    portfolio, _proof = view(segment=segment)
    proved = among(keys, segment=segment)
    found = next(
        (one for one in proved.conflicts if one.rule == rule and set(one.scenarios) == set(keys)), None
    )
    if found is not None:
        return _conflict(portfolio, found)
    row = next((row for row in proved.rows if row.rule == rule), None)
    if row is None:
        raise NotFound(
            f"There is no rule '{rule:.200}' in the policy; the page of the rules shows those there are."
        )
    worst = row.worst
    return Told(
        id="~".join((rule, *keys)),
        rule=rule,
        verdict=row.verdict.value,
        exempt=False,
        scenarios=tuple(keys),
        limit=row.limit,
        worst=None if worst is None else worst.lower,
        exact=worst is not None and worst.exact,
        nodes=(),
        witness=None if worst is None else worst.witness,
        message=_together(portfolio, rule, keys, None if worst is None else worst.lower, row.limit),
        source=None,
    )


#: A rule that says nothing but how many messages there can be in thirty days.
_MONTH = Cap(id="month", max=10**6, per=Duration(minutes=30 * DAY))


def in_a_month() -> dict[str, float | None]:
    """By scenario, the most of its messages that one contact can be due in thirty days; nothing: no bound.

    Counted are those that the rules can hold back, as for every rule of the proof.
    """
    portfolio, bench = documents.portfolio(), _bench()
    counting = replace(portfolio.policy, caps=(_MONTH,), gaps=(), score=None)
    with bench.lock:
        return {one.key: _in_a_month(one, portfolio, counting, bench) for one in portfolio.scenarios}


def _in_a_month(record: Scenario, whole: Portfolio, counting: Policy, bench: _Bench) -> float | None:
    made_of = (record, whole.policy, whole.data, whole.segments)
    known = bench.months.get(record.key)
    if known is None or any(one is not other for one, other in zip(known[0], made_of, strict=True)):
        plan = replace(whole.plan, campaigns=())
        rows = _prove(replace(whole, scenarios=(record,), policy=counting, plan=plan), bench).rows
        worst = rows[0].worst if rows else None
        most = None if worst is None or worst.upper == float("inf") else worst.upper
        known = bench.months[record.key] = (made_of, most)
    return known[1]


def _prove(portfolio: Portfolio, bench: _Bench, budget: float = BUDGET_S) -> Proof:
    from designer.analysis.pressure import prove

    try:
        return prove(portfolio, budget=budget, memo=bench.memo)
    except Exception as error:
        # A fault of the analysis must not take the pages along that only show findings beside other things.
        log.warning("proof.failed", exc_info=True)
        raise Unavailable(
            "The proof of the pressure rules could not be made. Everything else works; the log says why."
        ) from error


def nothing() -> Proof:
    """What is said where there is no proof: nothing."""
    from designer.analysis.verdict import Proof

    return Proof(rows=())


def _restricted(whole: Portfolio, segment: str, bench: _Bench) -> Portfolio:
    if segment not in whole.segments:
        raise NotFound(f"There is no segment '{segment}'; the segments document names those there are.")
    inside = InSegment(segment=segment)

    def narrow(record: Scenario) -> Scenario:
        audience = inside if record.audience is None else All(parts=(record.audience, inside))
        return replace(record, audience=audience)

    return replace(
        whole,
        scenarios=tuple(_made(f"in:{segment}", record, narrow, bench) for record in whole.scenarios),
        plan=replace(
            whole.plan,
            campaigns=tuple(
                replace(
                    campaign,
                    audience=inside if campaign.audience is None else All(parts=(campaign.audience, inside)),
                )
                for campaign in whole.plan.campaigns
            ),
        ),
    )


def _open(record: Scenario, bench: _Bench) -> Scenario:
    return _made("open", record, lambda one: replace(one, audience=None), bench)


def _made(view: str, record: Scenario, make: Any, bench: _Bench) -> Scenario:
    """A scenario made of another one, the same for the same: the memo goes by identity."""
    known = bench.restricted.get((view, record.key))
    if known is None or known[0] is not record:
        known = bench.restricted[view, record.key] = (record, make(record))
    return known[1]


# ── Conflicts as they are told ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class Told:
    """One conflict, or one blocked message, as people are told it."""

    id: str
    rule: str
    #: Wire word of the verdict: ``may``, ``must``, ``dead`` or ``unbounded``.
    verdict: str
    exempt: bool
    scenarios: tuple[str, ...]
    #: Nothing for a blocked message.
    limit: float | None
    #: Nothing where there is no bound, and for a blocked message.
    worst: float | None
    exact: bool
    #: Messages concerned, as (scenario, node).
    nodes: tuple[tuple[str, str], ...]
    witness: Witness | None
    message: Text
    #: What the analysis said, for whoever asks for remedies; nothing where no rule is broken.
    source: Conflict | Blocked | None

    def to_json(self) -> dict[str, Any]:
        """As the API answers it."""
        return {
            "id": self.id,
            "rule": self.rule,
            "verdict": self.verdict,
            "exempt": self.exempt,
            "scenarios": list(self.scenarios),
            "limit": plain(self.limit),
            "worst": plain(self.worst),
            "exact": self.exact,
            "nodes": [list(node) for node in self.nodes],
            "witness": witness_json(self.witness),
            "message": dict(wording.both(self.message)),
        }


def plain(value: float | None) -> float | int | None:
    """A figure as JSON has it: whole where it is whole, nothing where there is no bound."""
    if value is None or value == float("inf"):
        return None
    return int(value) if value == int(value) else round(value, 9)


def witness_json(witness: Witness | None) -> dict[str, Any] | None:
    """A witness with its window, in seconds, and the scores after each event."""
    if witness is None:
        return None
    return {
        **witness.to_json(),
        "window": None if witness.window is None else witness.window * 60,
        "scores": None if witness.scores is None else list(witness.scores),
    }


def told(portfolio: Portfolio, proof: Proof) -> list[Told]:
    """What stops messages first, then the conflicts, in the order of the proof."""
    return [
        *(_blocked(portfolio, blocked) for blocked in proof.blocked),
        *(_conflict(portfolio, conflict) for conflict in proof.conflicts),
    ]


def concerning(portfolio: Portfolio, proof: Proof, key: str) -> list[Told]:
    """What concerns one scenario."""
    return [
        *(_blocked(portfolio, blocked) for blocked in proof.blocked if blocked.scenario == key),
        *(_conflict(portfolio, conflict) for conflict in proof.conflicts if key in conflict.scenarios),
    ]


def find(portfolio: Portfolio, proof: Proof, id_: str) -> Told:
    """The conflict of an id. Raises ``NotFound`` when it is no more, or never was."""
    for one in told(portfolio, proof):
        if one.id == id_:
            return one
    raise NotFound(f"There is no conflict '{id_:.200}' any more; what made it may have been changed since.")


def _blocked(portfolio: Portfolio, blocked: Blocked) -> Told:
    return Told(
        id="~".join((blocked.verdict.value, blocked.rule, blocked.scenario, blocked.node)),
        rule=blocked.rule,
        verdict=blocked.verdict.value,
        exempt=False,
        scenarios=(blocked.scenario,),
        limit=None,
        worst=None,
        exact=True,
        nodes=((blocked.scenario, blocked.node),),
        witness=blocked.witness,
        message=blocked.message,
        source=blocked,
    )


def _conflict(portfolio: Portfolio, conflict: Conflict) -> Told:
    worst = conflict.worst
    return Told(
        id=conflict.id,
        rule=conflict.rule,
        verdict=conflict.verdict.value,
        exempt=conflict.exempt,
        scenarios=conflict.scenarios,
        limit=conflict.limit,
        worst=None if worst is None else worst.lower,
        exact=worst is not None and worst.exact,
        nodes=conflict.nodes,
        witness=None if worst is None else worst.witness,
        message=_sentence(portfolio, conflict),
        source=conflict,
    )


def passing(portfolio: Portfolio, one: Told) -> frozenset[tuple[str, str]]:
    """The messages of a conflict's run that the rules let pass, as (scenario, node)."""
    found = set()
    for due in one.witness.events if one.witness is not None else ():
        record = portfolio.scenario(due.scenario)
        if record is not None:
            message = record.by_id.get(due.node)
            if (
                isinstance(message, Message)
                and not portfolio.policy.rule_of(record.category_of(message)).subject
            ):
                found.add((due.scenario, due.node))
    return frozenset(found)


def names(portfolio: Portfolio) -> dict[str, Text]:
    """What scenarios and campaigns are called, by key."""
    campaigns = {one.key: one.name or one.offer or one.key for one in portfolio.plan.campaigns}
    return campaigns | {one.key: one.name for one in portfolio.scenarios}


def _sentence(portfolio: Portfolio, conflict: Conflict) -> Text:
    if not conflict.exempt:
        worst = None if conflict.worst is None else conflict.worst.lower
        return _together(portfolio, conflict.rule, conflict.scenarios, worst, conflict.limit)
    who, rule = _who(portfolio, conflict.scenarios), wording.rule(portfolio.policy, conflict.rule)
    return {
        "fr": f"{who['fr']} : un message que la règle ne retient pas prend la place d'un autre, qui devra "
        f"attendre. Règle : {rule['fr']}.",
        "en": f"{who['en']}: a message that the rule does not hold back takes the place of another one, "
        f"which will have to wait. Rule: {rule['en']}.",
    }


def _who(portfolio: Portfolio, keys: Sequence[str]) -> Mapping[str, str]:
    named = names(portfolio)
    return wording.together([named.get(key, key) for key in keys])


def _together(portfolio: Portfolio, name: str, keys: Sequence[str], most: float | None, limit: float) -> Text:
    """What some scenarios come to under a rule, as a sentence."""
    who, rule = _who(portfolio, keys), wording.rule(portfolio.policy, name)
    if most is None or most == float("inf"):
        return {
            "fr": f"{who['fr']} : rien ne borne ce qu'un même contact peut recevoir. Règle : {rule['fr']}.",
            "en": f"{who['en']}: nothing bounds what one contact can receive. Rule: {rule['en']}.",
        }
    worst, allowed = wording.number(most), wording.number(limit)
    if name == "score":
        return {
            "fr": f"{who['fr']} : le score d'un même contact peut atteindre {worst}, le seuil est {allowed}.",
            "en": f"{who['en']}: the score of one contact can reach {worst}, the threshold is {allowed}.",
        }
    fr = "1 message peut être dû" if most == 1 else f"{worst} messages peuvent être dus"
    en = "1 message can be due" if most == 1 else f"{worst} messages can be due"
    return {
        "fr": f"{who['fr']} : {fr} à un même contact là où la règle en permet {allowed}. "
        f"Règle : {rule['fr']}.",
        "en": f"{who['en']}: {en} to one contact where the rule allows {allowed}. Rule: {rule['en']}.",
    }


# ── The picture, filtered ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What is shown of the proof: for one segment or everybody, for one channel or all."""

    portfolio: Portfolio
    #: Keys of the scenarios and campaigns that are shown, in their order.
    scenarios: tuple[str, ...]
    rows: tuple[Row, ...]
    pairs: tuple[Pair, ...]
    conflicts: tuple[Told, ...]
    #: Attributes of audiences that no data document declares, taken as fixed.
    undeclared: tuple[str, ...]


def picture(*, segment: str | None = None, channel: Channel | str | None = None) -> Picture:
    """The proof of the contacts of a segment, and of it what concerns a channel.

    A segment changes what is proved; a channel chooses: the rules that look at it, the scenarios and the
    conflicts that use it. Raises ``NotFound`` when there is no such segment.
    """
    portfolio, proved = view(segment=segment)
    wanted = Channel(channel) if channel else None
    used = {one.key: set(one.channels) for one in portfolio.scenarios}
    used |= {one.key: {one.channel} for one in portfolio.plan.campaigns}
    shown = tuple(key for key, channels in used.items() if wanted is None or wanted in channels)
    rules = {row.rule for row in proved.rows if _looks_at(portfolio.policy, row.rule, wanted)}
    conflicts = tuple(
        one
        for one in told(portfolio, proved)
        if wanted is None or any(_uses(portfolio, *node, wanted) for node in one.nodes)
    )
    if segment:
        # What is kept back from this segment alone is not drawn wrong: the scenario reaches the others.
        everywhere = {one.id for one in told(*view()) if one.limit is None}
        conflicts = tuple(one for one in conflicts if one.limit is not None or one.id in everywhere)
    rows = proved.rows
    if wanted is not None:
        # The figures are of whom the page shows, and of whom these break a rule with.
        concerned = {key for one in conflicts if not one.exempt for key in one.scenarios}
        rows = among(tuple(concerned.union(shown)), segment=segment).rows
    return Picture(
        portfolio=portfolio,
        scenarios=shown,
        rows=tuple(row for row in rows if row.rule in rules),
        pairs=tuple(
            pair for pair in proved.pairs if pair.rule in rules and pair.one in shown and pair.other in shown
        ),
        conflicts=conflicts,
        undeclared=proved.undeclared,
    )


def _looks_at(policy: Policy, rule: str, channel: Channel | None) -> bool:
    """Whether a rule of the policy looks at a channel."""
    scopes = {cap.id: cap.scope for cap in policy.caps} | {gap.id: gap.scope for gap in policy.gaps}
    channels = scopes[rule].channels if rule in scopes else None
    return channel is None or channels is None or channel in channels


def _uses(portfolio: Portfolio, scenario: str, node: str, channel: Channel) -> bool:
    record = portfolio.scenario(scenario)
    if record is None:
        return any(one.key == scenario and one.channel is channel for one in portfolio.plan.campaigns)
    message = record.by_id.get(node)
    return isinstance(message, Message) and channel in (message.channel, *message.fallback)


# ── Remedies ────────────────────────────────────────────────────────────────────────────────────────────


def remedies(portfolio: Portfolio, proved: Proof, one: Told) -> tuple[Remedy, ...]:
    """What would remove a conflict, each verified, the best first; none where there is nothing to mend.

    The search proves many portfolios, which takes seconds: it has a memo of its own, so that checks go on.
    """
    from designer.analysis.remedies import remedies as ranked

    if one.source is None:
        return ()
    bench = _bench()
    with bench.search:
        known = bench.found.get(one.id)
        if known is not None and known[0] is portfolio:
            return known[1]
        try:
            found = ranked(portfolio, one.source, memo=bench.trials, before=proved)
        except Exception as error:
            log.warning("remedies.failed", exc_info=True)
            raise Unavailable(
                "The search of remedies failed. Everything else works; the log says why."
            ) from error
        while len(bench.found) >= _PARTS:
            del bench.found[next(iter(bench.found))]
        bench.found[one.id] = (portfolio, found)
    return found


def digest(remedy: Remedy) -> str:
    """A short name of a remedy: two that change the same have the same."""
    text = json.dumps(remedy.to_json()["changes"], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def check(document: Mapping[str, Any]) -> tuple[Portfolio, Proof, Scenario]:
    """The portfolio with a document in place of the one of its key, and its proof.

    Raises ``DocumentError`` when the document does not load, ``BadInput`` when it is too large.
    """
    codec.too_large(document, "document")
    record = codec.scenario(document)
    return *beside(record), record
