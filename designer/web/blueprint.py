"""The blueprint of the pages; each module of ``designer.web.views`` hangs its pages on it."""

from __future__ import annotations

from flask import Blueprint, request

from designer.web import readings

pages = Blueprint("web", __name__, template_folder="templates")

#: Pages that stand alone: their readers are customers, who see nothing of the workspace.
_ALONE = frozenset({"web.unsubscribe", "web.unsubscribe_act"})


@pages.context_processor
def frame() -> dict[str, object]:
    """What stands around every page but those that stand alone."""
    return {} if request.endpoint in _ALONE else {"frame": readings.the_frame()}
