"""The committee's matrix: its table, panels and pictures are drawn by a script over the API."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from designer.web.blueprint import pages


@pages.get("/matrix")
def matrix() -> ResponseReturnValue:
    """The page that a steering committee meets around."""
    return render_template("matrix.html")
