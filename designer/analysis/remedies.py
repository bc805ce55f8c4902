"""What would remove a conflict: changes of the documents, each proved before it is offered.

Ideas are made from the run that shows the conflict, then applied to a copy of the portfolio, which is proved
again: what is offered removes the conflict and makes no rule's row worse. The best is first: what only takes
time, then what keeps contacts apart, then what changes a message.
"""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from designer.analysis.against_blocked import OfBlocked
from designer.analysis.against_conflict import OfConflict
from designer.analysis.draft import Draft
from designer.analysis.ideas import Idea, Search
from designer.analysis.pressure import Memo, prove
from designer.analysis.priority import meets_in
from designer.analysis.starvation import Waiting, waits
from designer.analysis.verdict import Blocked, Conflict, Proof, Remedy
from designer.analysis.words import lasting
from designer.domain.portfolio import Portfolio
from designer.domain.time import Duration

#: How many remedies are offered at most.
MOST = 8
#: Seconds after which no further remedy is looked for.
BUDGET = 4.0


def remedies(
    portfolio: Portfolio,
    problem: Conflict | Blocked | Waiting,
    *,
    memo: Memo | None = None,
    before: Proof | None = None,
    budget: float = BUDGET,
) -> tuple[Remedy, ...]:
    """What would remove a conflict, a blocked message or a wait beyond its time to live; the best first.

    Each one is proved: with its changes applied the problem is gone and no row of the proof is worse. A
    message that is dead because its time to live is too short may at best become one that leaves late: such a
    remedy says so by its verdict. ``memo`` is that of the portfolio's own proofs, and ``before`` what was
    proved of it. After ``budget`` seconds no further one is looked for.
    """
    memo = memo or Memo()
    before = before or prove(portfolio, memo=memo)
    search: Search
    match problem:
        case Conflict():
            search = OfConflict(portfolio, problem, memo, before)
        case Blocked():
            search = OfBlocked(portfolio, problem, memo, before)
        case Waiting():
            search = OfWaiting(portfolio, problem, memo, before)
    found: list[Remedy] = []
    search.until = perf_counter() + budget
    for idea in search.ideas():
        remedy = search.proved(idea)
        if remedy is not None and all(remedy.changes != other.changes for other in found):
            found.append(remedy)
        if len(found) == MOST or perf_counter() > search.until:
            break
    return tuple(found)


class OfWaiting(Search):
    """A message that may wait longer than it makes sense."""

    def __init__(self, portfolio: Portfolio, problem: Waiting, memo: Memo, before: Proof) -> None:
        super().__init__(portfolio, problem.rule, memo, before)
        self.waiting = problem

    def gone(self, draft: Draft) -> bool:
        mine = (self.waiting.scenario, self.waiting.node, self.waiting.rule)
        found = waits(draft.portfolio, meets_in(draft.portfolio))
        return not any(one.can_be_lost for one in found if (one.scenario, one.node, one.rule) == mine)

    def ideas(self) -> Iterator[Idea]:
        if self.waiting.within is None:
            return
        fr, en = lasting(self.waiting.within)
        key, node = self.waiting.scenario, self.waiting.node
        yield Idea(
            kind="ttl",
            label={
                "fr": f"Laisser « {node} » garder son sens pendant {fr}",
                "en": f"Let '{node}' make sense for {en}",
            },
            draft=self.start.message(key, node, ttl=Duration(minutes=self.waiting.within)),
            cost={
                "fr": f"Il peut partir jusqu'à {fr} après son échéance.",
                "en": f"It may leave up to {en} after it was due.",
            },
        )
