"""For whom and when something is handed out, and what the workspace has for it beside the scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from designer.domain.text import Text


@dataclass(frozen=True, kw_only=True)
class Alike:
    """A scenario of the library for the same moment."""

    #: The name of its pack.
    pack: Text
    document: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """The workspace and the day, the messages as they are written, and what others do."""

    workspace: str = ""
    on: date | None = None
    #: Template key -> ``message/1`` document.
    templates: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    alike: Sequence[Alike] = ()
