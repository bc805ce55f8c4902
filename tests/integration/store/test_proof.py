"""The workspace's proof and the overlap that is seen, kept until something changes."""

import pytest
from world import message, wait

from designer.domain.errors import NotFound
from designer.store import contacts, documents, observed, proof, scenarios

WEEK = {"format": "policy/1", "caps": [{"id": "week", "max": 1, "per": "P7D"}]}
LYON = {"eq": ["city", "Lyon"]}


@pytest.fixture
def drawn(sqlite_world):
    """Two scenarios of one message, one of them for Lyon, one message a week allowed."""
    world = sqlite_world
    world.template("words")
    segments = {
        "lyon": {"name": "Lyon", "condition": LYON},
        "paris": {"condition": {"eq": ["city", "Paris"]}},
    }
    documents.put(
        "segments",
        {
            **documents.get("segments").document,
            "segments": {**documents.get("segments").document["segments"], **segments},
        },
    )
    documents.put(
        "data", {"format": "data/1", "attributes": {"city": {"type": "text", "mutability": "fixed"}}}
    )
    documents.put("policy", WEEK)
    once = {"reentry": "never"}
    scenarios.create(world.draft("a", message("t1", template="words"), entry=once))
    scenarios.create(world.draft("b", message("t1", template="words"), entry=once, audience=LYON))
    contacts.import_all([("1", {"city": "Lyon"}), ("2", {"city": "Paris"}), ("3", {})])
    return world


def test_the_same_row_is_the_same_record(drawn):
    before = documents.portfolio()
    assert documents.portfolio() is before
    scenarios.save_draft("a", {**scenarios.get("a").document, "name": "Other"})
    after = documents.portfolio()
    assert after.scenario("a") is not before.scenario("a")
    assert after.scenario("b") is before.scenario("b")
    assert after.policy is before.policy


def test_a_draft_takes_the_place_of_the_stored_one_or_joins_it(drawn):
    whole = documents.portfolio()
    a = scenarios.load("a")
    assert [one.key for one in documents.portfolio(instead=a).scenarios] == ["a", "b"]
    assert documents.portfolio(instead=a).scenarios[0] is a
    assert documents.portfolio() is whole


def test_a_draft_that_loads_again_has_its_place_back(drawn):
    good = scenarios.load("a")
    scenarios.save_draft("a", {"key": "a", "nodes": "nonsense"})
    assert [one.key for one in documents.portfolio().scenarios] == ["b"]
    assert [one.key for one in documents.portfolio(instead=good).scenarios] == ["a", "b"]


def test_the_proof_is_kept_until_something_changes(drawn):
    first = proof.of_workspace()
    assert proof.of_workspace() is first
    documents.put("policy", {**WEEK, "caps": [{"id": "week", "max": 2, "per": "P7D"}]})
    second = proof.of_workspace()
    assert second is not first
    assert (first.rows[0].verdict.value, second.rows[0].verdict.value) == ("may", "safe")


def test_a_segment_restricts_who_can_be_in_both(drawn):
    assert proof.of_workspace(segment="lyon").conflicts
    assert not proof.of_workspace(segment="paris").conflicts
    with pytest.raises(NotFound):
        proof.of_workspace(segment="nobody")


def test_a_few_scenarios_are_proved_by_themselves(drawn):
    assert proof.among(["a"]).rows[0].worst.lower == 1
    assert proof.among(["a", "b"]).rows[0].worst.lower == 2
    told = proof.pair("week", ["a", "b"])
    assert (told.worst, told.limit, told.verdict) == (2, 1, "may")
    assert proof.pair("week", ["a"]).verdict == "safe"
    with pytest.raises(NotFound):
        proof.among(["a", "nobody"])
    with pytest.raises(NotFound):
        proof.pair("nothing", ["a"])


def test_who_is_seen_in_which_audience(drawn):
    seen = observed.progress().result
    assert (seen.contacts, seen.both("a", "b"), seen.both("a", "a"), seen.all_of(["b"])) == (3, 1, 3, 1)
    assert (seen.size("lyon"), seen.both("a", "b", "lyon"), seen.both("a", "b", "paris")) == (1, 1, 0)
    (heaviest,) = seen.heaviest()
    assert (set(heaviest.scenarios), heaviest.count, heaviest.sample) == ({"a", "b"}, 1, ("1",))


def test_a_look_is_kept_until_audiences_change_or_somebody_asks(drawn):
    first = observed.progress().result
    assert observed.progress().result is first
    assert observed.progress(again=True).result is not first
    second = observed.progress().result
    scenarios.save_draft("b", {**scenarios.get("b").document, "audience": {"eq": ["city", "Paris"]}})
    assert observed.progress().result is not second
    assert observed.progress().result.all_of(["b"]) == 1


def test_a_large_base_is_looked_at_beside_the_page(drawn, monkeypatch):
    started = []
    monkeypatch.setattr(observed, "AT_ONCE", 1)
    monkeypatch.setattr(observed.Thread, "start", lambda thread: started.append(thread))

    seen = observed.progress()

    assert (seen.result, seen.running, seen.total) == (None, True, 3)
    observed.progress()
    (thread,) = started
    thread.run()
    assert observed.progress().result.contacts == 3


def test_contacts_are_read_in_batches_as_in_one_go(drawn, monkeypatch):
    whole = observed.compute(documents.portfolio())
    monkeypatch.setattr(observed, "BATCH", 2)
    parts = observed.compute(documents.portfolio())
    assert parts.groups == whole.groups


def test_a_wait_between_them_mends_it(drawn):
    scenarios.save_draft("a", drawn.draft("a", wait("w", "P1D"), message("t1", template="words")))
    assert [one.rule for one in scenarios.conflicts("a")] == ["week"]
