"""A LibreOffice for the tests of exports: the machine's, else Debian's package.

    python tools/libreoffice.py    make sure there is one and print its path

`LIBREOFFICE=/path/to/soffice` chooses one. Debian's package is installed by root alone, who is not asked.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from chromium import run, say

NAMES = ("soffice", "libreoffice")
#: Where it lies on a Mac.
BUNDLE = "/Applications/LibreOffice.app/Contents/MacOS/soffice"


def main() -> int:
    """Find one, or install one, and print where it is."""
    path = find()
    if path is None and shutil.which("apt-get") and os.name == "posix" and os.geteuid() == 0:
        say("export tests: installing Debian's libreoffice-impress and libreoffice-writer")
        if run("apt-get", "update") == 0:
            run(
                "apt-get",
                "install",
                "--yes",
                "--no-install-recommends",
                "libreoffice-impress",
                "libreoffice-draw",
                "libreoffice-writer",
            )
        path = find()
    if path is None:
        say("error: no LibreOffice found or installed; install one and name it: LIBREOFFICE=/path/to/soffice")
        return 1
    print(path)
    return 0


def find() -> str | None:
    """The executable that the tests would start."""
    named = os.environ.get("LIBREOFFICE")
    if named:
        return named
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or (BUNDLE if Path(BUNDLE).is_file() else None)


if __name__ == "__main__":
    sys.exit(main())
