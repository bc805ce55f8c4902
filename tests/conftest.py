"""What every test may ask for: no settings but its own, a folder, an application, a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as hypothesis_settings

from designer.settings import NAMES, Settings

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from playwright.sync_api import Browser


# A gate must answer the same twice; whoever runs the tests at a desk looks for new examples each time.
hypothesis_settings.register_profile("gate", derandomize=True)
if os.environ.get("CI"):
    hypothesis_settings.load_profile("gate")


@pytest.fixture(autouse=True)
def no_settings_of_the_developer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A test never reads the machine's settings, and never writes to its data folder."""
    for name in list(os.environ):
        if name.removesuffix("_FILE") in NAMES:
            monkeypatch.delenv(name)
    monkeypatch.setenv("DESIGNER_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """The folder where a command or an application under test writes."""
    return tmp_path / "data"


@pytest.fixture
def settings(data_dir: Path) -> Settings:
    """Settings over the folder of the test, everything else as it comes."""
    return Settings(data_dir=data_dir)


@pytest.fixture
def app(settings: Settings) -> Flask:
    """The whole application over an empty SQLite database of the present schema."""
    from designer import store
    from designer.app import create_app

    app = create_app(settings)
    store.upgrade(app)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts."""
    return app.test_client()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the Chromium that `make test` found or installed."""
    import chromium as finder

    path = finder.find()
    if path is None:
        pytest.fail("no Chromium on this machine; `make test` installs one, CHROMIUM=/path names one")
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """A started Chromium, shared by the tests of a worker; each takes a context of its own from it."""
    from playwright.sync_api import sync_playwright

    # Root, as in containers, has no sandbox to drop into; /dev/shm is often too small there.
    arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield started
        started.close()
