"""What a marketer does on the first day, in the browser: take, change, publish, watch people move."""

from datetime import datetime, timedelta

import pytest

from tests.browser.conftest import started


@pytest.fixture(scope="module")
def demo_address(tmp_path_factory):
    """A demo of its own: what other files leave in theirs changes who is sent what, and who prevails."""
    with started(tmp_path_factory.mktemp("demo")) as address:
        yield address


@pytest.fixture
def standing_clock(demo):
    """The demo clock stands still, so that only what the test lets pass passes."""
    demo.open("/scenarios")
    demo.api("POST", "/clock", {"mode": "paused"})
    return demo


def now(demo):
    return datetime.fromisoformat(demo.api("GET", "/clock")["at"])


def let_pass(demo, days):
    """Click « +1 j » so many times, and wait until the clock is there."""
    target = now(demo) + timedelta(days=days)
    for _ in range(days):
        demo.page.get_by_role("button", name="+1 j", exact=True).click()
        demo.page.wait_for_load_state()
    demo.until(lambda: now(demo) >= target and demo.api("GET", "/clock")["mode"] == "paused")
    demo.until(lambda: demo.api("GET", "/runtime")["outbox"].get("pending", 0) == 0)


def readers(demo, number):
    """Ids of prospects who take e-mail and about whom nothing is known to come."""
    chosen = []
    for page in range(1, 60):
        for row in demo.api("GET", f"/contacts?page={page}&size=500")["contacts"]:
            known = row["attributes"]
            consents = str(known.get("consent_email")).lower() in ("true", "1")
            if known.get("stage") == "prospect" and consents and known.get("email") and not row["inside"]:
                if not row["sent"]:
                    chosen.append(row["id"])
            if len(chosen) == number:
                return chosen
    raise AssertionError("the demo has too few prospects")


def messages_of(demo, scenario, contact):
    """Node -> day since the first message of the scenario to a contact."""
    rows = demo.api("GET", f"/outbox?scenario={scenario}&contact={contact}")["messages"]
    sent = sorted((datetime.fromisoformat(row["at"]), row["node"]) for row in rows if row["state"] == "sent")
    return {node: (at - sent[0][0]).days for at, node in sent}


def test_a_scenario_of_the_library_is_changed_published_and_reaches_the_right_people(standing_clock):
    demo = standing_clock
    page = demo.page
    # The one that runs already is put away, so that one white paper speaks at a time.
    demo.api("POST", "/scenarios/livre-blanc/archive")

    demo.open("/library")
    card = page.locator("article, li, .card").filter(has_text="Livre blanc en trois temps").last
    card.get_by_role("button", name="Utiliser").click()
    page.wait_for_url("**/scenarios/livre-blanc-2")

    # A wait: four days become five.
    page.locator(".react-flow__node").filter(has_text="Attendre 4").click()
    page.get_by_label("Durée", exact=True).fill("5")
    page.locator(".react-flow__node").filter(has_text="Attendre 5").wait_for()

    # A text: the subject of the first message.
    page.locator(".react-flow__node").filter(has_text="temps 1").click()
    subject = page.get_by_label("Objet (français)", exact=True)
    subject.fill("Le guide que vous avez demandé")
    subject.blur()
    demo.until(
        lambda: (
            demo.api("GET", "/templates/livre-blanc-1")["document"]["subject"]["fr"]
            == "Le guide que vous avez demandé"
        )
    )
    demo.until(
        lambda: any(
            node.get("for") == "P5D"
            for node in demo.api("GET", "/scenarios/livre-blanc-2")["document"]["nodes"]
        )
    )

    page.get_by_role("button", name="Publier").first.click()
    # Beside the scenarios of the demo a contact may be due too much: publishing says why all the same.
    page.get_by_label("Pourquoi publier quand même").fill("Peu de contacts sont dans les deux.")
    page.get_by_role("dialog").get_by_role("button", name="Publier").click()
    demo.until(lambda: demo.api("GET", "/scenarios/livre-blanc-2")["state"] == "live")

    # Two people download the guide; one of them books a meeting after the second message.
    stays, leaves = readers(demo, 2)
    downloads = [{"contact": contact, "event": "whitepaper.downloaded"} for contact in (stays, leaves)]
    assert demo.api("POST", "/events", {"events": downloads})["accepted"] == 2
    let_pass(demo, 4)
    assert messages_of(demo, "livre-blanc-2", leaves) == {"t1": 0, "t2": 3}
    booked = {"contact": leaves, "event": "meeting.booked"}
    assert demo.api("POST", "/events", {"events": [booked]})["accepted"] == 1
    let_pass(demo, 5)

    assert messages_of(demo, "livre-blanc-2", stays) == {"t1": 0, "t2": 3, "t3": 8}
    assert messages_of(demo, "livre-blanc-2", leaves) == {"t1": 0, "t2": 3}

    # The live counts stand on the nodes.
    demo.open("/scenarios/livre-blanc-2")
    page.get_by_test_id("rf__node-t1").get_by_text("ici").wait_for()

    # The person's page tells the story, and the message is read as it arrived.
    demo.open(f"/contacts/{leaves}")
    page.get_by_text("Le guide que vous avez demandé").first.wait_for()
    demo.open(f"/outbox?contact={stays}")
    page.get_by_text("Le guide que vous avez demandé").first.click()
    page.frame_locator("iframe").get_by_role("link").first.wait_for()
