"""The pages: Jinja templates over the use cases of store and runtime, French first and English."""

from __future__ import annotations

from flask import Flask, current_app, render_template
from markupsafe import Markup

from designer.domain.errors import Unavailable
from designer.web import errors, i18n

__all__ = ["error_page", "init_app"]


def init_app(app: Flask) -> None:
    """Give the application its pages."""
    from designer.web import icons, words
    from designer.web.blueprint import pages
    from designer.web.views import (  # noqa: F401 - each module hangs its pages on the blueprint
        api_docs,
        contacts,
        execution,
        home,
        library,
        matrix,
        order,
        outbox,
        policy,
        preferences,
        pressure,
        scenarios,
        settings,
        simulation,
        simulation_run,
        tasks,
        tree,
        unsubscribe,
    )

    i18n.init_app(app)
    app.register_blueprint(pages)
    app.jinja_env.globals.update(words=words, icon=icons.icon, channel_icons=icons.CHANNEL_ICONS)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    unsubscribe.allow_one_click(app)


def _styles() -> Markup:
    """The tags of the style sheet; nothing where the pages are not built, which may be the very error."""
    try:
        made: Markup = current_app.jinja_env.globals["vite"]("styles/site.css")  # type: ignore[operator]
        return made
    except Unavailable:
        return Markup()


def error_page(*, status: int, message: str, request_id: str) -> str:
    """An error as a page: the cause, the next step, and an id to speak of it by; never a traceback."""
    from designer.web import readings

    told = errors.told(status, message)
    reference = request_id if status >= 500 else None
    try:
        around = readings.the_frame()
    except Exception:  # noqa: BLE001 - the frame itself may be what fails: it is told without it
        return render_template(
            "error_bare.html", styles=_styles(), language=i18n.chosen(), reference=reference, **told.__dict__
        )
    return render_template("error.html", frame=around, reference=reference, **told.__dict__)
