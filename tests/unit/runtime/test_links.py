"""Links that only we can have made."""

import pytest

from designer.domain.channel import Channel
from designer.domain.errors import BadInput
from designer.runtime.links import Links, Unsubscribe, new_key

WHAT = Unsubscribe(contact="c-4711", channel=Channel.EMAIL, send_key="s/1/t1/c-4711/1.1")


def token(links):
    return links.unsubscribe_url(WHAT).rpartition("/")[2]


def test_a_link_says_what_it_was_made_for():
    links = Links("https://designer.test", [new_key()])
    assert links.read_unsubscribe(token(links)) == WHAT


def test_the_contact_does_not_stand_in_clear():
    assert "4711" not in token(Links("https://designer.test", [new_key()]))


def test_a_changed_link_does_not_open():
    links = Links("https://designer.test", [new_key()])
    good = token(links)
    for place in range(0, len(good), 7):
        changed = good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :]
        if changed[: len(good) - 2] == good[: len(good) - 2]:
            continue
        with pytest.raises(BadInput, match="not complete"):
            links.read_unsubscribe(changed)


def test_a_link_of_another_key_does_not_open():
    with pytest.raises(BadInput):
        Links("https://designer.test", [new_key()]).read_unsubscribe(
            token(Links("https://designer.test", [new_key()]))
        )


def test_an_old_link_opens_after_the_keys_were_rotated():
    old = new_key()
    sent = token(Links("https://designer.test", [old]))
    assert Links("https://designer.test", [new_key(), old]).read_unsubscribe(sent) == WHAT


@pytest.mark.parametrize("junk", ["", "x", "é", "A" * 200, "../../etc"])
def test_junk_is_refused_in_words(junk):
    with pytest.raises(BadInput, match="unsubscribe link"):
        Links("https://designer.test", [new_key()]).read_unsubscribe(junk)
