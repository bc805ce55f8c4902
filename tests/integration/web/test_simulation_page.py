"""The pages of simulations, over results whose figures are made up."""

import re
from datetime import UTC, date, datetime

import made_up_simulation
import pytest
from small_workspace import NASTY, SCENARIO, TEMPLATE
from waiting import simulations_over

from designer.store import contacts, documents, events, scenarios, simulations, templates
from designer.store.models import SimulationRow

VIEWS = ("", "/pressure", "/decisions", "/reactions", "/flow", "/contacts")


@pytest.fixture
def by_hand(monkeypatch):
    """Simulations that are over at once."""
    monkeypatch.setattr(
        simulations,
        "work",
        lambda kept, question, told, stopped: made_up_simulation.result(
            kept, question, scale=0.5 if question.policy else 1.0
        ),
    )
    yield
    simulations_over()


@pytest.fixture
def drawn(app, by_hand):
    """Two scenarios, two rules, a segment, a campaign and three contacts."""
    with app.app_context():
        documents.put(
            "policy",
            {
                "format": "policy/1",
                "caps": [{"id": "week-all", "max": 2, "per": "P7D"}],
                "gaps": [{"id": "gap-48h", "min": "PT48H"}],
                "score": {"threshold": 20},
            },
        )
        documents.put(
            "segments",
            {
                "format": "segments/1",
                "segments": {"lyon": {"name": "Lyonnais", "condition": {"eq": ["city", "Lyon"]}}},
            },
        )
        contacts.import_all([("c1", {"city": "Lyon", "first_name": "Zoé"}), ("c2", {}), ("c3", {})])
        templates.create(TEMPLATE)
        scenarios.create(SCENARIO)
        scenarios.create({**SCENARIO, "key": "autre", "name": "Autre relance"})
    return app


@pytest.fixture
def two(drawn):
    """Two finished simulations: the rules as they are, and one message a week."""
    with drawn.app_context():
        one = simulations.ask(simulations.Question(start=date(1998, 3, 2), days=31), "Deux par semaine")
        other = simulations.ask(
            simulations.Question(start=date(1998, 3, 2), days=31, policy={"week-all": {"max": 1}}),
            "Une par semaine",
        )
    simulations_over()
    return one.id, other.id


FORM = {
    "name": "Essai",
    "from": "1998-03-02",
    "days": "31",
    "seed": "7",
    "scenarios": "drafts",
    "take": ["relance-devis", "autre"],
    "rule.week-all": "2",
    "kept.week-all": "1",
    "keep.week-all": "1",
    "rule.gap-48h": "48",
    "kept.gap-48h": "1",
    "keep.gap-48h": "1",
    "behaviour": "sheet",
    "events": "known",
}


def asked(app, id_=1):
    with app.app_context():
        return simulations.get(id_).question


def test_without_any_the_page_leads_to_the_form(app, pages):
    page = pages.read("/simulation")
    assert "Pas encore de simulation" in page
    assert 'href="/simulation/new"' in page


def test_the_form_is_asked_as_it_stands(drawn, pages):
    answer = pages.post("/simulation", FORM)
    assert answer.headers["Location"] == "/simulation/1"
    question = asked(drawn)
    assert (question.days, question.seed, question.policy, question.left_out) == (31, 7, {}, ())


def test_the_form_changes_rules_leaves_out_and_gives_rates(drawn, pages):
    form = {
        **FORM,
        "take": ["autre"],
        "rule.week-all": "1",
        "rule.gap-48h": "24",
        "rule.score": "12,5",
        "behaviour": "hand",
        "rate.email.opened": "12,5",
        "rate.sms.opened": "",
    }
    pages.post("/simulation", form)
    question = asked(drawn)
    assert question.policy == {
        "week-all": {"max": 1},
        "gap-48h": {"min": "P1D"},
        "score": {"threshold": 12.5},
    }
    assert question.left_out == ("relance-devis",)
    assert question.rates == {"email": {"opened": 0.125}}
    assert "au plus 1 message en 7 jours" not in pages.read("/simulation")
    assert "3 règles changées" in pages.read("/simulation")


def test_a_rule_whose_box_is_not_ticked_does_not_apply(drawn, pages):
    form = {name: value for name, value in FORM.items() if name != "keep.gap-48h"}
    pages.post("/simulation", form)
    assert asked(drawn).policy == {"gap-48h": {"off": True}}
    assert "sans la règle « gap-48h »" in pages.read("/simulation/1")


@pytest.mark.parametrize(
    "change",
    [
        {"days": "0"},
        {"days": "many"},
        {"from": "soon"},
        {"seed": "-1"},
        {"take": []},
        {"behaviour": "odd"},
        {"behaviour": "hand", "rate.email.opened": "200"},
        {"rule.week-all": "-1", "days": "99999"},
    ],
)
def test_what_cannot_be_simulated_stays_on_the_form(drawn, pages, change):
    answer = pages.post("/simulation", {**FORM, **change})
    assert answer.status_code == 422
    assert 'class="fault"' in answer.text
    assert 'value="Essai"' in answer.text


def test_one_starts_from_another(drawn, two, pages):
    page = pages.read(f"/simulation/new?like={two[1]}")
    assert re.search(r'name="rule.week-all" value="1"', page)
    for like in ("999", "x", "99999999999999999999"):
        assert pages.get(f"/simulation/new?like={like}").status_code == 200


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_view_of_a_result_is_told_without_styles_or_scripts(drawn, two, pages, view, language):
    for query in ("", "?present=1", "?segment=lyon&channel=email", "?segment=no&channel=fax&contact=nobody"):
        answer = pages.get(f"/simulation/{two[0]}{view}{query}", headers={"Accept-Language": language})
        assert answer.status_code == 200
        assert not re.search(r"<style|\sstyle=", answer.text)


def test_the_essential_comes_first_as_a_sentence(drawn, two, pages):
    page = pages.read(f"/simulation/{two[0]}")
    assert re.search(
        r"[\d \N{NARROW NO-BREAK SPACE}]+ messages en 31 jours, pour une base de 1.000 contacts", page
    )
    assert "du 2 mars 1998 au 1er avr. 1998" in page
    assert "les scénarios tels que dessinés" in page
    assert 'class="chart"' in page


def test_a_story_ends_with_the_last_day(drawn, two, pages):
    with drawn.app_context():
        events.import_all(
            events.NewEvent(contact="c1", event="quote.created", at=int(at.timestamp()), properties={})
            for at in (datetime(1998, 4, 1, 12, tzinfo=UTC), datetime(1998, 4, 2, 12, tzinfo=UTC))
        )
    page = pages.read(f"/simulation/{two[0]}/contacts?contact=c1").replace("\N{NO-BREAK SPACE}", " ")
    assert "Mercredi 1er avril 1998" in page
    assert "Jeudi 2 avril 1998" not in page


def test_names_are_those_of_what_was_simulated(drawn, two, pages):
    with drawn.app_context():
        scenarios.save_draft("autre", {**SCENARIO, "key": "autre", "name": "Tout autre"})
    assert "Autre relance" in pages.read(f"/simulation/{two[0]}")


def test_two_are_compared_with_what_the_second_changes(drawn, two, pages):
    page = pages.read(f"/simulation/compare?one={two[0]}&other={two[1]}")
    assert "B par rapport à A : −" in page
    assert "Le même tirage pour chaque contact" in page
    assert "Au plus 2 messages en 7 jours, tous canaux → Au plus 1 message en 7 jours, tous canaux" in page


def test_what_does_not_compare_is_said(drawn, two, pages):
    with drawn.app_context():
        third = simulations.ask(simulations.Question(start=date(1998, 3, 2), days=7, seed=9)).id
    simulations_over()
    page = pages.read(f"/simulation/compare?one={two[0]}&other={third}")
    assert "le hasard et les dates comptent dans l’écart" in page
    assert "Les deux reviennent au même" in pages.read(f"/simulation/compare?one={third}&other={third}")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/simulation/compare", 302),
        ("/simulation/compare?one=x&other=1", 302),
        ("/simulation/compare?one=1&other=999", 404),
        ("/simulation/999", 404),
        ("/simulation/99999999999999999999", 404),
        ("/simulation/1/other", 404),
        ("/simulation/1/other.csv", 404),
        ("/simulation/999/days.csv", 404),
    ],
)
def test_odd_addresses_are_answered(drawn, two, pages, path, status):
    assert pages.get(path).status_code == status


@pytest.mark.parametrize("table", ["days", "scenarios", "pressure", "rules", "losses", "messages"])
def test_every_table_leaves_as_a_file(drawn, two, pages, table):
    answer = pages.get(f"/simulation/{two[0]}/{table}.csv")
    rows = answer.text.lstrip("\N{BOM}").splitlines()
    assert len(rows) > 1
    assert len({row.count(",") for row in rows}) >= 1
    assert "attachment" in answer.headers["Content-Disposition"]


def test_no_name_runs_anywhere(drawn, pages):
    with drawn.app_context():
        scenarios.save_draft("autre", {**SCENARIO, "key": "autre", "name": NASTY})
        one = simulations.ask(simulations.Question(start=date(1998, 3, 2), days=14), NASTY).id
        other = simulations.ask(simulations.Question(start=date(1998, 3, 2), days=14), "=1+1").id
    simulations_over()
    paths = [f"/simulation/{one}{view}" for view in VIEWS]
    for path in ("/simulation", *paths, f"/simulation/compare?one={one}&other={other}"):
        assert "<img src=x" not in pages.get(path).text
        assert "<script>window" not in pages.get(path).text
    assert ",<script>" not in pages.get(f"/simulation/{one}/days.csv").text


@pytest.mark.parametrize("state", ["queued", "running", "failed", "cancelled", "interrupted"])
def test_one_without_a_result_says_how_far_it_is(drawn, two, pages, state):
    with drawn.app_context(), simulations.writing() as session:
        row = session.get(SimulationRow, two[0])
        row.state, row.done, row.total, row.content, row.summary = state, 10, 40, None, None
        row.owner, row.beat_real = simulations._me(), simulations.workspace.real_now()
        row.error = "The base has no contacts; add some."
    page = pages.read(f"/simulation/{two[0]}")
    assert ("10 contacts sur 40" in page) == (state in ("queued", "running"))
    assert ("Relancer" in page) == (state not in ("queued", "running"))
    assert pages.get("/simulation").status_code == 200


def test_names_change_and_one_is_deleted(drawn, two, pages):
    pages.post(f"/simulation/{two[0]}/name", {"name": "La première"})
    assert "La première" in pages.read("/simulation")
    pages.post(f"/simulation/{two[0]}/name", {"name": "Une par semaine"})
    assert "La première" in pages.read("/simulation")
    pages.post(f"/simulation/{two[0]}/cancel")
    pages.post(f"/simulation/{two[0]}/delete")
    assert pages.get(f"/simulation/{two[0]}").status_code == 404
