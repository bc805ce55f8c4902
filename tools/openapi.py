"""The description of the API, for whoever generates from it.

    python tools/openapi.py > openapi.json

It is what ``GET /api/openapi.json`` answers, without a server: same words, stable order.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from designer.app import create_app
from designer.settings import Settings


def main() -> int:
    """Print the description."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder)))
        with app.app_context():
            described = app.test_client().get("/api/openapi.json").get_json()
    json.dump(described, sys.stdout, ensure_ascii=False, indent=1, sort_keys=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
