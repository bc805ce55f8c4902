"""The command line: what it answers, where, and with which status."""

import json
import subprocess
import sys

import pytest

from designer.cli import cli, main
from designer.cli.exchanging import cell

COMMANDS = ("demo", "serve", "run", "check", "simulate", "library", "import", "export", "db")

BROKEN = "format: scenario/1\nkey: Not A Slug\nnodse: []\n"


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_every_command_of_the_contract_is_there():
    assert tuple(cli.commands) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(capsys, command):
    status, out, _ = call(capsys, command, "--help")

    assert status == 0
    assert "Usage: designer" in out


def test_help_and_check_load_neither_framework_nor_database():
    heavy = "{'flask', 'sqlalchemy', 'apscheduler', 'rich', 'waitress'}"
    program = (
        "import sys\n"
        "from designer.cli import main\n"
        "try: main(['--help'])\n"
        f"except SystemExit: print(sorted(m for m in sys.modules if m in {heavy} | {{'networkx'}}))\n"
        "try: main(['check', 'scenario_library', '--format', 'json'])\n"
        f"except SystemExit: print(sorted(m for m in sys.modules if m in {heavy}))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    lines = done.stdout.splitlines()
    assert "[]" in lines
    assert lines[-1] == "[]"


def test_bad_usage_is_status_2_and_a_message(capsys):
    status, out, err = call(capsys, "check")

    assert (status, out) == (2, "")
    assert "Missing argument" in err


def test_a_path_that_does_not_exist_is_named(capsys, tmp_path):
    status, out, err = call(capsys, "check", tmp_path / "missing")

    assert (status, out) == (2, "")
    assert "missing" in err
    assert "Traceback" not in err


def test_a_file_that_is_not_yaml_is_status_2(capsys, tmp_path):
    (tmp_path / "broken.yaml").write_text("format: scenario/1\n\tkey: [")

    status, out, _ = call(capsys, "check", tmp_path, "--format", "json")

    assert status == 2
    assert json.loads(out)["findings"][0]["line"] == 2


def test_a_file_that_is_not_yaml_is_not_counted_as_checked(capsys, tmp_path):
    (tmp_path / "broken.yaml").write_text("format: scenario/1\n\tkey: [")

    status, out, _ = call(capsys, "check", tmp_path)

    assert status == 2
    assert "could not be read" in out
    assert "0 scenarios" not in out


def test_a_document_with_faults_is_status_1_with_the_place_of_each(capsys, tmp_path):
    (tmp_path / "broken.yaml").write_text(BROKEN)

    status, out, _ = call(capsys, "check", tmp_path, "--format", "json")

    findings = json.loads(out)["findings"]
    assert status == 1
    assert {finding["severity"] for finding in findings} == {"error"}
    assert any("nodse" in finding["message"] and finding["line"] == 3 for finding in findings)


def test_the_library_has_no_error(capsys):
    status, out, _ = call(capsys, "check", "scenario_library", "--format", "json")

    answer = json.loads(out)
    assert status == 0
    assert len(answer["scenarios"]) >= 10


@pytest.mark.parametrize(("language", "word"), [("fr", "clé"), ("en", "key")])
def test_findings_are_said_in_the_language_asked_for(capsys, tmp_path, language, word):
    (tmp_path / "broken.yaml").write_text(BROKEN)

    _, out, _ = call(capsys, "check", tmp_path, "--language", language)

    assert word in out


def test_a_setting_that_is_not_understood_stops_a_command_by_name(capsys, monkeypatch):
    monkeypatch.setenv("DESIGNER_SMTP_ULR", "smtp://mail")

    status, _, err = call(capsys, "db", "upgrade")

    assert status == 2
    assert "DESIGNER_SMTP_URL" in err


def test_an_unexpected_failure_is_a_message(capsys, monkeypatch):
    def fail(*_: object) -> None:
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr("designer.formats.portfolio.read", fail)

    status, _, err = call(capsys, "check", "scenario_library")

    assert status == 2
    assert "the disk is on fire" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\N{FULLWIDTH EQUALS SIGN}1", "'\N{FULLWIDTH EQUALS SIGN}1"),
        ("-5", "-5"),
        ("+33612345678", "+33612345678"),
        ("- dash", "'- dash"),
        (True, "true"),
        (None, ""),
        (("a", "b"), "a|b"),
    ],
)
def test_no_cell_becomes_a_formula(value, text):
    assert cell(value) == text


@pytest.mark.parametrize("name", ["h" * 300 + ".yaml", "missing.yaml"])
def test_a_name_that_names_nothing_is_refused_with_the_next_step(capsys, tmp_path, name):
    with pytest.raises(SystemExit) as ended:
        main(["check", str(tmp_path / name)])
    assert ended.value.code == 2
    assert "does not exist; give a folder or a file of scenarios." in capsys.readouterr().err


def test_a_folder_with_nothing_in_it_is_not_taken_for_checked(capsys, tmp_path):
    with pytest.raises(SystemExit) as ended:
        main(["check", str(tmp_path)])
    assert ended.value.code == 2
    assert f"{tmp_path}: nothing to check is in there; name a folder" in capsys.readouterr().err


def test_an_error_cannot_move_the_cursor_of_the_terminal(capsys, tmp_path):
    with pytest.raises(SystemExit):
        main(["check", str(tmp_path / "a\x1b[2J.yaml")])
    assert "\x1b" not in capsys.readouterr().err


def test_the_key_that_a_fault_names_is_cut(capsys, tmp_path):
    file = tmp_path / "long.yaml"
    file.write_text(f"format: scenario/1\nkey: {'k' * 5000}\n")
    with pytest.raises(SystemExit):
        main(["import", "scenarios", str(file)])
    assert f"Scenario {'k' * 80}…, name:" in capsys.readouterr().err.replace("\n", " ")
