"""What is said to people: conditions, durations, rules and decisions, in French and in English."""

from __future__ import annotations

import pytest

from designer.domain.channel import Category, Channel
from designer.domain.condition import (
    All,
    Any,
    Between,
    Compare,
    Comparison,
    Consents,
    Contains,
    Did,
    In,
    InSegment,
    IsSet,
    Matches,
    Not,
    NotDid,
)
from designer.domain.data import Attribute, DataModel, EventType, Segment
from designer.domain.enrolment import Decision, Verdict
from designer.domain.policy import Calendar, Cap, Exclusion, Gap, Policy, Scope
from designer.engine.calendar import zone_named
from designer.engine.explain import explain, reason_words, refusal_words
from designer.engine.words import duration_words, rule_words, words
from tests.unit.engine.build import START, d, did

DATA = DataModel(
    attributes={"city": Attribute(name="city", label={"fr": "Ville", "en": "City"})},
    events={"order.placed": EventType(name="order.placed", label={"fr": "Commande", "en": "Order"})},
    declared=True,
)
SEGMENTS = {"best": Segment(key="best", name={"fr": "Champions", "en": "Champions"}, condition=All(parts=()))}
LYON = Compare(how=Comparison.EQ, field="city", value="Lyon")


@pytest.mark.parametrize(
    ("condition", "french", "english"),
    [
        (None, "tout le monde", "everybody"),
        (LYON, "Ville est Lyon", "City is Lyon"),
        (Compare(how=Comparison.GE, field="age", value=18), "age vaut au moins 18", "age is at least 18"),
        (Compare(how=Comparison.EQ, field="vip", value=True), "vip est oui", "vip is yes"),
        (
            Compare(how=Comparison.LT, field="rate", value=0.5),
            "rate est inférieur à 0,5",
            "rate is less than 0.5",
        ),
        (In(field="stage", values=("a", "b", "c")), "stage est a, b ou c", "stage is a, b or c"),
        (Between(field="score", low=40, high=60), "score est entre 40 et 60", "score is between 40 and 60"),
        (IsSet(field="phone"), "phone est renseigné", "phone is known"),
        (Contains(field="tags", value="vip"), "tags contient vip", "tags contains vip"),
        (Matches(field="email", pattern="*@x.fr"), "email ressemble à *@x.fr", "email looks like *@x.fr"),
        (
            did("order.placed", "P90D"),
            "« Commande » a eu lieu depuis 90 jours",
            "“Order” happened in the last 90 days",
        ),
        (
            did("visit", "P6M", 2),
            "« visit » a eu lieu au moins 2 fois depuis 6 mois",
            "“visit” happened at least 2 times in the last 6 months",
        ),
        (
            NotDid(did=did("visit", "P1Y")),
            "« visit » n’a pas eu lieu depuis 1 an",
            "“visit” did not happen in the last 1 year",
        ),
        (
            Did(event="order.placed", where=Compare(how=Comparison.GT, field="city", value="x")),
            "« Commande » (city dépasse x) a eu lieu",
            "“Order” (city is more than x) happened",
        ),
        (InSegment(segment="best"), "fait partie du segment « Champions »", "is in the segment “Champions”"),
        (Consents(channel="email"), "a consenti au canal e-mail", "has consented to e-mail"),
        (
            All(parts=(LYON, Any(parts=(IsSet(field="a"), Not(part=IsSet(field="b")))))),
            "Ville est Lyon et (a est renseigné ou il n’est pas vrai que b est renseigné)",
            "City is Lyon and (a is known or it is not true that b is known)",
        ),
    ],
)
def test_a_condition_in_words(condition, french, english):
    assert words(condition, "fr", DATA, SEGMENTS) == french
    assert words(condition, "en", DATA, SEGMENTS) == english


@pytest.mark.parametrize(
    ("duration", "french", "english"),
    [
        ("PT48H", "2 jours", "2 days"),
        ("P14D", "2 semaines", "2 weeks"),
        ("P10D", "10 jours", "10 days"),
        ("-P3D", "3 jours", "3 days"),
        ("PT90M", "1 heure 30 minutes", "1 hour 30 minutes"),
        ("P6M", "6 mois", "6 months"),
        ("P2Y", "2 ans", "2 years"),
        ("PT0M", "0 minute", "0 minutes"),
    ],
)
def test_a_duration_in_words(duration, french, english):
    assert duration_words(d(duration), "fr") == french
    assert duration_words(d(duration), "en") == english


@pytest.mark.parametrize(
    ("rule", "french", "english"),
    [
        (Cap(id="w", max=1, per=d("P7D")), "au plus 1 message en 1 semaine", "at most 1 message in 1 week"),
        (
            Cap(id="w", max=2, per=Calendar.DAY, scope=Scope(channels=frozenset({Channel.SMS}))),
            "au plus 2 messages par jour, par SMS",
            "at most 2 messages a day, by SMS",
        ),
        (
            Gap(id="g", min=d("PT48H")),
            "au moins 2 jours entre deux messages",
            "at least 2 days between two messages",
        ),
        (
            Gap(
                id="g",
                min=d("P2D"),
                after=frozenset({Channel.MEETING}),
                scope=Scope(channels=frozenset({Channel.EMAIL})),
            ),
            "au moins 2 jours après rendez-vous, par e-mail",
            "at least 2 days after meeting, by e-mail",
        ),
    ],
)
def test_a_rule_in_words(rule, french, english):
    assert rule_words(rule, "fr") == french
    assert rule_words(rule, "en") == english


POLICY = Policy(
    caps=(Cap(id="week-all", max=1, per=d("P7D")),),
    exclusions=(Exclusion(id="fin", when=did("contract.signed", "P3M")),),
)


def decision(verdict: Verdict, rule: str | None = None, **more) -> Decision:
    return Decision(
        contact="c1", at=START, scenario="a", version=1, entry=1, node="t1", visit=1, attempt=1,
        channel=Channel.EMAIL, category=Category.COMMERCIAL, verdict=verdict, due_at=START, rule=rule, **more,
    )  # fmt: skip


def test_why_a_message_waits():
    delayed = decision(Verdict.DELAYED, "week-all", blocked_by=(f"b/t2@{START - 600}",), next_at=START + 1440)
    why = explain(
        delayed,
        language="en",
        zone=zone_named("UTC"),
        policy=POLICY,
        names={"b": {"en": "Quote", "fr": "Devis"}},
    )
    assert why.sentence == (
        "Delayed to 2 Jan 1998 00:00: rule “week-all”: at most 1 message in 1 week "
        "(Quote › t2, 31 Dec 1997 14:00)."
    )
    why = explain(delayed, language="fr", zone=zone_named("Europe/Paris"), policy=POLICY)
    assert why.next == "02/01/1998 01:00"
    assert why.filled_by == ("b › t2, 31/12/1997 15:00",)
    assert "au plus 1 message en 1 semaine" in why.rule


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("verdict", list(Verdict))
@pytest.mark.parametrize(
    "rule",
    [
        None,
        "consent",
        "no-address",
        "suppressed",
        "quiet-hours",
        "score",
        "control",
        "exclusion:fin",
        "misfire",
        "if-past",
        "week-all",
        "gone",
    ],
)
def test_every_decision_can_be_said(language, verdict, rule):
    why = explain(
        decision(verdict, rule, next_at=START), language=language, zone=zone_named("UTC"), policy=POLICY
    )
    assert why.sentence.endswith(".")
    assert "{" not in why.sentence
    assert bool(why.rule) is (rule is not None)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_refusal_and_every_end_can_be_said(language):
    for reason in ("audience", "reentry", "gap", "cap", "group", "prevailed", "paused", "loop"):
        assert refusal_words(reason, language) != reason
    for reason in ("end", "exit-when", "goal", "prevailed:a", "blocked:score", "if-past", "stopped", "loop"):
        assert reason_words(reason, language) != reason
