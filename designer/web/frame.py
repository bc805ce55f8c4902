"""What stands around every page: navigation, clock, state of the runtime, language and theme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import request, url_for
from flask_babel import gettext as _

from designer.web import words

THEMES = ("light", "dark", "auto")
#: Preferences are kept for a year.
KEPT_FOR_S = 365 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class NavEntry:
    """One word of the left bar."""

    href: str
    icon: str
    label: str
    #: Whether the page is this one or lies below it.
    current: bool = False
    exact: bool = False
    #: How many things wait there, and for what; 0 shows nothing.
    count: int = 0
    counts: str = ""


@dataclass(frozen=True, kw_only=True)
class ClockFace:
    """The clock as the top bar shows it."""

    #: ``real`` or ``demo``.
    kind: str
    at: datetime
    #: ``paused``, ``run``, ``real``, ``max`` or ``step``.
    mode: str
    #: Clock minutes a real second, when it runs.
    speed: float


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The frame of one page, as its template reads it."""

    language: str
    theme: str
    narrow: bool
    workspace: str
    #: IANA zone in which the workspace reads its dates.
    zone: str
    clock: ClockFace
    #: ``running``, ``paused`` or ``stopped``.
    runtime: str
    #: Whether to say that the data are a demonstration's: until the reader has understood it.
    is_demo: bool = False
    nav: list[list[NavEntry]] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """The workspace's present."""
        return self.clock.at


def theme() -> str:
    """The reader's theme."""
    kept = request.cookies.get("theme", "auto")
    return kept if kept in THEMES else "auto"


def is_narrow() -> bool:
    """Whether the reader has folded the left bar."""
    return request.cookies.get("nav") == "narrow"


def navigation(counts: Mapping[str, tuple[int, str]]) -> list[list[NavEntry]]:
    """The left bar; ``counts`` gives by endpoint how many things wait there and for what."""
    groups = [
        [("web.home", "house", _("Home"))],
        [
            ("web.scenarios", "workflow", _("Scenarios")),
            ("web.tree", "list-tree", _("Tree")),
            ("web.library", "library", _("Library")),
            ("web.pressure", "gauge", _("Pressure")),
            ("web.simulation", "fast-forward", _("Simulation")),
            ("web.matrix", "grid-3x3", _("Matrix")),
            ("web.contacts", "users", _("Contacts")),
        ],
        [
            ("web.runtime", "activity", _("Runtime")),
            ("web.outbox", "inbox", _("Outbox")),
            ("web.tasks", "list-checks", _("Tasks")),
        ],
        [("web.settings", "settings", _("Settings"))],
    ]
    return [[_entry(endpoint, icon, label, counts) for endpoint, icon, label in group] for group in groups]


def _entry(endpoint: str, icon: str, label: str, counts: Mapping[str, tuple[int, str]]) -> NavEntry:
    href = url_for(endpoint)
    here = request.path
    exact = here == href
    count, what = counts.get(endpoint, (0, ""))
    below = href != url_for("web.home") and here.startswith(href + "/")
    # The rules and the order are pages of pressure.
    below = below or (
        endpoint == "web.pressure" and here in (url_for("web.policy"), url_for("web.runtime_order"))
    )
    return NavEntry(
        href=href, icon=icon, label=label, current=exact or below, exact=exact, count=count, counts=what
    )


def clock_words(face: ClockFace) -> str:
    """How the clock moves, in words."""
    return words.clock_mode(face.kind, face.mode, face.speed)
