"""The unsubscribe link: reading changes nothing, one click does, and only with a link of ours."""

import pytest

from designer.domain.channel import Channel
from designer.runtime.links import Links, Unsubscribe
from designer.store import contacts, workspace


@pytest.fixture
def link(app):
    with app.app_context():
        contacts.import_all(
            [
                (
                    "c1",
                    {"email": "zoe@example.com", "phone": "+336", "consent_email": True, "consent_sms": True},
                )
            ]
        )

    def make(**kwargs):
        with app.app_context():
            what = Unsubscribe(**{"contact": "c1", "channel": Channel.EMAIL, **kwargs})
            return Links("", workspace.signing_keys()).unsubscribe_url(what)

    return make


def suppressed(app):
    with app.app_context():
        return dict(contacts.get("c1").suppressed)


def test_opening_the_link_changes_nothing(app, link, rows):
    before = rows()
    page = app.test_client().get(link())
    assert page.status_code == 200
    assert "z…@example.com" in page.text and "zoe@" not in page.text
    assert rows() == before


def test_one_click_needs_no_session_and_may_come_twice(app, link):
    for _ in range(2):
        answer = app.test_client().post(link(), data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    assert suppressed(app) == {"email": "unsubscribed"}


@pytest.mark.parametrize(
    ("choice", "closed"), [("channel", {"email"}), ("all", {"email", "sms", "push", "call"})]
)
def test_the_choice_is_done_at_once(app, link, choice, closed):
    page = app.test_client().post(link(), data={"choice": choice}, headers={"Accept-Language": "fr"})
    assert "C’est fait" in page.text
    assert closed <= set(suppressed(app))


def test_a_mistake_can_be_taken_back(app, link):
    client = app.test_client()
    client.post(link(), data={"choice": "channel"})
    page = client.post(link(), data={"choice": "back"}, headers={"Accept-Language": "fr"})
    assert "de nouveau sur la liste" in page.text
    assert suppressed(app) == {}


@pytest.mark.parametrize("token", ["x", "A" * 120, "%00", "../../etc"])
def test_a_made_up_link_is_refused_in_words(app, link, token):
    for ask in (app.test_client().get, app.test_client().post):
        answer = ask(f"/u/{token}", headers={"Accept-Language": "fr", "Accept": "text/html"})
        assert answer.status_code in (400, 404)
        assert "Traceback" not in answer.text


def test_a_changed_link_is_worthless(app, link):
    url = link()
    for index in range(10, len(url), 17):
        forged = url[:index] + ("A" if url[index] != "A" else "B") + url[index + 1 :]
        assert app.test_client().post(forged, data={"List-Unsubscribe": "One-Click"}).status_code == 404
    assert suppressed(app) == {}


def test_the_link_of_a_test_message_changes_nothing(app, link, rows):
    url, before = link(test=True, contact="example"), rows()
    client = app.test_client()
    assert client.get(url).status_code == 200
    assert client.post(url, data={"choice": "all"}).status_code == 200
    assert client.post(url, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert rows() == before


def test_leaving_everything_is_one_line_of_the_story(app, link, pages):
    app.test_client().post(link(), data={"choice": "all"})
    page = pages.read("/contacts/c1")
    assert page.count("Ne veut plus de messages, sur aucun canal") == 1
    assert "Webhook" not in page and "webhook" not in page
    assert "Désinscription" not in page
