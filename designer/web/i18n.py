"""The languages of the pages: French first, English as written in the templates.

The French catalogue is read from its ``.po`` when the application starts: what a translator saves is what
the pages say, with nothing to compile and nothing that can be out of date.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, has_request_context, request
from flask_babel import Babel

from designer.domain.text import LANGUAGES

#: Name of the cookie that keeps the reader's choice.
COOKIE = "lang"


def init_app(app: Flask) -> None:
    """Give the application its languages."""
    babel = Babel()
    babel.init_app(app, default_locale=LANGUAGES[0], default_timezone="UTC", locale_selector=chosen)
    with app.app_context():
        babel.domain_instance.cache.update(
            {(language, "messages"): catalogue(language) for language in LANGUAGES}
        )


def chosen() -> str:
    """The language of the request: the reader's cookie, else the browser's wish, else French."""
    if not has_request_context():
        return LANGUAGES[0]
    kept = request.cookies.get(COOKIE)
    if kept in LANGUAGES:
        return kept
    # The best wish of all counts by its language: a Quebecker who also reads English is answered in French.
    wished = (wish.partition("-")[0].lower() for wish in request.accept_languages.values())
    return next((language for language in wished if language in LANGUAGES), LANGUAGES[0])


@cache
def catalogue(language: str) -> Translations:
    """The words of a language; an empty catalogue for English, which is what the templates are written in."""
    source = files("designer.web") / "translations" / language / "LC_MESSAGES" / "messages.po"
    if not source.is_file():
        return Translations()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source.read_bytes()), locale=language))
    compiled.seek(0)
    return Translations(compiled, domain="messages")
