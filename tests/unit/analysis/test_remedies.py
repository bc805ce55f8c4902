"""Every remedy removes what it is offered for: applied to the documents, which are read and proved again."""

import copy
import random
from itertools import pairwise
from typing import Any

import pytest

from designer import formats
from designer.analysis.pressure import Memo, prove
from designer.analysis.remedies import remedies
from designer.analysis.starvation import waits
from designer.analysis.verdict import Blocked, Change, Conflict, Remedy, Verdict
from designer.domain.portfolio import Portfolio
from designer.formats.conditions import read_condition, write_condition

FIXED = {
    "attributes": {
        "city": {"type": "text", "mutability": "fixed"},
        "vip": {"type": "boolean", "mutability": "fixed"},
        "stage": {"type": "text", "mutability": "volatile"},
    }
}
WEEK = {"id": "week", "max": 1, "per": "P7D"}
GAP = {"id": "gap-48h", "min": "PT48H"}


def message(id_: str, channel: str = "email", **more: Any) -> dict:
    return {"id": id_, "kind": "message", "channel": channel, **more}


def wait(id_: str, duration: str) -> dict:
    return {"id": id_, "kind": "wait", "for": duration}


def drawn(key: str, *nodes: dict, **more: Any) -> dict:
    """A scenario document whose nodes follow one another, on an event of its own."""
    every = [{"id": "start", "kind": "trigger"}, *nodes, {"id": "end", "kind": "exit"}]
    edges = [{"from": a["id"], "to": b["id"]} for a, b in pairwise(every)]
    return {
        "format": "scenario/1",
        "key": key,
        "name": {"fr": f"Relance {key}", "en": f"Reminder {key}"},
        "trigger": {"kind": "event", "event": key},
        "nodes": every,
        "edges": edges,
        **more,
    }


class Documents:
    """The documents of a portfolio, as somebody keeps them."""

    def __init__(self, *scenarios: dict, data: dict | None = None, plan: dict | None = None, **policy: Any):
        self.scenarios = list(scenarios)
        self.policy = {"format": "policy/1", "timezone": "UTC", **policy}
        self.data = {"format": "data/1", **(data or FIXED)}
        self.plan = {"format": "plan/1", **(plan or {})}

    def read(self) -> Portfolio:
        return Portfolio(
            scenarios=tuple(formats.load_scenario(copy.deepcopy(one)) for one in self.scenarios),
            policy=formats.load_policy(copy.deepcopy(self.policy)),
            data=formats.load_data(copy.deepcopy(self.data)),
            plan=formats.load_plan(copy.deepcopy(self.plan)),
        )

    def changed(self, remedy: Remedy) -> "Documents":
        after = copy.deepcopy(self)
        for change in remedy.changes:
            kind, _, key = change.document.partition(":")
            if kind == "scenario":
                apply(next(one for one in after.scenarios if one["key"] == key), change)
            else:
                apply(getattr(after, kind), change)
        return after


def apply(document: Any, change: Change) -> None:
    *above, last = change.path
    for step in above:
        document = document[step]
    if change.remove:
        del document[last]
    elif isinstance(document, list) and last == len(document):
        document.append(change.value)
    else:
        document[last] = change.value


def the_same(one: Conflict | Blocked, other: Conflict | Blocked) -> bool:
    if isinstance(one, Conflict):
        return isinstance(other, Conflict) and one.id == other.id
    return isinstance(other, Blocked) and (one.scenario, one.node) == (other.scenario, other.node)


def hold(documents: Documents, problem: Conflict | Blocked, offered: tuple[Remedy, ...]) -> None:
    """Every remedy removes the problem and leaves no row worse, by the documents alone."""
    before = {row.rule: row for row in prove(documents.read()).rows}
    for remedy in offered:
        changed = documents.changed(remedy).read()
        after = prove(changed)
        left = [one for one in (*after.conflicts, *after.blocked) if the_same(problem, one)]
        if remedy.kind == "ttl" and isinstance(problem, Blocked):
            assert [one.verdict for one in left] == [Verdict.MUST]
        else:
            assert left == [], remedy.label
        for row in after.rows:
            was = before[row.rule]
            assert row.verdict.rank <= was.verdict.rank, remedy.label
            if was.worst is not None:
                assert row.worst.upper <= was.worst.upper + 1e-9, remedy.label
        for text in (remedy.label, remedy.cost):
            assert set(text) == {"fr", "en"}
            assert "  " not in text["fr"] + text["en"]


def offered(documents: Documents, which: int = 0, **more: Any) -> dict[str, Remedy]:
    """The remedies of one problem, the first of each kind, all of them held to what they say."""
    portfolio, memo = documents.read(), Memo()
    proof = prove(portfolio, memo=memo)
    problem = (*proof.blocked, *proof.conflicts)[which]
    found = remedies(portfolio, problem, memo=memo, **more)
    hold(documents, problem, found)
    by_kind: dict[str, Remedy] = {}
    for remedy in found:
        by_kind.setdefault(remedy.kind, remedy)
    return by_kind


# ── Anything ────────────────────────────────────────────────────────────────────────────────────────────


def anything(rng: random.Random) -> Documents:
    scenarios = []
    for key in "abc"[: rng.randint(1, 3)]:
        nodes = []
        for place in range(rng.randint(1, 3)):
            kind = rng.random()
            if kind < 0.55:
                nodes.append(wait(f"w{place}", f"P{rng.randint(0, 4)}D"))
            elif kind < 0.65:
                nodes.append({"id": f"w{place}", "kind": "wait", "until": {"time": "09:00"}})
            nodes.append(
                message(
                    f"m{place}",
                    rng.choice(("email", "email", "sms", "call")),
                    category=rng.choice(("commercial", "commercial", "relationship", "service")),
                    ttl=rng.choice(("P1D", "P5D", "P20D")),
                )
            )
        more: dict[str, Any] = {}
        if rng.random() < 0.4:
            more["entry"] = rng.choice(
                (
                    {"reentry": "after_exit"},
                    {"reentry": "after_exit", "gap": "P1D"},
                    {"reentry": "parallel", "gap": "P2D"},
                )
            )
        if rng.random() < 0.5:
            more["audience"] = rng.choice(
                (
                    {"eq": ["city", "Lyon"]},
                    {"eq": ["vip", True]},
                    {"all": [{"eq": ["vip", True]}, {"eq": ["stage", "new"]}]},
                )
            )
        if rng.random() < 0.2:
            more["exit_when"] = {"did": {"event": "leave", "within": "P1D"}}
        if rng.random() < 0.3:
            more["layout"] = {"start": [0, 0], "m0": [0, 120]}
        if rng.random() < 0.3:
            more["trigger"] = {"kind": "event", "event": "signup"}
        scenarios.append(drawn(key, *nodes, **more))
    policy: dict[str, Any] = {}
    for _ in range(rng.randint(1, 2)):
        kind = rng.random()
        if kind < 0.5:
            cap = {
                "id": f"cap{len(policy)}",
                "max": rng.randint(1, 2),
                "per": rng.choice(("P2D", "P7D", "day")),
            }
            if cap["per"] == "day":
                cap["kind"] = "calendar"
            if rng.random() < 0.4:
                cap["channels"] = ["email"]
            policy["caps"] = [cap]
        elif kind < 0.75:
            policy["gaps"] = [{"id": "gap", "min": "PT48H"}]
        else:
            policy["score"] = {"threshold": rng.choice((3, 9, 12)), "decay": {"half_life": "P3D"}}
    if rng.random() < 0.3:
        policy["quiet_hours"] = [{"channels": ["sms"], "allow": {"mon-fri": ["10:00-18:00"]}}]
    return Documents(*scenarios, **policy)


@pytest.mark.parametrize("seed", [*range(28), 322])
def test_every_remedy_removes_its_conflict(seed):
    rng = random.Random(seed)
    documents = anything(rng)
    portfolio, memo = documents.read(), Memo()
    proof = prove(portfolio, memo=memo)
    problems = [*proof.blocked, *proof.conflicts]
    rng.shuffle(problems)
    for problem in problems[:2]:
        hold(documents, problem, remedies(portfolio, problem, memo=memo, before=proof))


# ── Golden ──────────────────────────────────────────────────────────────────────────────────────────────


def test_two_mails_a_day_apart_under_two_days_need_one_day_more():
    documents = Documents(drawn("a", message("t1"), wait("w1", "P1D"), message("t2")), gaps=[GAP])
    found = offered(documents)
    assert found["lengthen"].label == {
        "fr": "Allonger l'attente « w1 » de 1 jour à 2 jours",
        "en": "Lengthen the wait 'w1' from 1 day to 2 days",
    }
    assert [change.path for change in found["lengthen"].changes] == [("nodes", 2, "for")]
    assert (found["lengthen"].verdict, found["lengthen"].worst) == (Verdict.SAFE, 1)
    assert found["lengthen"].cost["fr"] == "Ce qui suit part 1 jour plus tard."
    assert list(found) == list(offered(documents, 1))


def test_a_wait_is_inserted_where_there_is_none():
    found = offered(Documents(drawn("a", message("t1"), message("t2")), caps=[WEEK]), 1)
    assert found["insert"].label["fr"] == "Ajouter une attente de 7 jours après « t1 »"
    assert [change.value for change in found["insert"].changes] == [
        {"id": "pause", "kind": "wait", "for": "P7D"},
        "pause",
        {"from": "pause", "to": "t2"},
    ]


def test_what_no_single_wait_mends_takes_several():
    three = drawn("a", message("t1"), wait("w1", "P1D"), message("t2"), wait("w2", "P2D"), message("t3"))
    found = offered(Documents(three, caps=[WEEK]), 2)
    assert found["lengthen"].label["fr"] == "Allonger plusieurs attentes, 11 jours en tout : « w1 », « w2 »"
    assert {change.path: change.value for change in found["lengthen"].changes} == {
        ("nodes", 2, "for"): "P7D",
        ("nodes", 4, "for"): "P7D",
    }


def test_the_marriage_and_the_bank_details():
    details = drawn("rib", message("t1"), priority={"class": "service"})
    marriage = drawn("mariage", message("t1"), priority={"class": "relationship"})
    found = offered(Documents(details, marriage, gaps=[GAP]))
    assert list(found) == ["scope", "exclusive"]
    assert "« Relance rib », qui porte un message de service" in found["exclusive"].cost["fr"]
    assert found["scope"].changes == (
        Change(document="policy", path=("gaps", 0, "categories"), value=["relationship", "commercial"]),
    )


def test_a_service_message_is_never_made_to_wait_nor_anybody_kept_from_it():
    details = drawn("rib", message("t1"), priority={"class": "service"}, audience={"eq": ["city", "Lyon"]})
    marriage = drawn(
        "mariage",
        message("t1"),
        audience={"eq": ["vip", True]},
        exit_when={"did": {"event": "leave", "within": "P1D"}},
    )
    found = offered(Documents(details, marriage, gaps=[GAP]))
    assert list(found) == ["exclude", "scope"]
    assert [change.document for change in found["exclude"].changes] == ["scenario:mariage"]


def test_two_audiences_on_what_cannot_change_are_kept_apart():
    lyon = drawn("a", message("t1"), audience={"eq": ["city", "Lyon"]}, priority={"value": 80})
    vips = drawn("b", message("t1"), audience={"all": [{"eq": ["vip", True]}, {"eq": ["stage", "new"]}]})
    found = offered(Documents(lyon, vips, caps=[WEEK]))
    assert found["exclude"].label["fr"] == "Exclure de « Relance b » la cible de « Relance a »"
    assert found["exclude"].changes[0].value == {
        "all": [{"eq": ["vip", True]}, {"eq": ["stage", "new"]}, {"not": {"eq": ["city", "Lyon"]}}]
    }
    assert found["exclusive"].label["fr"].startswith("Rendre exclusifs « Relance a » et « Relance b »")


def test_nobody_is_excluded_from_the_whole_of_an_audience():
    part = drawn("a", message("t1"), audience={"all": [{"eq": ["city", "Lyon"]}, {"eq": ["vip", True]}]})
    whole = drawn("b", message("t1"), audience={"eq": ["city", "Lyon"]})
    found = offered(Documents(part, whole, caps=[WEEK]))
    assert found["exclude"].label["en"] == "Exclude the audience of 'Reminder a' from 'Reminder b'"


def test_scenarios_that_start_together_are_moved_apart():
    together = [drawn(key, message("t1"), trigger={"kind": "event", "event": "signup"}) for key in "ab"]
    found = offered(Documents(*together, caps=[WEEK]))
    assert (
        found["insert"].label["fr"]
        == "Ajouter une attente de 7 jours après le déclencheur dans « Relance b »"
    )


def test_who_comes_back_too_soon_waits():
    again = drawn("a", message("t1"), entry={"reentry": "after_exit", "gap": "P1D"})
    found = offered(Documents(again, caps=[WEEK]))
    assert found["reentry"].changes == (Change(document="scenario:a", path=("entry", "gap"), value="P7D"),)
    assert found["reentry"].label["fr"] == "N'entrer de nouveau que 7 jours après la sortie"


def test_what_has_no_bound_gets_one():
    endless = drawn("a", message("t1"), entry={"reentry": "after_exit"})
    documents = Documents(endless, caps=[WEEK])
    assert prove(documents.read()).rows[0].verdict is Verdict.UNBOUNDED
    assert {"insert", "reentry"} <= set(offered(documents))


def test_a_score_is_mended_by_time_by_weight_or_by_a_lighter_channel():
    calls = drawn("a", message("t1", "call"), wait("w1", "P1D"), message("t2", "call"))
    texts = drawn("b", message("s", "sms"), trigger={"kind": "manual"}, audience={"eq": ["stage", "x"]})
    documents = Documents(calls, texts, score={"threshold": 12, "decay": {"half_life": "P7D"}})
    found = offered(documents)
    assert {"lengthen", "weight", "channel"} <= set(found)
    assert found["weight"].label["fr"].startswith("Baisser le poids de « t2 » de 8 à 4,")
    assert found["channel"].label["fr"] == "Envoyer « t2 » par SMS au lieu de Appel"


def test_a_message_above_the_threshold_is_made_lighter():
    found = offered(Documents(drawn("a", message("t1", weight=30)), score={"threshold": 20}))
    assert found["weight"].changes[0].value <= 20


def test_quiet_hours_are_waited_for():
    late = {"id": "u", "kind": "wait", "until": {"time": "21:00"}}
    hours = [{"channels": ["sms"], "allow": {"mon-sat": ["08:00-20:00"]}}]
    found = offered(Documents(drawn("a", late, message("t1", "sms")), quiet_hours=hours))
    assert found["hours"].label["fr"] == "Déplacer l'attente « u » à 08:00"
    assert found["hours"].changes[0].value == {
        "time": "08:00",
        "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat"],
    }


def test_another_channel_is_offered_where_the_rule_does_not_look():
    mails = drawn("a", message("t1"), wait("w", "PT1H"), message("t2"))
    texts = drawn("b", message("s", "sms"))
    found = offered(Documents(mails, texts, caps=[{**WEEK, "channels": ["email"]}]))
    assert found["channel"].label["fr"] == "Envoyer « t2 » par SMS au lieu de E-mail"
    assert found["if_blocked"].label["en"] == "When 't2' is blocked, use SMS"


def test_an_exclusion_that_takes_everybody_gets_an_exception():
    excluded = {"id": "lost", "when": {"eq": ["city", "Lyon"]}, "except": ["z"]}
    documents = Documents(drawn("a", message("t1"), audience={"eq": ["city", "Lyon"]}), exclusions=[excluded])
    found = offered(documents)
    assert found["except"].changes == (
        Change(document="policy", path=("exclusions", 0, "except"), value=["a", "z"]),
    )


def test_a_message_that_would_be_lost_may_make_sense_for_longer():
    dead = drawn("a", message("t1"), wait("w1", "P1D"), message("t2", ttl="P1D"))
    found = offered(Documents(dead, caps=[WEEK]))
    assert (found["ttl"].changes[0].value, found["ttl"].verdict) == ("P6D", Verdict.MUST)
    assert list(found)[-1] == "ttl"


def test_a_wait_for_its_turn_is_outlived():
    documents = Documents(drawn("a", message("t1")), drawn("b", message("t1")), caps=[WEEK])
    portfolio = documents.read()
    waiting = waits(portfolio)[0]
    (remedy,) = remedies(portfolio, waiting)
    assert (remedy.kind, remedy.changes[0].value) == ("ttl", "P14D")
    after = waits(documents.changed(remedy).read())
    assert not any(one.can_be_lost for one in after if one.scenario == waiting.scenario)


def test_a_campaign_is_left_as_it_is():
    sales = {
        "key": "sales",
        "channel": "email",
        "at": ["2027-01-06T08:00:00Z"],
        "audience": {"eq": ["vip", True]},
    }
    documents = Documents(drawn("a", message("t1")), caps=[WEEK], plan={"campaigns": [sales]})
    found = offered(documents)
    assert [(one.kind, one.changes[0].document) for one in found.values()] == [("exclude", "scenario:a")]


@pytest.mark.parametrize(
    "condition",
    [
        {"all": [{"any": [{"eq": ["a", 1]}, {"ne": ["b", "x"]}]}, {"not": {"is_set": "c"}}]},
        {"in": ["a", ["x", "y"]]},
        {"between": ["a", 1, 2]},
        {"contains": ["tags", "vip"]},
        {"matches": ["email", "*@x"]},
        {"did": {"event": "e", "within": "P3D", "at_least": 2, "where": {"gt": ["amount", 1]}}},
        {"not_did": {"event": "e"}},
        {"in_segment": "s"},
        {"consents": "email"},
    ],
)
def test_a_condition_is_written_as_the_format_has_it(condition):
    assert write_condition(read_condition(condition)) == condition
