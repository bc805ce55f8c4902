"""A proof made by hand: as many messages as a scenario has, all due at once, whoever the contact is.

It stands in for the analysis where a page, an answer or a gate is looked at and not the analysis itself.
"""

from itertools import combinations

from designer.analysis.verdict import (
    Change,
    Conflict,
    Due,
    Pair,
    Proof,
    Remedy,
    Row,
    Verdict,
    Witness,
    Worst,
)
from designer.domain.pressure import length
from designer.domain.scenario import Message


def messages(scenario):
    return [node for node in scenario.nodes if isinstance(node, Message)]


def worst_of(scenarios, campaigns, window):
    """Every message of all of them, a scenario's an hour apart."""
    events = [
        Due(at=60 * number, scenario=one.key, node=node.id, channel=node.channel)
        for one in scenarios
        for number, node in enumerate(messages(one))
    ]
    events += [Due(at=30, scenario=one.key, node=one.key, channel=one.channel) for one in campaigns]
    events.sort(key=lambda due: due.at)
    witness = Witness(contact={"city": "Lyon", "tags": ("vip", "web")}, events=tuple(events), window=window)
    return Worst(lower=len(events), upper=len(events), shown=witness if events else None)


def prove(portfolio, *, budget=0.5, memo=None):
    policy = portfolio.policy
    rules = [(cap.id, "cap", cap.max, length(cap.per)) for cap in policy.caps if isinstance(cap.max, int)]
    rules += [(gap.id, "gap", 1, length(gap.min)) for gap in policy.gaps]
    things = [*portfolio.scenarios, *portfolio.plan.campaigns]
    rows, conflicts, pairs = [], [], []
    for rule, kind, limit, window in rules:

        def load(some, window=window):
            return worst_of(
                [one for one in some if hasattr(one, "nodes")],
                [one for one in some if not hasattr(one, "nodes")],
                window,
            )

        whole = load(things)
        over = whole.lower > limit
        rows.append(
            Row(
                rule=rule,
                kind=kind,
                verdict=Verdict.MAY if over else Verdict.SAFE,
                limit=limit,
                worst=whole,
                photo=max(whole.lower - 1, 0),
                scenarios=tuple(one.key for one in things),
                runtime=whole.lower + 1 if over else None,
                runtime_because=("delays",) if over else (),
            )
        )
        alone = {one.key for one in things if load([one]).lower > limit}
        for size in (1, 2):
            for some in combinations(things, size):
                worst = load(some)
                if size == 2:
                    pairs.append(
                        Pair(
                            rule=rule,
                            one=some[0].key,
                            other=some[1].key,
                            possible=True,
                            photo=len(pairs) % 3 != 2,
                            worst=worst.lower,
                            limit=limit,
                        )
                    )
                if worst.lower > limit and (size == 1 or not alone & {one.key for one in some}):
                    conflicts.append(
                        Conflict(
                            rule=rule,
                            verdict=Verdict.MAY,
                            scenarios=tuple(one.key for one in some),
                            limit=limit,
                            worst=worst,
                            nodes=tuple((due.scenario, due.node) for due in worst.witness.events),
                        )
                    )
    return Proof(rows=tuple(rows), conflicts=tuple(conflicts), pairs=pairs, undeclared=("city",))


def remedies(portfolio, one, *, memo=None, before=None):
    """Two changes of the first scenario: they write where they are told to."""
    key = one.scenarios[0]
    return (
        Remedy(
            kind="exclusive",
            label={"fr": "Les rendre exclusifs", "en": "Make them exclusive"},
            cost={"fr": "On n'entre plus dans l'un depuis l'autre", "en": "One keeps out of the other"},
            changes=(Change(document=f"scenario:{key}", path=("entry", "group"), value="one-at-a-time"),),
            verdict=Verdict.SAFE,
            worst=1,
        ),
        Remedy(
            kind="if_blocked",
            label={"fr": "Renoncer au message", "en": "Give the message up"},
            changes=(Change(document=f"scenario:{key}", path=("nodes", 1, "if_blocked"), value="skip"),),
            verdict=Verdict.MAY,
            worst=2,
        ),
    )
