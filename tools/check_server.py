"""Is a started server whole? `python tools/check_server.py http://127.0.0.1:8000`.

Waits for it, then asks for its health, its first page, and every script and style sheet that page loads.
"""

from __future__ import annotations

import re
import sys
import time
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

PATIENCE_S = 60


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
        paths = ["/readyz", "/api/openapi.json", "/scenarios"]
        assets = sorted(set(re.findall(r'(?:src|href)="(/static/dist/[^"]+)"', fetch(origin + "/scenarios"))))
        if not assets:
            print("error: the first page loads nothing that was built")
            return 1
        for path in [*paths, *assets]:
            fetch(origin + path)
            print(f"200 {path}")
    except HTTPError as error:
        print(f"error: {error.url} answered {error.code}: {error.read().decode()[:500]}")
        return 1
    except (TimeoutError, URLError) as error:
        print(f"error: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
