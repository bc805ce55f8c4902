"""The committee's matrix: the document, and the table that it comes to with what the workspace knows.

The proof says what each scenario adds at most, the newest simulation what it adds on average and what share
of its messages arbitration lets through.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from designer.domain.errors import BadInput, NotFound, Unavailable
from designer.domain.matrix import Matrix, Vote
from designer.store import codec, documents, proof, simulations, workspace
from designer.store.database import db, writing
from designer.store.models import ScenarioRow

if TYPE_CHECKING:
    from designer.analysis.matrix.table import Table
    from designer.analysis.matrix.tabulate import Simulated, Standing

#: Days that pressure is told for.
_MONTH = 30


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The matrix as it is kept, and its table."""

    #: 0 before the first save.
    revision: int
    document: Mapping[str, Any]
    edited: datetime | None
    table: Table


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """One level that somebody gives, or takes back."""

    scenario: str
    criterion: str
    #: Nothing takes the vote back.
    level: int | None


def get() -> Kept:
    """The matrix and its table."""
    stored = documents.get("matrix")
    return Kept(
        revision=stored.revision,
        document=stored.document,
        edited=stored.edited,
        table=_table(codec.matrix(stored.document)),
    )


def save(document: Mapping[str, Any], expected_revision: int | None = None) -> Kept:
    """Keep a matrix, written out whole. Raises as ``documents.put`` does."""
    codec.too_large(document, "matrix")
    documents.put("matrix", codec.dump_matrix(codec.matrix(document)), expected_revision)
    return get()


def preview(document: Mapping[str, Any]) -> Table:
    """The table that a matrix would come to; nothing is kept. Raises ``DocumentError``, ``BadInput``."""
    codec.too_large(document, "matrix")
    return _table(codec.matrix(document))


def vote(voter: str, department: str, ballots: Sequence[Ballot]) -> Kept:
    """Keep the votes of one person, each in the place of an earlier one for the same cell.

    Others may vote meanwhile: nobody's vote is lost. Raises ``BadInput`` without a name or a department,
    ``NotFound`` for a scenario that there is not, ``DocumentError`` for a criterion or a level.
    """
    if not voter or not department.strip():
        raise BadInput("A vote is somebody's: give a name (the header X-Author) and a department.")
    with writing():
        _known({one.scenario for one in ballots})
        stored = documents.get("matrix")
        matrix = _voted(codec.matrix(stored.document), voter, department.strip(), ballots)
        documents.put("matrix", codec.dump_matrix(matrix), stored.revision)
    return get()


def _known(keys: set[str]) -> None:
    missing = keys - {one.key for one in documents.portfolio().scenarios}
    if missing:
        raise NotFound(f"There is no scenario '{min(missing):.200}'; the matrix shows those there are.")


def _voted(matrix: Matrix, voter: str, department: str, ballots: Sequence[Ballot]) -> Matrix:
    cast = {(one.scenario, one.criterion): one.level for one in ballots}
    kept = [one for one in matrix.votes if one.voter != voter or (one.scenario, one.criterion) not in cast]
    now = workspace.instant(workspace.real_now()).replace(microsecond=0)
    new = [
        Vote(
            voter=voter,
            department=department,
            scenario=scenario,
            criterion=criterion,
            level=level,
            at=now,
        )
        for (scenario, criterion), level in cast.items()
        if level is not None
    ]
    return replace(matrix, votes=(*kept, *new))


# ── What is known of the scenarios ──────────────────────────────────────────────────────────────────────


def _table(matrix: Matrix) -> Table:
    # The analysis brings its arrays along: they are loaded by whoever looks at a matrix.
    from designer.analysis.matrix.tabulate import Committee, table_of

    standings, simulated = _standings()
    return table_of(
        Committee(matrix=matrix, portfolio=documents.portfolio(), standings=standings, simulated=simulated)
    )


def _standings() -> tuple[dict[str, Standing], Simulated | None]:
    from designer.analysis.matrix.tabulate import Standing

    worst, conflicts = _proved()
    simulated, figures = _newest()
    rows = db.session.execute(select(ScenarioRow.key, ScenarioRow.state, ScenarioRow.entry_version))
    found = {}
    for key, state, version in rows:
        expected, let_through = figures.get(key, (None, None))
        found[key] = Standing(
            state=state,
            version=version,
            conflicts=conflicts[key],
            worst=worst.get(key),
            expected=expected,
            let_through=let_through,
        )
    return found, simulated


def _proved() -> tuple[Mapping[str, float | None], Counter[str]]:
    """The most of each scenario in a month, and its conflicts; nothing known where there is no proof."""
    try:
        portfolio, proved = proof.view()
        conflicts = Counter(
            key for one in proof.told(portfolio, proved) for key in dict.fromkeys(one.scenarios)
        )
        return proof.in_a_month(), conflicts
    except Unavailable:
        return {}, Counter()


def _newest() -> tuple[Simulated | None, dict[str, tuple[float, float | None]]]:
    """The newest simulation that is done: by scenario its messages to a contact in a month, on average over
    all contacts, and the share of its due messages that were sent."""
    from designer.analysis.matrix.tabulate import Simulated
    from designer.store.simulated import by_scenario, totals

    run = next((one for one in simulations.list_all() if one.state == "done"), None)
    if run is None:
        return None, {}
    result = simulations.result(run.id)
    whole = totals(result)
    months = whole.contacts * whole.days / _MONTH
    figures = {
        one.key: (
            one.sent / months if months else 0.0,
            one.sent / (one.sent + one.lost) if one.sent + one.lost else None,
        )
        for one in by_scenario(result)
    }
    return Simulated(id=run.id, name=run.name), figures
