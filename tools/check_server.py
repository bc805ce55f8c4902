"""Is a started server whole? `python tools/check_server.py http://127.0.0.1:8000`.

Waits for it, then asks for its health, its pages, and every file that was built for them, the editor's too.
"""

from __future__ import annotations

import json
import sys
import time
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

PATIENCE_S = 60
DIST = "/static/dist/"
PATHS = ("/readyz", "/api/openapi.json", "/api/docs", "/", "/scenarios", "/library", "/contacts", "/runtime")


def fetch(url: str) -> str:
    """The body of an answer with status 200; raises `HTTPError` for another."""
    with urlopen(url, timeout=30) as answer:  # noqa: S310  # the caller names a server of one's own
        return str(answer.read().decode())


def wait_for(url: str) -> None:
    """Return when `url` answers; raises `TimeoutError` after a minute."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            fetch(url)
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"{url} did not answer within {PATIENCE_S} s")


def main() -> int:
    """Report what was asked for and answer with status 1 at the first failure."""
    origin = sys.argv[1].rstrip("/")
    try:
        wait_for(origin + "/healthz")
        manifest = json.loads(fetch(origin + DIST + ".vite/manifest.json"))
        built = {chunk["file"] for chunk in manifest.values() if chunk["file"].endswith((".js", ".css"))}
        if "editor/main.tsx" not in manifest:
            print("error: the editor is not among the built files")
            return 1
        for path in [*PATHS, *(DIST + file for file in sorted(built))]:
            fetch(origin + path)
            print(f"200 {path}")
        if DIST not in fetch(origin + "/scenarios"):
            print("error: a page loads nothing that was built")
            return 1
    except HTTPError as error:
        print(f"error: {error.url} answered {error.code}: {error.read().decode()[:500]}")
        return 1
    except (TimeoutError, URLError) as error:
        print(f"error: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
