# What we use of Flask-Babel 4.0, which ships no types.
from collections.abc import Callable, MutableMapping
from contextlib import AbstractContextManager

from babel import Locale
from babel.support import NullTranslations
from flask import Flask

class Domain:
    cache: MutableMapping[tuple[str, str], NullTranslations]

class Babel:
    domain_instance: Domain
    def __init__(self, app: Flask | None = None) -> None: ...
    def init_app(
        self,
        app: Flask,
        default_locale: str = "en",
        default_domain: str = "messages",
        default_translation_directories: str = "translations",
        default_timezone: str = "UTC",
        locale_selector: Callable[[], str | None] | None = None,
        timezone_selector: Callable[[], str | None] | None = None,
    ) -> None: ...

def gettext(string: str, **variables: object) -> str: ...
def ngettext(singular: str, plural: str, num: int, **variables: object) -> str: ...
def pgettext(context: str, string: str, **variables: object) -> str: ...
def get_locale() -> Locale | None: ...
def force_locale(locale: str) -> AbstractContextManager[None]: ...
