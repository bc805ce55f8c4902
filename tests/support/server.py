"""Real servers to be killed: all is loaded once, then each line of input forks one over the same data.

Usage: ``python server.py DATA_DIR SMTP_URL``; answers each line with the process id of a new server.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from designer.app import create_app
from designer.cli.serving import _bound, _serve
from designer.settings import Settings


def main() -> None:
    """Fork a server for every line on standard input."""
    folder, smtp_url = Path(sys.argv[1]), sys.argv[2]
    settings = replace(Settings(data_dir=folder), smtp_url=smtp_url, public_url="http://127.0.0.1:8000")
    # No connection is open yet, so that each server makes its own.
    app = create_app(settings)
    # Killed servers are gone at once, as under a service manager.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            sys.stdin.close()
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            with _bound("127.0.0.1", 0) as listener:
                _serve(app, listener, "http://127.0.0.1", runtime=True)
            os._exit(0)
        print(pid, flush=True)  # noqa: T201  # the answer


if __name__ == "__main__":
    main()
