"""The build hook of the package: the built editor goes into every wheel and sdist."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent / "tools"))

import make_assets


class DesignerBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # its parameter is for plugins of plugins
    """Runs `tools/make_assets.py`, which does nothing when what it would make is already there."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node (60 MB) only where this build will use it."""
        return make_assets.requirements(Path(self.root))

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before the files of the package are collected."""
        make_assets.build(Path(self.root))
