"""What a hand-out needs beside the scenario: the workspace and the day, the messages, and what others do."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from designer.domain.scenario import Scenario
from designer.library.shelf import Shelf
from designer.reports.handouts.occasion import Alike, Occasion
from designer.store import templates, workspace

#: Scenarios that one is compared with, at most.
_MOST: Final = 3


def occasion(document: Mapping[str, Any], there: Shelf) -> Occasion:
    """Today in this workspace, with the messages that a scenario uses and those of the library like it."""
    nodes = document.get("nodes")
    used = [
        node.get("template")
        for node in (nodes if isinstance(nodes, list) else [])
        if isinstance(node, Mapping)
    ]
    return Occasion(
        workspace=workspace.get().name,
        on=workspace.instant(workspace.real_now()).date(),
        templates=templates.documents(used),
        alike=alike(document, there),
    )


def alike(document: Mapping[str, Any], there: Shelf) -> tuple[Alike, ...]:
    """Scenarios of the library for the same key moment, the one that it was taken from left out."""
    sheet = document.get("sheet")
    moment = sheet.get("key_moment") if isinstance(sheet, Mapping) else None
    named = moment.get("moment") if isinstance(moment, Mapping) else None
    if not isinstance(named, str) or not named:
        return ()
    found = (
        Alike(pack=pack.name, document=pack.load(entry.key).document)
        for pack in there.packs.values()
        for entry in pack.entries
        if entry.key != document.get("key") and _moment(pack.scenario(entry.key)) == named
    )
    return tuple(islice(found, _MOST))


def _moment(scenario: Scenario) -> str | None:
    return scenario.sheet.key_moment.moment if scenario.sheet.key_moment else None
