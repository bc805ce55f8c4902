"""Compilation by numba, where there is numba: the same source runs interpreted without it, slower.

What is compiled is kept in a folder named after the sources, the versions and the machine, so that it is
compiled once: numba looks at the file of a function, not at those of the functions that it calls.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from tempfile import gettempdir
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

#: Set to 1 to run interpreted although numba is there: for tests, and where compiling is not wanted.
INTERPRETED = "DESIGNER_INTERPRETED"

#: The modules whose functions are compiled together.
_COMPILED = ("jit", "tables", "draws", "clockwork", "terms", "ruling", "bundles", "kernel")

#: Whether functions are compiled in this process.
compiled = os.environ.get(INTERPRETED) != "1" and find_spec("numba") is not None


def cache_folder() -> Path:
    """Where the compiled code of exactly these sources is kept."""
    from platformdirs import user_cache_path

    digest = blake2b(digest_size=8)
    digest.update(sys.version.encode())
    for name in _COMPILED:
        digest.update((Path(__file__).parent / f"{name}.py").read_bytes())
    folder = user_cache_path("designer", appauthor=False) / "kernel" / digest.hexdigest()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        # no home, or one that cannot be written to: for as long as the machine keeps what is temporary
        folder = Path(gettempdir()) / f"designer-kernel-{digest.hexdigest()}"
        folder.mkdir(parents=True, exist_ok=True)
    return folder


if compiled:
    os.environ.setdefault("NUMBA_CACHE_DIR", str(cache_folder()))
    import numba
    from numba.core.compiler import CompilerBase, DefaultPassBuilder
    from numba.core.compiler_machinery import LoweringPass, register_pass
    from numba.core.typed_passes import NativeLowering

    @register_pass(mutates_CFG=False, analysis_only=False)
    class _NotFromPython(LoweringPass):  # type: ignore[misc]
        """Gives what Python would call a name of its own, and refuses the call."""

        _name = "not_from_python"

        def __init__(self) -> None:
            LoweringPass.__init__(self)

        def run_pass(self, state: Any) -> bool:
            """The method of an empty dictionary, another one each time, takes no arguments."""
            lowered = state["cr"]._replace(cfunc={}.popitem)
            state["cr"] = lowered
            state.targetctx.insert_user_function(lowered.cfunc, lowered.fndesc, [state.library])
            return True

    class _Inside(CompilerBase):  # type: ignore[misc]
        """Compiles a function only as far as another one can be compiled with it.

        Every function is optimised together with all that it calls. Where this is done for each of them, the
        code at the bottom is optimised and translated again on every floor: minutes instead of seconds.
        """

        def define_pipelines(self) -> list[Any]:
            """The usual pipeline, without optimisation and machine code."""
            state = self.state
            state.flags.no_compile = True
            state.flags.no_cpython_wrapper = True
            state.flags.no_cfunc_wrapper = True
            state.library = state.targetctx.codegen().create_library(state.func_id.func_qualname)
            state.library._optimize_final_module = lambda: None
            pipeline = DefaultPassBuilder.define_nopython_pipeline(state)
            pipeline.add_pass_after(_NotFromPython, NativeLowering)
            pipeline.finalize()
            return [pipeline]

    def entrance(function: F) -> F:
        """Compile a function that Python calls, with all that it calls, and keep what was compiled."""
        return numba.njit(cache=True, nogil=True, error_model="numpy")(function)  # type: ignore[no-any-return]

    def jit(function: F) -> F:
        """Compile a function that compiled functions call."""
        return numba.njit(nogil=True, error_model="numpy", pipeline_class=_Inside)(function)  # type: ignore[no-any-return]

    def inline(function: F) -> F:
        """Compile a small function into those that call it."""
        return numba.njit(nogil=True, error_model="numpy", forceinline=True, pipeline_class=_Inside)(function)  # type: ignore[no-any-return]

else:

    def entrance(function: F) -> F:
        """Leave a function as it is: nothing compiles it here."""
        return function

    jit = inline = entrance
