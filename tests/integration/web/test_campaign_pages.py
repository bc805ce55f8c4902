"""The pages tell of campaigns of the plan that have run."""

from __future__ import annotations

import pytest

from designer.domain.time import Duration
from designer.runtime import clock
from designer.runtime.schedule import Runtime
from designer.store import documents, outbox

SALES = {
    "key": "soldes",
    "name": {"fr": "Soldes d'hiver", "en": "Winter sales"},
    "channel": "email",
    "template": "relance",
    "at": ["1998-03-06T08:00:00Z"],
}


@pytest.fixture
def mailed(lived):
    with lived.app_context():
        documents.put("policy", {"format": "policy/1"})
        documents.put("plan", {"format": "plan/1", "campaigns": [SALES]})
        runtime = Runtime(lived)
        clock.change("step", step=Duration.parse("P5D"))
        while runtime.turn().report is not None:
            pass
        runtime.close()
    return lived


@pytest.mark.parametrize(
    "path", ["/contacts/c1", "/outbox", "/runtime/decisions", "/runtime/decisions?scenario=soldes"]
)
def test_a_campaign_is_called_by_its_name(mailed, pages, path):
    page = pages.get(path)
    assert page.status_code == 200
    assert "Soldes d&#39;hiver" in page.text


@pytest.mark.parametrize("path", ["/", "/runtime", "/contacts", "/scenarios", "/pressure", "/policy"])
def test_other_pages_hold_beside_it(mailed, pages, path):
    assert pages.get(path, follow_redirects=True).status_code == 200


def test_a_message_of_a_campaign_is_shown_with_its_step(mailed, pages):
    with mailed.app_context():
        (key,) = [one.send_key for one in outbox.list_all(scenario="soldes").items if one.contact == "c1"]
    page = pages.get(f"/outbox/{key}")
    assert page.status_code == 200
    assert "Soldes d&#39;hiver" in page.text


def test_what_is_told_of_a_campaign_leads_to_the_plan(mailed, pages):
    answer = pages.get("/scenarios/soldes")
    assert (answer.status_code, answer.location) == (302, "/pressure#plan-title")


def test_a_campaign_that_is_no_longer_planned_is_called_by_its_key(mailed, pages):
    with mailed.app_context():
        documents.put("plan", {"format": "plan/1", "campaigns": []})
    page = pages.get("/contacts/c1")
    assert page.status_code == 200
    assert "soldes" in page.text
