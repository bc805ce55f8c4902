"""`designer simulate`: what it answers, from which files, and with which status."""

import csv
import json
from pathlib import Path

import polars as pl
import pytest

from designer.cli import main

SCENARIO = """
format: scenario/1
key: relance
name: Relance
trigger: {kind: event, event: visit}
entry: {reentry: parallel, gap: PT1H}
sheet: {expected: {delivered: 1.0, opened: 0.5}}
nodes:
  - {id: start, kind: trigger}
  - {id: t1, kind: message, channel: email, template: t1}
  - {id: end, kind: exit}
edges:
  - {from: start, to: t1}
  - {from: t1, to: end}
"""
POLICY = """
format: policy/1
timezone: UTC
caps:
  - {id: week-all, max: 1, per: P7D}
"""
PLAN = """
format: plan/1
campaigns:
  - {key: soldes, kind: promotion, channel: email, at: [1998-01-03T08:00:00Z], category: commercial}
"""


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    (tmp_path / "relance.yaml").write_text(SCENARIO)
    (tmp_path / "policy.yaml").write_text(POLICY)
    (tmp_path / "contacts.csv").write_text(
        "id,email,consent_email\nb,b@example.com,oui\na,a@example.com,yes\nc,c@example.com,no\n"
    )
    (tmp_path / "events.csv").write_text(
        "contact,event,at,channel\n"
        "a,visit,1998-01-02T09:00:00Z,\n"
        "a,visit,1998-01-05T09:00:00Z,\n"
        "b,message.sent,1997-12-31T08:00:00Z,email\n"
        "b,visit,1998-01-02T09:00:00Z,\n"
        "c,visit,1998-01-02T09:00:00Z,\n"
    )
    return tmp_path


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["simulate", *(str(argument) for argument in arguments)])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def asked(folder: Path, *more: object) -> list[object]:
    return [folder, "--from", "1998-01-01", "--days", 20, *more]


def test_the_answer_has_the_shape_of_the_contract(capsys, portfolio):
    status, out, _ = call(capsys, *asked(portfolio, "--format", "json"))

    answer = json.loads(out)
    assert status == 0
    assert {name: answer[name] for name in ("contacts", "from", "days", "seed", "entries", "node_steps")} == {
        "contacts": 3,
        "from": "1998-01-01T00:00:00Z",
        "days": 20,
        "seed": 1,
        "entries": 4,
        "node_steps": 12,
    }
    assert answer["decisions"] == {
        "sent": 3,
        "delayed": 2,
        "skipped": 1,
        "exited": 0,
        "merged": 0,
        "fallback": 0,
        "control": 0,
    }
    assert answer["blocked_by"] == {"week-all": 2, "consent": 1}
    assert answer["by_scenario"] == {"relance": {"entries": 4, "sent": 3, "skipped": 1, "inversions": 0}}
    assert answer["max_in_window"] == {"week-all": 1}
    assert 0 <= answer["planner_s"] <= answer["elapsed_s"]


def test_the_ledger_says_why(capsys, portfolio, tmp_path):
    call(capsys, *asked(portfolio, "--ledger", tmp_path / "l.csv"))

    with (tmp_path / "l.csv").open() as file:
        told = list(csv.reader(file))
    assert " ".join(told[0]) == (
        "contact at scenario version entry node visit channel category decision rule blocked_by due_at"
    )
    first = "1998-01-02T09:00:00Z"
    past = "history/-@1997-12-31T08:00:00Z"
    kind = ["email", "commercial"]
    assert told[1:4] == [
        ["a", first, "relance", "1", "1", "t1", "1", *kind, "sent", "", "", first],
        ["b", first, "relance", "1", "1", "t1", "1", *kind, "delayed", "week-all", past, first],
        ["c", first, "relance", "1", "1", "t1", "1", *kind, "skipped", "consent", "", first],
    ]
    # five days at most: b's message of the 2nd leaves on the 7th, exactly a week after the one before
    assert [row[:3] for row in told if row[9] == "sent"][1] == ["b", "1998-01-07T08:00:00Z", "relance"]


def test_the_same_seed_gives_the_same_bytes(capsys, portfolio, tmp_path):
    for name in ("a.parquet", "b.parquet", "a.csv", "b.csv"):
        call(capsys, *asked(portfolio, "--seed", 9, "--ledger", tmp_path / name, "--format", "json"))

    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_parquet_is_read_like_csv(capsys, portfolio, tmp_path):
    _, plain, _ = call(capsys, *asked(portfolio, "--format", "json"))
    for name in ("contacts", "events"):
        pl.read_csv(portfolio / f"{name}.csv", try_parse_dates=True).write_parquet(
            tmp_path / f"{name}.parquet"
        )
        (portfolio / f"{name}.csv").unlink()
    _, columns, _ = call(capsys, *asked(portfolio, "--format", "json"))
    _, named, _ = call(
        capsys,
        *asked(portfolio / "relance.yaml", "--policy", portfolio / "policy.yaml", "--format", "json"),
        *("--contacts", tmp_path / "contacts.parquet", "--events", tmp_path / "events.parquet"),
    )

    def told(out: str) -> dict:
        return {name: value for name, value in json.loads(out).items() if not name.endswith("_s")}

    assert told(columns) == told(plain) == told(named)


def test_campaigns_of_the_plan_run_too(capsys, portfolio):
    (portfolio / "plan.yaml").write_text(PLAN)
    _, out, _ = call(capsys, *asked(portfolio, "--format", "json"))

    answer = json.loads(out)
    assert answer["by_scenario"]["soldes"]["entries"] == 3
    assert answer["max_in_window"] == {"week-all": 1}


def test_text_is_for_people(capsys, portfolio, tmp_path):
    status, out, err = call(capsys, *asked(portfolio, "--ledger", tmp_path / "l.parquet"))

    assert status == 0
    assert "relance" in out
    assert "3 sent" in out
    assert "week-all" in out
    assert f"{tmp_path / 'l.parquet'}" in out
    assert "Traceback" not in err


def test_findings_do_not_stop_it(capsys, portfolio):
    (portfolio / "broken.yaml").write_text("format: scenario/1\nkey: Not A Slug\nnodse: []\ntrigger: 1\n")
    status, out, err = call(capsys, *asked(portfolio, "--format", "json"))

    assert status == 0
    assert json.loads(out)["entries"] == 4
    assert "nodse" in err


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / "contacts.csv").unlink(), "--contacts FILE"),
        (lambda folder: (folder / "contacts.csv").write_text("name\na\n"), "no column 'id'"),
        (lambda folder: (folder / "contacts.csv").write_text("id\n"), "no contacts"),
        (lambda folder: (folder / "events.csv").write_text("contact,event,at\na,x,soon\n"), "events.csv:2"),
        (lambda folder: (folder / "relance.yaml").unlink(), "No scenario was found in"),
        (lambda folder: (folder / "policy.yaml").write_text("a: [\n"), "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_a_message_and_status_2(capsys, portfolio, spoil, said):
    spoil(portfolio)
    status, out, err = call(capsys, *asked(portfolio, "--format", "json"))

    assert (status, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "options",
    [
        ("--from", "soon", "--days", "3"),
        ("--from", "1998-01-01", "--days", "0"),
        ("--from", "1998-01-01"),
        ("--from", "1998-01-01", "--days", "3", "--ledger", "ledger.txt"),
        ("--from", "1998-01-01", "--days", "3", "--database", "--contacts", "contacts.csv"),
    ],
)
def test_bad_usage_is_status_2(capsys, portfolio, options):
    status, out, err = call(capsys, portfolio, *options)

    assert (status, out) == (2, "")
    assert "Traceback" not in err


def test_a_ledger_that_cannot_be_written_is_said_before_the_base_is_read(capsys, portfolio):
    (portfolio / "contacts.csv").unlink()
    _, _, err = call(capsys, *asked(portfolio, "--ledger", "ledger.txt"))
    assert "neither CSV nor Parquet" in err
    assert "Reading the contacts" not in err


def test_events_of_strangers_are_left_out_and_said(capsys, portfolio):
    with (portfolio / "events.csv").open("a") as file:
        file.write("zoe,visit,1998-01-02T09:00:00Z,\n")
    status, out, err = call(capsys, *asked(portfolio, "--format", "json"))

    assert status == 0
    assert json.loads(out)["entries"] == 4
    assert "1 event is of contacts that are not in the base" in err


@pytest.fixture
def below(portfolio):
    folder = portfolio / "below"
    folder.mkdir()
    (folder / "policy.yaml").write_text(POLICY)
    (folder / "other.yaml").write_text(SCENARIO.replace("relance", "autre"))
    return folder


def test_a_named_folder_is_simulated_without_the_portfolios_below_it(capsys, portfolio, below):
    status, _, err = call(capsys, *asked(portfolio))
    assert status == 0
    assert "left out" in err


def test_several_portfolios_are_not_simulated_together(capsys, portfolio, below):
    status, _, err = call(capsys, *asked(portfolio), str(below))
    assert status == 2
    assert "name its folder" in err
