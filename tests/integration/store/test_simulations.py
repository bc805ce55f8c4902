"""Simulations: asked for, run beside the pages, stopped, interrupted, kept."""

import threading
from datetime import date

import made_up_simulation
import pytest
from small_workspace import POLICY, SCENARIO, TEMPLATE
from waiting import simulations_over

from designer.domain.errors import BadInput, DocumentError, NotFound, Refused
from designer.domain.time import from_iso, to_minute
from designer.store import contacts, db, documents, scenarios, simulations, templates, workspace
from designer.store.models import SimulationRow

QUESTION = simulations.Question(start=date(1998, 3, 2), days=14)


@pytest.fixture
def drawn(app):
    """A workspace with a scenario, in its context."""
    with app.app_context():
        workspace.create(name="Maison", kind="demo", start=to_minute(from_iso("1998-03-02T08:00")))
        contacts.import_all([("c1", {"email": "zoe@example.com"}), ("c2", {})])
        templates.create(TEMPLATE)
        scenarios.create(SCENARIO)
        documents.put("policy", {"format": "policy/1", "caps": [{"id": "week-all", "max": 2, "per": "P7D"}]})
        yield app


@pytest.fixture
def gate(monkeypatch):
    """Simulations that are over when the gate is opened, or when they are stopped."""
    opened = threading.Event()

    def work(kept, question, told, stopped):
        told(1, 2)
        while not opened.wait(0.01):
            if stopped():
                raise simulations._Stopped
        return made_up_simulation.result(kept, question, contacts=2)

    monkeypatch.setattr(simulations, "work", work)
    yield opened
    opened.set()
    # None outlives its test: the next one's take turns with it.
    simulations_over()


def over(id_, wanted=("done", "failed", "cancelled", "interrupted")):
    """The run, once it has come to one of these states; its thread is waited for by name."""
    for thread in threading.enumerate():
        if thread.name == f"simulation-{id_}":
            thread.join(30)
    # What was read before may be older than the run.
    db.session.commit()
    run = simulations.get(id_)
    assert run.state in wanted, run
    return run


def test_a_simulation_is_kept_with_what_it_was_made_of(drawn, gate):
    run = simulations.ask(QUESTION, "Deux par semaine")
    assert run.state in ("queued", "running")
    gate.set()
    done = over(run.id)
    assert (done.state, done.name, done.question) == ("done", "Deux par semaine", QUESTION)
    assert done.summary["contacts"] == 2
    assert simulations.result(run.id).scenarios == ["relance-devis"]
    assert simulations.proved(run.id)["week-all"]["limit"] == 2
    scenarios.save_draft("relance-devis", {**SCENARIO, "name": "Autre nom"})
    assert simulations.scenario_of(run.id, "relance-devis")["name"] == SCENARIO["name"]


def test_a_name_is_never_taken_twice(drawn, gate):
    gate.set()
    names = [simulations.ask(QUESTION, "  Deux  par semaine ").name for _ in range(3)]
    assert names == ["Deux par semaine", "Deux par semaine (2)", "Deux par semaine (3)"]
    unnamed = simulations.ask(QUESTION)
    assert unnamed.name == f"Simulation {unnamed.id}"
    with pytest.raises(Refused):
        simulations.rename(unnamed.id, "Deux par semaine")
    assert simulations.rename(unnamed.id, "Une autre").name == "Une autre"


def test_one_that_is_stopped_has_no_result(drawn, gate):
    run = simulations.ask(QUESTION)
    simulations.cancel(run.id)
    assert over(run.id).state == "cancelled"
    with pytest.raises(Refused):
        simulations.result(run.id)
    with pytest.raises(Refused):
        simulations.cancel(run.id)


def test_two_take_turns(drawn, gate):
    first, second = simulations.ask(QUESTION), simulations.ask(QUESTION)
    simulations.cancel(second.id)
    assert over(second.id).state == "cancelled"
    gate.set()
    assert over(first.id).state == "done"


def test_a_fault_is_told_and_nothing_else_suffers(drawn, monkeypatch):
    def work(*_):
        raise BadInput("The base has no contacts; add some.")

    monkeypatch.setattr(simulations, "work", work)
    failed = over(simulations.ask(QUESTION).id)
    assert (failed.state, failed.error) == ("failed", "The base has no contacts; add some.")
    monkeypatch.setattr(simulations, "work", lambda *_: 1 / 0)
    failed = over(simulations.ask(QUESTION).id)
    assert (failed.state, failed.error) == ("failed", None)


def test_one_whose_process_is_gone_is_interrupted(drawn, gate):
    gate.set()
    run = over(simulations.ask(QUESTION).id)
    row = db.session.get(SimulationRow, run.id)
    for owner, beat in (
        (f"{simulations._me().rpartition(':')[0]}:{2**22 + 7}", workspace.real_now()),
        ("elsewhere:1", workspace.real_now() - 120),
    ):
        row.state, row.owner, row.beat_real = "running", owner, beat
        db.session.commit()
        assert simulations.get(run.id).state == "interrupted"
    row.state, row.owner, row.beat_real = "running", "elsewhere:1", workspace.real_now()
    db.session.commit()
    assert simulations.get(run.id).state == "running"


def test_what_is_deleted_is_gone(drawn, gate):
    gate.set()
    run = over(simulations.ask(QUESTION).id)
    assert simulations.result(run.id)
    simulations.remove(run.id)
    for ask in (simulations.get, simulations.result, simulations.papers, simulations.remove):
        with pytest.raises(NotFound):
            ask(run.id)


@pytest.mark.parametrize(
    "changes",
    [
        {"days": 0},
        {"days": 10_000},
        {"days": True},
        {"seed": -1},
        {"from": "1998"},
        {"from": "0004-01-01"},
        {"scenarios": "all"},
        {"behaviour": "odd"},
        {"events": "some"},
        {"rates": {"fax": {"opened": 0.1}}},
        {"rates": {"email": {"opened": 2}}},
        {"rates": {"email": {"other": 0.2}}},
    ],
)
def test_a_question_that_cannot_be_is_refused(changes):
    with pytest.raises(BadInput):
        simulations.Question.from_json({**QUESTION.to_json(), **changes})


def test_a_question_survives_its_json():
    asked = simulations.Question(
        start=date(1998, 3, 2),
        days=7,
        seed=3,
        source="live",
        left_out=("a",),
        policy={"week-all": {"max": 1}},
        behaviour="hand",
        rates={"email": {"opened": 0.2}},
        events="replay",
    )
    assert simulations.Question.from_json(asked.to_json()) == asked


def test_changed_rules_are_those_of_the_simulation_alone(drawn, gate):
    gate.set()
    changes = {"week-all": {"max": 1}}
    run = over(simulations.ask(simulations.Question(start=date(1998, 3, 2), days=7, policy=changes)).id)
    assert simulations.papers(run.id)["policy"]["caps"][0]["max"] == 1
    assert documents.get("policy").document["caps"][0]["max"] == 2


def test_a_rule_that_is_left_out_takes_its_quotas_with_it():
    changed = simulations.changed(
        POLICY, {"week-all": {"off": True}, "gap-48h": {"min": "PT24H"}, "score": {"threshold": 5}}
    )
    assert [row["id"] for row in changed["caps"]] == ["vip"]
    assert changed["protect"] == {}
    assert changed["gaps"][0]["min"] == "PT24H"
    assert changed["score"]["threshold"] == 5
    assert "score" not in simulations.changed(POLICY, {"score": {"off": True}})


@pytest.mark.parametrize(
    "changes",
    [{"none": {"off": True}}, {"week-all": {"min": "P1D"}}, {"week-all": {"max": -3}}, {"week-all": 3}],
)
def test_a_change_that_a_rule_cannot_have_is_refused(changes):
    with pytest.raises((BadInput, DocumentError)):
        simulations.changed(POLICY, changes)


def test_somebody_must_take_part(drawn):
    with pytest.raises(BadInput):
        simulations.ask(simulations.Question(start=date(1998, 3, 2), days=7, source="live"))
    with pytest.raises(BadInput):
        simulations.ask(simulations.Question(start=date(1998, 3, 2), days=7, left_out=("relance-devis",)))
