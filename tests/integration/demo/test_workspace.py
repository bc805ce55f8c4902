from datetime import UTC, datetime

import pytest
from flask import Flask

from designer import store
from designer.demo.generate import DemoData, generate
from designer.demo.workspace import LIVE, fill, prepare
from designer.domain.errors import NotFound, Refused
from designer.domain.time import to_minute
from designer.library.shelf import demo_pack
from designer.library.taking import take
from designer.store import contacts, documents, scenarios, templates, workspace

OPENING = to_minute(datetime(1998, 3, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def some():
    """The first two hundred customers of the demo."""
    whole = generate()
    few = whole.contacts[:200]
    ids = {contact.id for contact in few}
    return DemoData(contacts=few, events=tuple(event for event in whole.events if event.contact in ids))


@pytest.fixture
def app(settings):
    """The store alone: a workspace needs no pages."""
    settings.make_data_dir()
    app = Flask("test")
    store.init_app(app, settings.database_url)
    store.upgrade(app)
    return app


@pytest.fixture
def demo(app, some):
    with app.app_context():
        fill(some)
        yield app


def test_the_demo_starts_on_the_first_of_march_at_an_hour_a_second(demo):
    clock = workspace.clock()
    assert (clock.kind, clock.last, clock.mode, clock.speed) == ("demo", OPENING + 1, "run", 60.0)
    assert workspace.get().kind == "demo"


def test_the_ten_scenarios_are_there_and_three_are_live(demo):
    states = {item.key: item.state for item in scenarios.list_all()}
    assert set(states) == {entry.key for entry in demo_pack().entries}
    assert {key for key, state in states.items() if state == "live"} == set(LIVE)


def test_no_scenario_has_a_finding_of_severity_error(demo):
    faults = [
        f
        for item in scenarios.list_all()
        for f in scenarios.findings(item.key)
        if f.severity.value == "error"
    ]
    assert [fault.line_of_text() for fault in faults] == []


def test_every_message_can_be_previewed(demo):
    assert len(templates.list_all()) == 30


def test_the_policy_is_the_one_the_demo_promises(demo):
    policy = documents.policy()
    assert {cap.id: cap.max for cap in policy.caps} == {"week-all": 2, "day-all": 1}
    assert [str(gap.min) for gap in policy.gaps] == ["P2D"]
    assert {exclusion.id for exclusion in policy.exclusions} == {"financed-3m", "open-dispute"}
    assert {channel.value for row in policy.quiet_hours for channel in row.channels} == {"sms", "call"}


def test_people_and_their_facts_are_kept(demo, some):
    assert contacts.count() == 200
    first = contacts.get("00001")
    assert first.attributes == some.contacts[0].attributes


def test_the_future_of_the_feed_is_not_in_the_story_yet(demo, some):
    late = next(event.contact for event in some.feed)
    assert all(moment.at <= OPENING for moment in contacts.timeline(late))


def test_a_workspace_that_is_there_is_left_alone(data_dir, some, app):
    with app.app_context():
        workspace.create(name="Mine")
    prepare(data_dir)
    with app.app_context():
        assert workspace.get().name == "Mine"


def test_a_preparation_that_fails_leaves_nothing(app, some):
    stranger = DemoData(contacts=some.contacts[:10], events=some.events)
    with app.app_context():
        with pytest.raises(Exception, match="do not exist"):
            fill(stranger)
        assert not workspace.exists()
        assert contacts.count() == 0


def test_a_library_scenario_is_taken_under_a_free_key_with_its_messages(app):
    with app.app_context():
        workspace.create(name="Mine")
        assert take("livre-blanc").scenario.key == "livre-blanc"
        assert take("livre-blanc").scenario.key == "livre-blanc-2"
        assert take("livre-blanc", key="mien").scenario.key == "mien"
        assert {item.key for item in templates.list_all()} == {
            "livre-blanc-1",
            "livre-blanc-2",
            "livre-blanc-3",
        }
        with pytest.raises(Refused):
            take("livre-blanc", key="mien")
        with pytest.raises(NotFound):
            take("nowhere")


def test_taking_a_scenario_again_keeps_messages_that_were_rewritten(app):
    with app.app_context():
        workspace.create(name="Mine")
        take("changement-rib")
        mine = {**demo_pack().message("rib-confirmation"), "subject": {"fr": "Le mien", "en": "Mine"}}
        templates.save("rib-confirmation", mine)
        take("changement-rib")
        assert templates.load("rib-confirmation").subject == {"fr": "Le mien", "en": "Mine"}


@pytest.mark.slow
def test_the_whole_demo_is_prepared_once(data_dir, app):
    told = []
    prepare(data_dir, lambda what, done, total: told.append((what, done, total)))
    assert len({what for what, _, _ in told}) == 5
    with app.app_context():
        assert contacts.count() == 23_570
        store.db.session.remove()
    told.clear()
    prepare(data_dir, lambda *step: told.append(step))
    assert told == []
