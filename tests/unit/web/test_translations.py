"""Every word of the pages has its French, with the same places to fill."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

import designer.web

HERE = Path(designer.web.__file__).parent
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
PLACES = re.compile(r"%\((\w+)\)s")


@pytest.fixture(scope="module")
def said():
    """Every msgid of the package, with its context."""
    found = set()
    keywords = {**DEFAULT_KEYWORDS, "_": None, "pgettext": ((1, "c"), 2)}
    for _file, _line, message, _comments, context in extract_from_dir(str(HERE), METHODS, keywords=keywords):
        found.add((context, message if isinstance(message, tuple) else (message,)))
    return found


@pytest.fixture(scope="module")
def french():
    source = (HERE / "translations/fr/LC_MESSAGES/messages.po").read_bytes()
    catalogue = read_po(BytesIO(source), locale="fr")
    return {
        (message.context, message.id if isinstance(message.id, tuple) else (message.id,)): message
        for message in catalogue
        if message.id
    }


def test_no_word_lacks_its_french(french, said):
    missing = [key for key in said if key not in french]
    assert not missing
    assert len(french) > 300


def test_no_french_is_left_over(french, said):
    assert not [key for key in french if key not in said]


def test_french_fills_the_same_places(french):
    for (_context, ids), message in french.items():
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in texts:
            assert text, ids
            assert not message.fuzzy, ids
            assert set(PLACES.findall(text)) == set(PLACES.findall(ids[-1])), ids


def test_french_keeps_its_spaces(french):
    for message in french.values():
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            assert not re.search(r" [;!?»]|« |\w'\w", text), text
