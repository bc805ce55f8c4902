"""What the reader sets for himself (language, theme, notices), and the clock of the top bar."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from designer.domain.errors import DesignerError
from designer.domain.text import LANGUAGES
from designer.domain.time import Duration
from designer.runtime import clock as ticking
from designer.web import errors, frame, i18n, readings, words
from designer.web.blueprint import pages
from designer.web.views import common

MODES = frozenset({"paused", "run", "real", "max"})
STEPS = frozenset({"PT1H", "P1D", "P7D"})


@pages.post("/preferences")
def preferences() -> ResponseReturnValue:
    """Keep language, theme or a notice read, in cookies of this browser."""
    answer = redirect(_came_from())
    if request.form.get("language") in LANGUAGES:
        _keep(answer, i18n.COOKIE, request.form["language"])
    if request.form.get("theme") in frame.THEMES:
        _keep(answer, "theme", request.form["theme"])
    if request.form.get("notice") == "seen":
        _keep(answer, "notice", "seen")
    return answer


def _came_from() -> str:
    """The page the form stood on: pages send no Referer, so each form names its own."""
    named = request.form.get("back", "")
    return named if common.is_ours(named) else url_for("web.home")


def _keep(answer: object, name: str, value: str) -> None:
    assert isinstance(answer, Response)
    answer.set_cookie(name, value, max_age=frame.KEPT_FOR_S, samesite="Lax", secure=request.is_secure)


@pages.get("/clock")
def clock() -> ResponseReturnValue:
    """The clock and the state of the runtime, for the top bar of open pages."""
    face = readings.clock_face()
    return {
        "at": face.at.isoformat(),
        "words": words.moment(face.at, readings.zone()),
        "mode": face.mode,
        "mode_words": frame.clock_words(face),
        "runtime": readings.runtime_state(),
    }


@pages.post("/clock")
def clock_set() -> ResponseReturnValue:
    """Move the demo clock: another pace, or a step forward."""
    mode, step = request.form.get("mode"), request.form.get("step")
    try:
        if step in STEPS:
            ticking.change("step", step=Duration.parse(str(step)))
        elif mode in MODES:
            ticking.change(str(mode))
    except DesignerError as error:
        flash(errors.said(error), "error")
        return redirect(_came_from())
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return clock()
    return redirect(_came_from())
