"""Several editors at one scenario over a bad network: they end with one document and every last hand."""

import os
import subprocess
import threading
from pathlib import Path

import pytest
import waitress

from designer import store
from designer.app import create_app
from designer.domain.time import from_iso, to_minute
from designer.settings import Settings
from designer.store import workspace

ROOT = Path(__file__).parents[2]
#: All of them: ``INTERLEAVINGS=1000``.
COUNT = os.environ.get("INTERLEAVINGS", "20")


@pytest.fixture
def address(database, data_dir):
    """The application behind the server that is shipped, on a free port."""
    app = create_app(Settings(data_dir=data_dir, database=database))
    store.upgrade(app)
    with app.app_context():
        workspace.create(name="Workshop", kind="demo", start=to_minute(from_iso("2026-01-05")))
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=30)


def test_people_who_draw_at_once_end_with_one_document(address):
    """Two or three editors draw, undo, are cut off and decide; editors and server are the real ones."""
    done = subprocess.run(
        ["npx", "vitest", "run", "--config", "tests/acceptance/vitest.interleavings.ts"],
        cwd=ROOT,
        env={**os.environ, "INTERLEAVINGS_SERVER": address, "INTERLEAVINGS": COUNT},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]
