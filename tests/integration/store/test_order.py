"""The order over the store: who said it and when, what would change, and the draft that a change makes."""

from datetime import date

import made_up_simulation
import pytest
from waiting import simulations_over
from world import message

from designer.domain.errors import BadInput, Conflict, DocumentError, NotFound, Refused
from designer.domain.scenario import Effect
from designer.store import changes, contacts, db, history, order, scenarios, simulations
from designer.store.order import Change


@pytest.fixture
def three(sqlite_world):
    """Three scenarios of one class and value, nothing said of their order."""
    sqlite_world.template("words")
    for key in ("a", "b", "c"):
        scenarios.create(sqlite_world.draft(key, message("t1", template="words")), author="Ana")
    contacts.import_all([("1", {"email": "zoe@example.com"})])
    return sqlite_world


def keys() -> list[str]:
    return [place.key for place in order.standing().places]


def revision(key: str) -> int:
    return scenarios.get(key).revision


def say(winner: str, loser: str, **more) -> str:
    return order.apply(Change(winner=winner, loser=loser, **more), revision(winner), author="Bruno")[1]


def said_of(key: str) -> object:
    return scenarios.get(key).document["priority"].get("prevails_over")


def test_a_statement_is_added_to_the_draft_by_its_author(three):
    before = revision("c")
    after, _undo = order.apply(Change(winner="c", loser="a"), before, author="Bruno")
    assert (after, said_of("c"), keys()) == (before + 1, ["a"], ["b", "c", "a"])
    newest = history.list_all("c").entries[0][0]
    assert (newest.authors, newest.revision) == (("Bruno",), after)
    assert scenarios.get("c").version is None


def test_who_said_it_and_when_is_read_from_the_history(three):
    say("c", "a")
    scenarios.save_draft("c", {**scenarios.get("c").document, "name": "Other"}, author="Chloe")
    found = order.standing()
    said = order.said(found)["c", 0]
    entry = history.list_all("c").entries[1][0]
    assert (said.authors, said.at) == (("Bruno",), entry.began)


def test_a_changed_statement_is_another_one(three):
    say("c", "a")
    order.apply(
        Change(winner="c", loser="a", place=0, effect=Effect.EXIT, when={"is_set": "email"}),
        revision("c"),
        author="Chloe",
    )
    assert said_of("c") == [{"scenario": "a", "when": {"is_set": "email"}, "effect": "exit"}]
    assert order.said(order.standing())["c", 0].authors == ("Chloe",)


def test_a_statement_is_taken_away_and_brought_back(three):
    before = scenarios.get("c").document
    say("c", "a")
    undo = order.apply(Change(winner="c", place=0, remove=True), revision("c"))[1]
    assert scenarios.get("c").document == before
    changes.undo(undo, author="Ana")
    assert said_of("c") == ["a"]


def test_all_that_is_said_about_one_goes_at_once(three):
    say("c", "a", when={"is_set": "email"})
    say("c", "b")
    say("c", "a")
    order.apply(Change(winner="c", loser="a", remove=True), revision("c"))
    assert said_of("c") == ["b"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (Change(winner="gone", loser="a"), NotFound),
        (Change(winner="a", loser="gone"), NotFound),
        (Change(winner="a", loser="a"), BadInput),
        (Change(winner="a"), BadInput),
        (Change(winner="a", loser="b", place=3), NotFound),
        (Change(winner="a", place=0, remove=True), NotFound),
        (Change(winner="a", loser="b", remove=True), NotFound),
        (Change(winner="a", loser="b", when={"nonsense": 1}), DocumentError),
        # the same case twice is one statement
        (Change(winner="c", loser="b", effect=Effect.EXIT), Refused),
    ],
)
def test_what_cannot_be_said_is_refused_and_keeps_the_draft(three, change, error):
    say("c", "b")
    before = [revision(key) for key in ("a", "b", "c")]
    with pytest.raises(error):
        order.apply(change, before[0] if change.winner == "a" else before[2])
    assert [revision(key) for key in ("a", "b", "c")] == before


def test_a_draft_that_somebody_saved_meanwhile_is_not_written_over(three):
    old = revision("a")
    scenarios.save_draft("a", {**scenarios.get("a").document, "name": "Other"})
    with pytest.raises(Conflict):
        order.apply(Change(winner="a", loser="b"), old)
    assert said_of("a") is None


def test_a_draft_that_does_not_load_has_no_place_and_says_where_to_go(three):
    scenarios.save_draft("a", {"key": "a", "nodes": "nonsense"})
    assert keys() == ["b", "c"]
    with pytest.raises(Refused, match="open it in the editor"):
        order.apply(Change(winner="a", loser="b"), revision("a"))


def test_a_preview_tells_moves_and_ties_and_keeps_nothing(three):
    before = revision("c")
    found = order.preview(Change(winner="c", loser="a"))
    assert [(move.key, move.before, move.after) for move in found.moves] == [
        ("b", 2, 1),
        ("c", 3, 2),
        ("a", 1, 3),
    ]
    assert [(tie.one, tie.other) for tie in found.ties_broken] == [("a", "c")]
    assert not found.nothing
    assert (revision("c"), said_of("c")) == (before, None)


def test_a_preview_tells_the_circle_that_is_made_and_the_finding(three):
    say("a", "b")
    found = order.preview(Change(winner="b", loser="a"))
    (circle,) = found.circles_made
    assert circle.keys == ("a", "b", "a")
    assert "no-prevails-circle" in {finding.rule for finding in found.found}
    assert not found.circles_broken


def test_dropping_the_cheapest_statement_breaks_the_circle(three):
    say("a", "b")
    say("b", "c")
    say("c", "a", effect=Effect.ORDER)
    (circle,) = order.standing().circles
    assert circle.drop == ("c", "a")
    found = order.preview(Change(winner="c", loser="a", remove=True))
    assert (found.circles_broken, found.after.circles) == ((circle,), ())
    order.apply(Change(winner="c", loser="a", remove=True), revision("c"))
    assert (order.standing().circles, keys()) == ((), ["a", "b", "c"])


def test_a_finding_that_only_stands_at_another_place_is_not_told(three):
    high = scenarios.get("a").document
    scenarios.save_draft("a", {**high, "priority": {"class": "commercial", "value": 90}})
    say("c", "b")
    say("c", "a")
    found = order.preview(Change(winner="c", place=0, remove=True))
    assert not [one for one in (*found.found, *found.gone) if one.rule == "no-contradicted-priority"]


def test_a_statement_that_changes_nothing_says_so(three):
    say("a", "b")
    assert order.preview(Change(winner="a", loser="b", place=0, when={"is_set": "email"})).nothing


@pytest.fixture
def simulated(three, monkeypatch):
    """A finished simulation of a and b."""
    # The thread of a run is given an application that it opens itself.
    monkeypatch.setattr(
        simulations, "work", lambda kept, question, *_: made_up_simulation.result(kept, question)
    )
    question = simulations.Question(start=date(2026, 1, 5), days=7, seed=11, left_out=("c",))
    run = simulations.ask(question, "Base")
    simulations_over()
    # What was read before is older than the run.
    db.session.commit()
    yield run
    simulations_over()


def test_a_simulation_is_run_again_with_one_statement_more_and_all_else_equal(simulated):
    again = order.again(simulated.id, Change(winner="b", loser="a"), "With")
    simulations_over()
    assert (again.question, again.name) == (simulated.question, "With")
    one, other = simulations.papers(simulated.id), simulations.papers(again.id)
    assert other["scenarios"][1]["priority"]["prevails_over"] == ["a"]
    assert other["scenarios"][0] == one["scenarios"][0]
    assert {**other, "scenarios": ()} == {**one, "scenarios": ()}
    assert said_of("b") is None


def test_a_scenario_that_took_no_part_cannot_change_a_simulation(simulated):
    assert order.simulated("c") is None
    assert order.simulated("b").id == simulated.id
    with pytest.raises(BadInput, match="took no part"):
        order.again(simulated.id, Change(winner="c", loser="a"))
