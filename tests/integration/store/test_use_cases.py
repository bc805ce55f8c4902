"""The use cases of the store over both databases."""

import json
import sqlite3

import pytest
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError
from world import EVERYONE, message, wait

from designer import store
from designer.domain.errors import BadInput, Conflict, DocumentError, NotFound, Refused, Unavailable
from designer.domain.time import from_iso, to_minute
from designer.store import audience, contacts, counts, documents, events, scenarios, templates, workspace
from designer.store.models import DecisionRow, ScenarioVersion

CONDITION = {"eq": ["city", "Lyon"]}


def test_an_upgrade_is_told_step_by_step_and_is_done_once(database):
    app = Flask("t")
    store.init_app(app, database)
    told = []
    assert store.upgrade(app, told.append) == len(told) >= 1
    assert store.upgrade(app) == 0
    with app.app_context():
        assert store.is_current()
        store.db.engine.dispose()


def test_the_migrations_make_exactly_the_models(database):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    app = Flask("t")
    store.init_app(app, database)
    store.upgrade(app)
    with app.app_context(), store.db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), store.db.metadata) == []
    with app.app_context():
        store.db.engine.dispose()


@pytest.mark.parametrize("url", ["mysql://a/b", "nonsense", "postgres"])
def test_an_address_of_another_database_is_refused_with_words(url):
    with pytest.raises(BadInput, match="DATABASE_URL"):
        store.init_app(Flask("t"), url)


def test_sqlite_is_opened_with_what_keeps_it_whole(sqlite_world):
    with store.db.engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 10_000}


@pytest.mark.parametrize(("durable", "level"), [(True, 2), (False, 1)])
def test_a_durable_commit_is_flushed_and_a_quick_one_is_not(sqlite_world, durable, level):
    with store.writing(durable=durable) as session:
        assert session.connection().exec_driver_sql("PRAGMA synchronous").scalar() == level


def test_a_writer_waits_and_then_says_that_the_database_is_busy(sqlite_world, tmp_path, monkeypatch):
    with store.db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    store.db.engine.dispose()
    monkeypatch.setattr("designer.store.database.BUSY_TIMEOUT_S", 0.05)
    other = sqlite3.connect(tmp_path / "designer.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="does not take the change"):
        workspace.set_paused(True)
    other.execute("ROLLBACK")
    other.close()
    workspace.set_paused(True)
    assert workspace.get().paused is True


def test_a_draft_is_kept_whatever_its_state_and_its_findings_are_told(world):
    made = scenarios.create({"key": "half", "format": "scenario/1"})
    assert (made.state, made.revision) == ("draft", 1)
    assert made.findings
    saved = scenarios.save_draft("half", {"key": "half", "nodes": "nonsense"}, expected_revision=1)
    assert saved.revision == 2
    assert scenarios.get("half").document == {"key": "half", "nodes": "nonsense"}
    with pytest.raises(DocumentError):
        scenarios.publish("half")


def test_the_second_of_two_editors_is_told_and_loses_nothing(world):
    scenarios.create(world.draft("a", message("t1")))
    scenarios.save_draft("a", {"key": "a", "mine": 1}, expected_revision=1)
    with pytest.raises(Conflict, match="revision 2"):
        scenarios.save_draft("a", {"key": "a", "theirs": 1}, expected_revision=1)
    assert scenarios.get("a").document == {"key": "a", "mine": 1}


@pytest.mark.parametrize("key", ["", "Été", "a/b", "a b", "x" * 81, None, 3, "-a"])
def test_a_key_that_is_no_slug_is_refused(sqlite_world, key):
    with pytest.raises(BadInput):
        scenarios.create({"key": key})


def test_a_document_of_more_than_two_megabytes_is_refused(sqlite_world):
    with pytest.raises(BadInput, match="2,097,152"):
        scenarios.create({"key": "big", "x": "y" * 2_200_000})


def test_publication_is_the_gate(world):
    scenarios.create({**world.draft("a", message("t1", template="missing")), "sheet": {}})
    with pytest.raises(Refused) as refused:
        scenarios.publish("a")
    assert refused.value.code == "findings"
    assert {finding.rule for finding in refused.value.findings} >= {"sheet-complete"}


def test_what_a_template_says_is_a_finding_at_once_and_a_broken_one_is_not_published(world):
    world.template("words")
    documents.put("data", {"format": "data/1", "attributes": {"first_name": {"type": "text"}}})
    scenarios.create(world.draft("a", message("t1", template="words")))
    assert not {f.rule for f in scenarios.findings("a")} & {"message-renders", "known-merge-fields"}

    world.template("words", subject="Hello {{ first_name }", body="{{ whatever }}")

    told = {f.rule: f for f in scenarios.findings("a")}
    assert told["message-renders"].node == told["known-merge-fields"].node == "t1"
    with pytest.raises(Refused) as refused:
        scenarios.publish("a")
    assert [f.rule for f in refused.value.findings] == ["message-renders"]

    world.template("words", subject="", body="")
    with pytest.raises(Refused) as refused:
        scenarios.publish("a")
    assert {f.rule for f in refused.value.findings} == {"message-says-something"}


def test_published_versions_count_up_and_keep_their_graph(world):
    world.live("a", message("t1"), wait("w", "P1D"), message("t2"))
    scenarios.save_draft("a", world.draft("a", message("t1")))
    assert scenarios.get("a").changed is True
    scenarios.publish("a", reason="shorter")
    found = scenarios.versions("a")
    assert [(version.number, version.reason) for version in found] == [
        (2, "shorter"),
        (1, "Decided in the test"),
    ]
    graph = scenarios.graph("a", 1)
    assert graph.is_multigraph()
    assert graph.is_directed()
    assert graph.nodes["t1"]["kind"] == "message"
    assert list(graph.edges("w", keys=True)) == [("w", "t2", "next")]
    assert scenarios.load_version("a", 1).by_id.keys() >= {"w", "t2"}


@pytest.mark.parametrize("change", [update(ScenarioVersion).values(reason="x"), delete(ScenarioVersion)])
def test_a_published_version_cannot_be_changed_even_behind_the_products_back(world, change):
    world.live("a", message("t1"))
    with pytest.raises(DBAPIError, match="never"), store.db.engine.begin() as connection:
        connection.execute(change)


def test_a_decision_cannot_be_changed(world):
    world.live("a", message("t1"))
    world.contact("ana")
    world.event("ana", "a.started")
    world.run("PT5M")
    with pytest.raises(DBAPIError, match="never changed"), store.db.engine.begin() as connection:
        connection.execute(update(DecisionRow).values(verdict="skipped"))


@pytest.mark.parametrize(
    ("state", "move", "then"),
    [
        ("draft", "pause", None),
        ("draft", "resume", None),
        ("draft", "archive", "archived"),
        ("draft", "restore", None),
        ("live", "pause", "paused"),
        ("live", "resume", None),
        ("live", "archive", "archived"),
        ("paused", "pause", None),
        ("paused", "resume", "live"),
        ("paused", "archive", "archived"),
        ("archived", "restore", "draft"),
        ("archived", "archive", None),
        ("archived", "publish", None),
    ],
)
def test_states_move_as_the_table_says(sqlite_world, state, move, then):
    world = sqlite_world
    world.template("t1-text")
    scenarios.create(world.draft("a", message("t1")))
    for step in {"live": ["publish"], "paused": ["publish", "pause"], "archived": ["archive"]}.get(state, []):
        getattr(scenarios, step)("a")
    if then is None:
        with pytest.raises(Refused):
            getattr(scenarios, move)("a")
    else:
        assert getattr(scenarios, move)("a") == then


def test_a_copy_is_a_draft_with_another_key_and_name(world):
    world.live("a", message("t1"))
    copy = scenarios.duplicate("a")
    assert (copy.key, copy.state, copy.document["name"]) == ("a-2", "draft", "a (copie)")
    assert scenarios.duplicate("a").key == "a-3"
    assert [item.key for item in scenarios.list_all()] == ["a", "a-2", "a-3"]


def test_the_list_shows_what_each_scenario_is(world):
    world.live("a", message("t1"), wait("w", "P1D"))
    world.contact("ana")
    world.event("ana", "a.started")
    world.run("PT5M")
    (item,) = scenarios.list_all()
    assert (item.state, item.objective, item.trigger, item.channels) == (
        "live",
        "transformation",
        "event",
        ("email",),
    )
    assert (item.inside, item.version, item.errors) == (1, 1, 0)


def test_documents_have_revisions_and_must_load(world):
    first = documents.put("policy", {"format": "policy/1", "caps": [{"id": "w", "max": 1, "per": "P7D"}]}, 0)
    assert first.revision == 1
    with pytest.raises(Conflict):
        documents.put("policy", {"format": "policy/1"}, 0)
    with pytest.raises(DocumentError):
        documents.put("policy", {"format": "policy/1", "capz": []})
    with pytest.raises(NotFound):
        documents.get("nonsense")
    assert documents.policy().caps[0].id == "w"


def test_household_members_share_a_counting_unit_as_soon_as_the_policy_says_so(world):
    world.contact("ana", household="h1")
    world.contact("ben", household="h1")
    assert contacts.get("ana").unit == "ana"
    world.policy(unit="household")
    assert contacts.get("ana").unit == contacts.get("ben").unit == "household:h1"
    contacts.change("ben", {"household": "h2"})
    assert contacts.get("ben").unit == "household:h2"


def test_events_are_taken_once_and_each_bad_one_is_named(world):
    world.contact("ana")
    batch = [
        {"contact": "ana", "event": "visit", "id": "v1"},
        {"contact": "ana", "event": "visit", "id": "v1"},
        {"contact": "nobody", "event": "visit"},
        {"contact": "ana", "event": ""},
        {"contact": "ana", "event": "visit", "at": "yesterday"},
        {"contact": "ana", "event": "visit", "properties": {"a": {"b": 1}}},
        {"contact": "ana", "event": "visit", "workspace": 2},
        "nonsense",
    ]
    result = events.ingest(batch)
    assert (result.accepted, result.duplicates) == (1, 1)
    assert [rejected.index for rejected in result.rejected] == [2, 3, 4, 5, 6, 7]
    assert events.ingest(batch[:1]).duplicates == 1


def test_an_event_is_taken_no_earlier_than_it_arrives(world):
    world.contact("ana")
    events.ingest([{"contact": "ana", "event": "old", "at": "2020-01-01T00:00:30Z", "id": "x"}])
    (row,) = events.of_contact("ana", until=10**9)
    assert row.minute == workspace.clock().last + 1
    assert row.at == int(from_iso("2020-01-01T00:00:30Z").timestamp())


def test_history_fills_the_rules_and_triggers_nothing(world):
    world.policy(caps=[{"id": "week", "max": 1, "per": "P7D"}])
    world.live("a", message("t1", if_blocked="skip"))
    world.contact("ana")
    at = int(from_iso("2026-01-03T08:00:00Z").timestamp())
    sent = events.NewEvent(contact="ana", event="message.sent", at=at, properties={"channel": "email"})
    started = events.NewEvent(contact="ana", event="a.started", at=at, properties={})
    assert events.import_all([sent, started]) == 2
    assert events.import_all([sent, started]) == 0
    world.run("P1D")
    assert world.decisions() == []
    world.event("ana", "a.started")
    world.run("PT1H")
    assert world.decisions("ana")[0][2:4] == ("skipped", "week")


def test_the_future_of_a_demo_comes_when_its_minute_does(world):
    world.live("a", message("t1"))
    world.contact("ana")
    at = int(from_iso("2026-01-20T10:00:00Z").timestamp())
    events.import_all([events.NewEvent(contact="ana", event="a.started", at=at, properties={})])
    assert [moment.word for moment in contacts.timeline("ana")] == []
    world.run("P20D")
    assert world.mails() == [("a", "t1", "2026-01-20T10:00:00Z")]


def test_contacts_are_imported_with_the_declared_types_and_again_without_harm(world):
    documents.put(
        "data",
        {
            "format": "data/1",
            "attributes": {"score": {"type": "number"}, "vip": {"type": "boolean"}, "born": {"type": "date"}},
            "events": {},
        },
    )
    rows = [("ana", {"score": "12", "vip": "oui", "born": "nonsense", "city": "Lyon"})]
    assert contacts.import_all(rows) == 1
    assert contacts.get("ana").attributes == {"score": 12, "vip": True, "city": "Lyon"}
    contacts.import_all([("ana", {"score": "13"})])
    assert contacts.get("ana").attributes["score"] == 13
    assert contacts.get("ana").attributes["city"] == "Lyon"
    with pytest.raises(BadInput):
        contacts.import_all([("", {})])


def test_a_search_looks_for_every_word_in_names_and_addresses(world):
    world.contact("c1", first_name="Zoé", last_name="Martin", city="Lyon")
    world.contact("c2", first_name="Zoé", last_name="Durand", city="Nantes")
    assert [item.id for item in contacts.search("zoé lyon").items] == ["c1"]
    assert contacts.search("zoé").total == 2
    assert contacts.search("100%").total == 0
    assert contacts.search("_").total == 0


def test_a_changed_consent_is_logged_and_a_new_yes_lifts_an_unsubscription(world):
    world.contact("ana")
    contacts.unsubscribe("ana", "email")
    assert contacts.get("ana").suppressed == {"email": "unsubscribed"}
    assert contacts.get("ana").consents["email"] is False
    contacts.change("ana", {"consent_email": True})
    assert contacts.get("ana").suppressed == {}
    consents = [moment.word for moment in contacts.timeline("ana") if moment.kind == "consent"]
    assert sorted(consents) == ["granted", "withdrawn"]


def test_an_older_file_does_not_undo_an_unsubscription(world):
    world.contact("ana")
    contacts.unsubscribe("ana", "email")
    contacts.import_all([("ana", {"consent_email": "oui"})])
    assert contacts.get("ana").suppressed == {"email": "unsubscribed"}
    world.live("a", message("t1"))
    world.event("ana", "a.started")
    world.run("PT5M")
    assert world.decisions("ana")[0][2:4] == ("skipped", "suppressed")


def test_a_hard_bounce_closes_the_channel_and_a_soft_one_does_not(world):
    world.contact("ana")
    world.contact("ben")
    world.event("ana", "message.bounced", channel="email", kind="hard")
    world.event("ben", "message.bounced", channel="email", kind="soft")
    assert contacts.get("ana").suppressed == {"email": "bounced"}
    assert contacts.get("ben").suppressed == {}


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        (None, 3),
        ({"eq": ["city", "Lyon"]}, 2),
        ({"did": {"event": "visit", "within": "P7D"}}, 1),
        ({"all": [{"eq": ["city", "Lyon"]}, {"not_did": {"event": "visit"}}]}, 1),
        ({"in_segment": "lyon"}, 2),
        ({"consents": "email"}, 3),
    ],
)
def test_an_audience_is_counted_as_the_planner_would_see_it(sqlite_world, condition, count):
    world = sqlite_world
    segments = {**EVERYONE["segments"], "lyon": {"name": "Lyon", "condition": CONDITION}}
    documents.put("segments", {"format": "segments/1", "segments": segments})
    world.contact("a", city="Lyon")
    world.contact("b", city="Lyon")
    world.contact("c", city="Nantes")
    world.event("a", "visit")
    world.run("PT2M")
    found = audience.count(condition)
    assert (found.count, found.of) == (count, 3)


def test_a_condition_that_does_not_load_is_named(sqlite_world):
    with pytest.raises(DocumentError):
        audience.count({"nonsense": 1})


def test_the_same_request_again_has_the_same_answer_and_no_second_effect(world):
    done = []

    def work():
        done.append(1)
        return {"accepted": len(done)}

    assert workspace.once("k1", b"body", work) == {"accepted": 1}
    assert workspace.once("k1", b"body", work) == {"accepted": 1}
    assert done == [1]
    with pytest.raises(Refused, match="another body"):
        workspace.once("k1", b"other", work)
    with pytest.raises(BadInput):
        workspace.once("", b"x", work)


def test_a_failed_request_is_not_remembered(world):
    def fail():
        raise BadInput("no")

    with pytest.raises(BadInput):
        workspace.once("k", b"x", fail)
    assert workspace.once("k", b"x", lambda: {"ok": True}) == {"ok": True}


def test_keys_rotate_and_old_links_stay_readable(world):
    from designer.runtime.links import Links, Unsubscribe

    old = Links("https://designer.test", workspace.signing_keys())
    url = old.unsubscribe_url(Unsubscribe(contact="ana", channel=contacts.Channel.EMAIL))
    workspace.rotate_signing_key()
    new = Links("https://designer.test", workspace.signing_keys())
    assert new.read_unsubscribe(url.rpartition("/")[2]).contact == "ana"
    assert len(workspace.signing_keys()) == 2


def test_kpis_are_held_against_the_sheet(sqlite_world):
    world = sqlite_world
    sheet = {
        "objective": "transformation",
        "segments": ["everyone"],
        "key_moment": {"family": "transactional", "moment": "x"},
        "lever": "information",
        "content": {"theme": "t"},
        "kpis": [
            {"metric": "conversion_rate", "target": 0.5, "within": "P2D"},
            {"metric": "click_rate", "target": 0.1},
        ],
    }
    world.live("a", message("t1"), wait("w", "P9D"), goal={"event": "order.placed"}, sheet=sheet)
    for contact in ("ana", "ben"):
        world.contact(contact)
        world.event(contact, "a.started")
    world.run("PT1H")
    world.event("ana", "order.placed")
    world.event("ben", "message.clicked", scenario="a", node="t1", channel="email")
    world.run("PT1H")
    figures = counts.figures("a")
    assert (figures.entries, figures.sent, figures.conversions, figures.conversion_rate) == (2, 2, 1, 0.5)
    assert [(kpi.metric, kpi.actual) for kpi in figures.kpis] == [
        ("conversion_rate", 0.5),
        ("click_rate", 0.5),
    ]


def test_a_manual_scenario_is_entered_by_hand_and_no_other_is(sqlite_world):
    world = sqlite_world
    world.live("hand", message("t1"), trigger={"kind": "manual"})
    world.live("auto", message("t1"))
    world.contact("ana")
    assert contacts.enter("hand", ["ana", "ana"]) == 1
    with pytest.raises(Refused):
        contacts.enter("auto", ["ana"])
    with pytest.raises(NotFound):
        contacts.enter("hand", ["nobody"])
    world.run("PT5M")
    assert [mail[0] for mail in world.mails()] == ["hand"]


def test_templates_are_saved_with_revisions_and_used_by_is_told(world):
    world.live("a", message("t1", template="words"))
    stored = templates.get("words")
    assert stored.used_by == (("a", 1, True),)
    document = json.loads(json.dumps(dict(stored.document))) | {"subject": "Other"}
    assert templates.save("words", document, expected_revision=1).revision == 2
    assert templates.get("words").used_by == (("a", 1, False),)
    with pytest.raises(Conflict):
        templates.save("words", document, expected_revision=1)
    with pytest.raises(BadInput):
        templates.save("words", {**document, "key": "others"})
    with pytest.raises(Refused):
        templates.create(document)


def test_a_workspace_is_made_once(world):
    with pytest.raises(Refused):
        workspace.create(name="Another")
    with pytest.raises(BadInput):
        workspace.change(name="two\nlines")
    assert workspace.change(brand="Other").brand == "Other"
    assert workspace.present() == to_minute(from_iso(world.now))
