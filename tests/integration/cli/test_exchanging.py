"""Files in and out of a workspace, by the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from designer.cli import main

CONTACTS = "id,email,first_name,note\nc1,a@example.org,Ana,=1+1\nc2,b@example.org,Béla,\n"
EVENTS = (
    "contact,event,at,amount\n"
    "c1,order.placed,2026-01-02T10:00:00Z,12.5\n"
    "c1,order.placed,2026-01-02T10:00:00Z,12.5\n"
)


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, object]:
    status, out, err = call(capsys, *arguments, "--format", "json")
    assert status == 0, err
    return dict(json.loads(out))


@pytest.fixture
def contacts(tmp_path: Path) -> Path:
    path = tmp_path / "contacts.csv"
    path.write_text(CONTACTS, encoding="utf-8")
    return path


def test_contacts_come_in_and_go_out_the_same(capsys, tmp_path, contacts):
    assert answer(capsys, "import", "contacts", contacts) == {"contacts": 2}

    out = tmp_path / "out.csv"
    assert answer(capsys, "export", "contacts", out)["contacts"] == 2
    assert "c1,a@example.org,Ana,'=1+1" in out.read_text(encoding="utf-8")

    again = tmp_path / "again.csv"
    answer(capsys, "import", "contacts", out)
    answer(capsys, "export", "contacts", again)
    assert again.read_text(encoding="utf-8") == out.read_text(encoding="utf-8")


def test_the_same_events_twice_are_kept_once(capsys, tmp_path, contacts):
    answer(capsys, "import", "contacts", contacts)
    file = tmp_path / "events.csv"
    file.write_text(EVENTS)

    assert answer(capsys, "import", "events", file) == {"events": 2, "new": 2}
    assert answer(capsys, "import", "events", file) == {"events": 2, "new": 0}


def test_events_of_nobody_are_refused_with_the_next_step(capsys, tmp_path):
    file = tmp_path / "events.csv"
    file.write_text(EVENTS)

    status, _, err = call(capsys, "import", "events", file)

    assert status == 2
    assert "import the contacts first" in err


@pytest.mark.parametrize("pack", ["finance", "commerce"])
def test_a_pack_of_the_library_goes_in_comes_out_and_still_has_no_error(capsys, tmp_path, pack):
    kept = answer(capsys, "import", "scenarios", f"scenario_library/{pack}", "--rules")["scenarios"]
    folder = tmp_path / "portfolio"
    written = answer(capsys, "export", "scenarios", folder)["scenarios"]

    status, out, _ = call(capsys, "check", folder, "--format", "json")

    assert status == 0
    assert sorted(json.loads(out)["scenarios"]) == sorted(kept) == sorted(written)
    assert (folder / "policy.yaml").is_file()


def test_the_levels_of_a_committee_outlive_those_of_a_folder(capsys, tmp_path):
    def matrix(level: int) -> str:
        return f"format: matrix/1\nrows: {{livre-blanc: {{scores: {{gain: {level}}}}}}}\n"

    own, other, out = tmp_path / "own", tmp_path / "other", tmp_path / "out"
    for folder, level in ((own, 4), (other, 1)):
        folder.mkdir()
        (folder / "matrix.yaml").write_text(matrix(level))
        answer(capsys, "import", "scenarios", folder, "--rules")

    answer(capsys, "export", "scenarios", out)

    assert "level: 4" in (out / "matrix.yaml").read_text()


def test_a_scenario_that_is_there_is_replaced_only_when_asked(capsys):
    path = "scenario_library/b2b/livre-blanc.yaml"
    answer(capsys, "import", "scenarios", path)

    status, _, err = call(capsys, "import", "scenarios", path)
    assert status == 2
    assert "--replace" in err

    assert answer(capsys, "import", "scenarios", path, "--replace") == {"scenarios": ["livre-blanc"]}


def test_a_file_with_faults_is_refused_whole(capsys, tmp_path):
    good = Path("scenario_library/b2b/livre-blanc.yaml").read_text(encoding="utf-8")
    (tmp_path / "good.yaml").write_text(good, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("format: scenario/1\nkey: bad\n")

    status, _, err = call(capsys, "import", "scenarios", tmp_path)
    assert status == 2
    assert "bad.yaml" in err

    status, _, err = call(capsys, "export", "scenarios", tmp_path / "out", "livre-blanc")
    assert status == 2
    assert "livre-blanc" in err


def test_a_scenario_is_handed_out_as_the_file_says(capsys, tmp_path):
    call(
        capsys,
        "import",
        "scenarios",
        Path(__file__).resolve().parents[3] / "scenario_library" / "b2b" / "livre-blanc.yaml",
    )
    for kind, ending in (
        ("sheet", "pdf"),
        ("sheet", "pptx"),
        ("sheet", "docx"),
        ("kit", "pdf"),
        ("kit", "docx"),
    ):
        told = answer(capsys, "export", kind, "livre-blanc", tmp_path / f"{kind}.{ending}")
        assert told["form"] == f"{kind}.{ending}"
        assert (tmp_path / f"{kind}.{ending}").stat().st_size > 10_000
    status, _, err = call(capsys, "export", "kit", "livre-blanc", tmp_path / "kit.pptx")
    assert status == 2 and ".pdf or .docx" in err


def test_one_pass_of_an_empty_workspace_has_nothing_to_do(capsys):
    assert call(capsys, "run", "--once")[:2] == (0, "Nothing was due.\n")


def test_the_database_says_what_it_lacks_and_is_brought_up_to_date(capsys):
    status, out, _ = call(capsys, "db", "status", "--format", "json")
    assert status == 1
    assert json.loads(out)["current"] is False

    assert answer(capsys, "db", "upgrade")["applied"]
    assert answer(capsys, "db", "status") == {"current": True, "pending": []}
    assert call(capsys, "db", "upgrade")[1] == "Nothing to do.\n"


def test_a_scenario_is_written_as_the_file_says(capsys, tmp_path):
    model = Path(__file__).resolve().parents[2] / "unit/formats/drawn_elsewhere.bpmn"
    status, out, _ = call(capsys, "import", "bpmn", model)
    assert status == 0
    assert f"{model}:14: parallelGateway par: left out" in out and "is kept as a draft, 7 steps" in out
    for ending in ("svg", "pdf", "pptx", "bpmn", "mmd", "graphml", "yaml"):
        told = answer(capsys, "export", "scenario", "relance-simple", tmp_path / f"x.{ending}")
        assert told["scenario"] == "relance-simple"
        assert (tmp_path / f"x.{ending}").stat().st_size > 100
    status, _, err = call(capsys, "export", "scenario", "relance-simple", tmp_path / "x.vsd")
    assert status == 2 and ".svg, .pdf, .pptx" in err


def test_a_model_can_be_looked_at_before_it_is_kept(capsys, tmp_path):
    model = Path(__file__).resolve().parents[2] / "unit/formats/drawn_elsewhere.bpmn"
    told = answer(capsys, "import", "bpmn", model, "--try")
    assert told["scenario"] is None and len(told["remarks"]) == 11
    status, _, err = call(capsys, "export", "scenario", "relance-simple", tmp_path / "x.svg")
    assert status == 2 and "relance-simple" in err


def test_a_picture_that_only_the_browser_draws_is_refused_with_another_way(capsys, tmp_path):
    status, _out, err = call(capsys, "export", "scenario", "any", tmp_path / "drawn.png")
    assert status == 2
    assert "Choose PNG under Exporter" in err and "drawn.svg" in err
    status, _out, err = call(capsys, "export", "scenario", "any", tmp_path / "drawn")
    assert status == 2 and "has no ending" in err and ".pptx" in err


def test_the_tree_is_drawn_as_the_file_says(capsys, tmp_path):
    answer(capsys, "import", "scenarios", "scenario_library/finance", "--rules")
    for ending, start in (("svg", b"<svg "), ("png", b"\x89PNG"), ("pdf", b"%PDF-")):
        file = tmp_path / f"arbre.{ending}"
        told = answer(capsys, "export", "tree", file, "--language", "en")
        assert told["scenarios"] == 15
        assert file.read_bytes().startswith(start)
    alone = answer(capsys, "export", "tree", file, "--target", "sans-incident", "--no-gaps")
    assert alone["scenarios"] == 3


def test_a_tree_that_cannot_be_drawn_is_refused_with_another_way(capsys, tmp_path):
    status, _, said = call(capsys, "export", "tree", tmp_path / "arbre.gif")
    assert status == 2
    assert ".svg, .png, .pdf" in said
    status, _, said = call(capsys, "export", "tree", tmp_path / "arbre.svg", "--state", "asleep")
    assert status == 2
    assert "draft, live, paused, archived" in said


def test_a_folder_without_scenarios_is_not_taken_for_imported(capsys, tmp_path):
    status, _out, err = call(capsys, "import", "scenarios", tmp_path)
    assert status == 2 and "nothing to import is in there" in err
