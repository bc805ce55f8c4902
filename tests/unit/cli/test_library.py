"""`designer library`: list, show and check, without a database."""

import json
import subprocess
import sys

import pytest

from designer.cli import main
from designer.library.shelf import our_folder, shelf


def call(capsys, *arguments):
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return stopped.value.code, said.out, said.err


def answer(capsys, *arguments):
    status, out, err = call(capsys, *arguments, "--format", "json")
    assert status == 0, err
    return json.loads(out)


def test_the_list_has_every_pack_and_scenario(capsys):
    packs = answer(capsys, "library", "list")["packs"]
    assert [pack["key"] for pack in packs] == list(shelf().packs)
    assert sum(len(pack["scenarios"]) for pack in packs) == len(shelf().entries())
    status, out, _ = call(capsys, "library", "list", "--pack", "tourisme", "--language", "fr")
    assert status == 0
    assert "tourisme/preparation-sejour" in out
    assert "finance/" not in out


def test_a_scenario_is_shown_with_its_documents(capsys):
    shown = answer(capsys, "library", "show", "mariage")
    assert shown["id"] == "finance/mariage"
    assert shown["document"]["key"] == "mariage"
    assert "mariage-felicitations" in shown["messages"]
    assert "clients-particuliers" in shown["segments"]
    status, out, _ = call(capsys, "library", "show", "finance/mariage", "--language", "en")
    assert status == 0
    assert "Congratulations!" in out
    assert str(our_folder() / "finance" / "mariage.yaml") in out


@pytest.mark.parametrize(
    ("name", "says"), [("nowhere", "has no scenario"), ("bienvenue-prospect", "tourisme/bienvenue-prospect")]
)
def test_a_scenario_that_is_not_one_is_said(capsys, name, says):
    status, _, err = call(capsys, "library", "show", name)
    assert status == 2
    assert says in err


def test_a_check_counts_each_pack_by_itself(capsys):
    packs = answer(capsys, "library", "check", "associations", "tourisme")["packs"]
    assert [(pack["key"], pack["scenarios"], pack["errors"]) for pack in packs] == [
        ("associations", 5, 0),
        ("tourisme", 5, 0),
    ]


def test_a_companys_pack_is_listed_and_its_faults_end_the_check_with_status_1(capsys, monkeypatch, tmp_path):
    mine = tmp_path / "maison"
    mine.mkdir()
    (mine / "pack.yaml").write_text("format: pack/1\nname: {fr: Maison, en: House}\n", encoding="utf-8")
    (mine / "wrong.yaml").write_text("format: scenario/1\nkey: wrong\nnodes: []\n", encoding="utf-8")
    monkeypatch.setenv("DESIGNER_LIBRARY", str(tmp_path))
    (pack,) = answer(capsys, "library", "list", "--pack", "maison")["packs"]
    assert pack["own"]
    assert pack["scenarios"] == []
    assert "wrong.yaml" in pack["faults"][0]
    status, out, _ = call(capsys, "library", "check", "maison")
    assert status == 1
    assert "wrong.yaml" in out


def test_a_folder_that_is_none_is_a_fault_of_the_settings(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("DESIGNER_LIBRARY", str(tmp_path / "nowhere"))
    status, _, err = call(capsys, "library", "list")
    assert status == 2
    assert "DESIGNER_LIBRARY" in err


def test_a_list_loads_neither_framework_nor_database():
    program = (
        "import sys\n"
        "from designer.cli import main\n"
        "try: main(['library', 'list', '--format', 'json'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'flask', 'sqlalchemy', 'apscheduler'} & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
