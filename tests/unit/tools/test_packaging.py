"""The package, its locks and its build: what the first stranger who installs it would notice."""

import json
import re
import tomllib
from pathlib import Path
from zipfile import ZipFile

import check_wheel
import make_assets
import pytest

ROOT = Path(__file__).parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]


def pinned(lock: str) -> dict[str, str]:
    lines = (ROOT / "requirements" / lock).read_text().splitlines()
    found = [re.match(r"([A-Za-z0-9_.-]+)==([^ ;]+)", line) for line in lines]
    return {normal(match[1]): match[2] for match in found if match}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~!;]", name)[0]).lower()


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("runtime.txt", [*PROJECT["dependencies"], *EXTRAS["build"]]),
        ("dev.txt", [*PROJECT["dependencies"], *EXTRAS["build"], *EXTRAS["dev"], *EXTRAS["postgres"]]),
    ],
)
def test_every_dependency_is_in_the_lock(lock, wanted):
    assert {normal(name) for name in wanted} <= set(pinned(lock))


def test_the_locks_agree():
    assert pinned("runtime.txt").items() <= pinned("dev.txt").items()


def test_no_lock_names_a_registry():
    for lock in (ROOT / "requirements").glob("*.txt"):
        assert not re.search(r"^--|https?://", lock.read_text(), flags=re.MULTILINE), lock
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_every_pinned_package_has_hashes():
    for lock in (ROOT / "requirements").glob("*.txt"):
        for line in lock.read_text().splitlines():
            if "==" in line:
                assert line.endswith("\\"), f"{lock.name}: {line}"


def test_node_packages_are_exact_and_those_of_the_lock():
    package = json.loads((ROOT / "package.json").read_text())
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"][""]

    assert lock["dependencies"] == package["dependencies"]
    assert lock["devDependencies"] == package["devDependencies"]
    for name, version in {**package["dependencies"], **package["devDependencies"]}.items():
        assert re.fullmatch(r"(npm:\S+@)?\d+\.\d+\.\d+", version), name


def test_the_build_and_the_lock_mean_the_same_node():
    assert make_assets.NODE_PACKAGE in (ROOT / "requirements" / "node.in").read_text()


def sources(root: Path) -> Path:
    entry = root / "designer/static/js/editor/main.tsx"
    entry.parent.mkdir(parents=True)
    entry.write_text("export {};")
    return entry


def test_the_editor_is_stale_until_stamped_and_again_when_a_source_changes(tmp_path):
    entry = sources(tmp_path)
    assert make_assets.frontend_is_stale(tmp_path)

    stamp = tmp_path / make_assets.OUTPUT / ".stamp"
    stamp.parent.mkdir(parents=True)
    stamp.write_text(make_assets.frontend_digest(tmp_path) + "\n")
    assert not make_assets.frontend_is_stale(tmp_path)

    (entry.parent / "main.test.tsx").write_text("a test changes nothing that is shipped")
    assert not make_assets.frontend_is_stale(tmp_path)

    entry.write_text("export const changed = true;")
    assert make_assets.frontend_is_stale(tmp_path)


def test_an_sdist_without_sources_needs_no_build(tmp_path):
    assert not make_assets.frontend_is_stale(tmp_path)
    assert make_assets.requirements(tmp_path) == []


def test_node_is_asked_of_pypi_only_where_the_machine_has_none(tmp_path, monkeypatch):
    sources(tmp_path)

    monkeypatch.setattr(make_assets, "system_npm", lambda: ["npm"])
    assert make_assets.requirements(tmp_path) == []
    monkeypatch.setattr(make_assets, "system_npm", lambda: None)
    assert make_assets.requirements(tmp_path) == [make_assets.NODE_PACKAGE]


@pytest.mark.parametrize(
    ("version", "fits"),
    [
        ("v20.19.0", True),
        ("v20.18.3", False),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("", False),
    ],
)
def test_only_a_node_that_vite_accepts_is_used(tmp_path, monkeypatch, version, fits):
    for name in ("node", "npm"):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho {version}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    assert (make_assets.system_npm() is not None) is fits


def wheel(folder: Path, *, without: str = "", extra: str = "") -> Path:
    manifest = {"editor/main.tsx": {"file": "assets/main.js"}}
    files = {
        check_wheel.MANIFEST: json.dumps(manifest),
        "designer/static/dist/assets/main.js": "",
        "scenario_library/b2b/livre-blanc.yaml": "",
        "scenario_library/finance/pack.yaml": "",
        "scenario_library/finance/messages/mariage.yaml": "",
        "designer/web/translations/fr/LC_MESSAGES/messages.po": "",
        "designer/web/templates/base.html": "",
        "designer/store/migrations/versions/0001_first.py": "",
        "designer/demo/data/cdnow.txt.xz": "",
        "designer/py.typed": "",
        **({extra: ""} if extra else {}),
    }
    path = folder / "designer-0.1.0-py3-none-any.whl"
    with ZipFile(path, "w") as archive:
        for name, content in files.items():
            if name != without:
                archive.writestr(name, content)
    return path


def test_a_whole_wheel_has_no_fault(tmp_path):
    assert check_wheel.faults(wheel(tmp_path)) == []


@pytest.mark.parametrize(
    "missing",
    [
        check_wheel.MANIFEST,
        "designer/static/dist/assets/main.js",
        "scenario_library/b2b/livre-blanc.yaml",
        "scenario_library/finance/pack.yaml",
        "scenario_library/finance/messages/mariage.yaml",
        "designer/demo/data/cdnow.txt.xz",
    ],
)
def test_a_wheel_that_lacks_something_is_refused(tmp_path, missing):
    assert check_wheel.faults(wheel(tmp_path, without=missing))


def test_a_wheel_with_typescript_is_refused(tmp_path):
    found = check_wheel.faults(wheel(tmp_path, extra="designer/static/js/editor/main.tsx"))

    assert found == ["designer/static/js/editor/main.tsx does not belong in a wheel"]
