"""Who says to be calling."""

import pytest
from flask import Flask

from designer.api.base import author


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (None, None),
        ("", None),
        ("   ", None),
        ("Ana", "Ana"),
        ("%C3%89lo%C3%AFse%20Martin", "Éloïse Martin"),
        # a line end cannot forge a second line in a log or a file
        ("Ana%0D%0AX-Other:%20yes", "Ana X-Other: yes"),
        # no UTF-8
        ("%FF", "\ufffd"),
        ("x" * 200, "x" * 80),
    ],
)
def test_an_author_is_who_the_header_names(header, name):
    headers = {} if header is None else {"X-Author": header}
    with Flask("test").test_request_context(headers=headers):
        assert author() == name
