"""Compilation by numba, where there is numba: the same source runs interpreted without it, slower.

What is compiled is kept in a folder named after the sources, the versions and the machine, so that it is compiled
once: numba looks at the file of a function, not at those of the functions that it calls.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

#: Set to 1 to run interpreted although numba is there: for tests, and where compiling is not wanted.
INTERPRETED = "DESIGNER_INTERPRETED"

#: Whether functions are compiled in this process.
compiled = os.environ.get(INTERPRETED) != "1" and find_spec("numba") is not None


def cache_folder() -> Path:
    """Where the compiled code of exactly these sources is kept."""
    from platformdirs import user_cache_path

    digest = blake2b(digest_size=8)
    digest.update(sys.version.encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return user_cache_path("designer", appauthor=False) / "kernel" / digest.hexdigest()


if compiled:
    os.environ.setdefault("NUMBA_CACHE_DIR", str(cache_folder()))
    import numba

    def jit(function: F) -> F:
        """Compile a function, and keep what was compiled."""
        return numba.njit(cache=True, nogil=True, error_model="numpy")(function)  # type: ignore[no-any-return]

    def inline(function: F) -> F:
        """Compile a small function into those that call it."""
        return numba.njit(nogil=True, error_model="numpy", forceinline=True)(function)  # type: ignore[no-any-return]

else:

    def jit(function: F) -> F:
        """Leave a function as it is: nothing compiles it here."""
        return function

    def inline(function: F) -> F:
        """Leave a function as it is: nothing compiles it here."""
        return function
