"""The first levels that packs come with, for the committee to dispute."""

from pathlib import Path

import pytest

from designer.analysis.matrix.tabulate import Committee, table_of
from designer.domain.criteria import NINE
from designer.domain.matrix import Matrix
from designer.formats.portfolio import read

PACKS = sorted(path.parent for path in (Path(__file__).parents[3] / "scenario_library").glob("*/matrix.yaml"))


@pytest.mark.parametrize("pack", PACKS, ids=lambda path: path.name)
def test_the_matrix_of_a_pack_has_every_level_of_its_scenarios(pack: Path):
    (reading,) = read([pack])
    rows = reading.portfolio.matrix.rows
    assert set(rows) <= {one.key for one in reading.portfolio.scenarios}
    assert all(set(row.scores) == {one.key for one in NINE} for row in rows.values())


def test_of_the_fifteen_scenarios_of_a_bank_nine_make_the_first_sprint():
    (reading,) = read([PACKS[0].parent / "finance"])
    rows = reading.portfolio.matrix.rows
    assert len(rows) == 15
    found = table_of(Committee(matrix=Matrix(rows=rows, cut=9), portfolio=reading.portfolio))
    (sprint,) = found["sprints"]
    assert [len(lot) for lot in sprint["lots"]] == [3, 2, 2, 2]
    assert 27 <= sprint["days"] <= 45
    assert found["triggered_share"]["ok"]
