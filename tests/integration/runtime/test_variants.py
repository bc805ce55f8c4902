"""A message has the words of the variant that the contact reads when it leaves."""

import pytest
from sqlalchemy import select
from world import EVERYONE, message, wait

from designer.runtime import test_send
from designer.runtime.preview import lengths, preview
from designer.store import contacts, db, documents, scenarios, templates
from designer.store.models import OutboxRow

LYON = {"key": "lyon", "when": {"eq": ["city", "Lyon"]}, "subject": "Chers Lyonnais"}
BUYER = {
    "key": "buyer",
    "name": {"fr": "Acheteurs", "en": "Buyers"},
    "when": {"did": {"event": "order.placed", "within": "P30D"}},
    "subject": "Merci {{ first_name }}",
    "body": "Pour vous qui achetez",
}


def text(key="words", *, variants, channel="email", **parts):
    document = {"format": "message/1", "key": key, "channel": channel, "name": key, "variants": variants}
    document |= {"subject": "À tous", "body": "Bonjour", "sender": "Brand"} if channel == "email" else {}
    templates.import_all([{**document, **parts}])
    return key


def left(world, contact):
    """Subject and variants of the messages that left for a contact."""
    db.session.expire_all()
    rows = db.session.execute(
        select(OutboxRow.subject, OutboxRow.variants)
        .where(OutboxRow.contact == contact)
        .order_by(OutboxRow.at)
    )
    return [tuple(row) for row in rows]


def test_the_first_variant_whose_condition_holds_leaves_and_is_remembered(world):
    text(variants=[BUYER, LYON])
    world.live("note", message("t1", template="words"))
    world.contact("ana", city="Lyon")
    world.contact("ben", city="Lyon")
    world.contact("cleo", city="Paris")
    world.event("ben", "order.placed")
    for contact in ("ana", "ben", "cleo"):
        world.event(contact, "note.started")
    world.run("PT5M")
    assert left(world, "ana") == [("Chers Lyonnais", ["lyon"])]
    assert left(world, "ben") == [("Merci Ben", ["buyer"])]
    assert left(world, "cleo") == [("À tous", None)]
    bodies = {mail.recipient: mail.part("plain") for mail in world.sink.log.every()}
    assert "Pour vous qui achetez" in bodies["ben@example.com"]
    assert bodies["ana@example.com"].startswith("Bonjour")


def test_a_condition_is_asked_at_the_minute_at_which_the_message_leaves(sqlite_world):
    world = sqlite_world
    text(variants=[LYON])
    world.live("note", message("t1", template="words"), wait("later", "P1D"), message("t2", template="words"))
    world.contact("ana", city="Lyon")
    world.event("ana", "note.started")
    world.run("PT5M")
    contacts.change("ana", {"city": "Nice"})
    world.run("P2D")
    assert left(world, "ana") == [("Chers Lyonnais", ["lyon"]), ("À tous", None)]


def test_a_variant_may_ask_for_a_segment_as_it_reads_today(sqlite_world):
    world = sqlite_world
    near = {"name": "Near", "condition": {"eq": ["city", "Lyon"]}}
    documents.put("segments", {**EVERYONE, "segments": {**EVERYONE["segments"], "near": near}})
    text(variants=[{"key": "near", "when": {"in_segment": "near"}, "subject": "Tout près"}])
    world.live("note", message("t1", template="words"), wait("later", "P1D"), message("t2", template="words"))
    world.contact("ana", city="Lyon")
    world.event("ana", "note.started")
    world.run("PT5M")
    far = {"name": "Near", "condition": {"eq": ["city", "Nice"]}}
    documents.put("segments", {**EVERYONE, "segments": {**EVERYONE["segments"], "near": far}})
    world.run("P2D")
    assert [subject for subject, _ in left(world, "ana")] == ["Tout près", "À tous"]


def test_what_runs_keeps_the_variants_it_was_published_with(sqlite_world):
    world = sqlite_world
    text(variants=[LYON])
    world.live("note", message("t1", template="words"))
    world.contact("ana", city="Lyon")
    text(variants=[])
    assert scenarios.get("note").changed is True
    world.event("ana", "note.started")
    world.run("PT5M")
    assert left(world, "ana") == [("Chers Lyonnais", ["lyon"])]


def test_messages_that_travel_in_one_have_each_their_own_variant(sqlite_world):
    world = sqlite_world
    text("first", variants=[{**LYON, "body": "Premier, de Lyon"}])
    text("second", variants=[BUYER])
    world.live("one", message("t1", template="first", merge="news"), priority={"value": 90})
    world.live("two", message("t1", template="second", merge="news"))
    world.contact("ana", city="Lyon")
    world.event("ana", "order.placed")
    world.event("ana", "one.started")
    world.event("ana", "two.started")
    world.run("PT5M")
    (mail,) = world.sink.log.every()
    assert "Premier, de Lyon" in mail.part("plain")
    assert "Pour vous qui achetez" in mail.part("plain")
    assert ("Chers Lyonnais", ["lyon", "buyer"]) in left(world, "ana")


def test_the_preview_reads_as_what_then_leaves(sqlite_world):
    world = sqlite_world
    text(variants=[BUYER, LYON])
    world.live("note", message("t1", template="words"))
    for contact, city in (("ana", "Lyon"), ("ben", "Nice"), ("cleo", "Paris")):
        world.contact(contact, city=city)
    world.event("ben", "order.placed")
    world.run("PT1M")
    shown = {contact: preview("words", contact=contact) for contact in ("ana", "ben", "cleo")}
    for contact in shown:
        world.event(contact, "note.started")
    world.run("PT5M")
    for contact, before in shown.items():
        assert left(world, contact) == [(before.subject, [before.variant] if before.variant else None)]


def test_a_preview_shows_the_words_asked_for_and_says_who_reads_others(sqlite_world):
    text(variants=[LYON])
    sqlite_world.contact("ana", city="Paris")
    shown = preview("words", contact="ana", variant="lyon")
    assert (shown.subject, shown.variant, shown.reads) == ("Chers Lyonnais", "lyon", None)
    sqlite_world.contact("ben", city="Lyon")
    main = preview("words", contact="ben", variant="")
    assert (main.subject, main.variant, main.reads) == ("À tous", None, "lyon")


def test_a_test_send_has_the_words_that_the_contact_would_read(sqlite_world):
    world = sqlite_world
    text(variants=[LYON])
    scenarios.create(world.draft("note", message("t1", template="words")))
    world.contact("ana", city="Lyon")
    sent = test_send.send("note", node="t1", address="me@example.com", contact="ana")
    assert sent["subject"] == "[Test] Chers Lyonnais"


def test_the_longest_sms_is_found_among_real_contacts(sqlite_world):
    world = sqlite_world
    text(
        "word",
        channel="sms",
        variants=[{**LYON, "subject": None, "text": "Lyon " + "x" * 200}],
        text="Bonjour {{ first_name }}",
    )
    world.contact("ana", city="Lyon")
    world.contact("ben", first_name="Ben")
    world.contact("cleo", phone=None)
    found = lengths("word")
    assert (found.looked, found.contact) == (2, "ana")
    assert found.parts == {1: 1, 2: 1}
    assert found.longest.units == 205


@pytest.mark.parametrize("event", ["order.placed", None])
def test_a_preview_quotes_the_event_that_the_scenario_hears(sqlite_world, event):
    world = sqlite_world
    text(variants=[], subject="{{ event.amount }}")
    world.contact("ana")
    world.event("ana", "order.placed", amount=12)
    world.event("ana", "page.seen", amount=3)
    world.run("PT1M")
    assert preview("words", contact="ana", event=event).subject in ({"12"} if event else {"3", "12"})


def test_contacts_are_found_by_what_they_did(sqlite_world):
    world = sqlite_world
    for contact in ("ana", "ben"):
        world.contact(contact)
    world.event("ben", "order.placed")
    world.run("PT1M")
    assert [item.id for item in contacts.search(did="order.placed").items] == ["ben"]
    assert contacts.search("ana", did="order.placed").total == 0
