"""Words shown to people: a plain string, or one text per language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import islice

#: The languages of the screens, the first one being the default.
LANGUAGES = ("fr", "en")

#: A name or text of a document: ``"Relance"`` or ``{"fr": "Relance", "en": "Follow-up"}``.
Text = str | Mapping[str, str]


def say(text: Text | None, language: str = "fr") -> str:
    """The text in a language, else in the first language it has, else the empty string.

    >>> say({"fr": "Bonjour", "en": "Hello"}, "en")
    'Hello'
    >>> say({"fr": "Bonjour"}, "en")
    'Bonjour'
    """
    if text is None:
        return ""
    if isinstance(text, str):
        return text
    for wanted in (language, *LANGUAGES):
        if text.get(wanted):
            return text[wanted]
    return next(iter(text.values()), "")


#: How many known words are compared with: likeness takes time.
_COMPARED = 2000


def nearest(word: object, known: Iterable[str]) -> str | None:
    """The known word most like this one, if any is like it at all.

    >>> nearest("fro", ["for", "until"])
    'for'
    """
    folded = {candidate.casefold(): candidate for candidate in islice(known, _COMPARED)}
    close = get_close_matches(str(word).casefold(), folded, n=1, cutoff=0.5)
    return folded[close[0]] if close else None
