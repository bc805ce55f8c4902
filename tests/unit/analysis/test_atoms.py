"""Conditions as boxes, against the planner's own reading of the same conditions."""

import random
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from designer.analysis.atoms import (
    MOST_BOXES,
    Space,
    Trust,
    disjoint,
    entry_condition,
    implies,
    satisfiable,
    targets,
    undeclared,
)
from designer.analysis.values import classes_of
from designer.analysis.verdict import Mode
from designer.domain.condition import All, Compare, Comparison, Did, Not
from designer.domain.condition import Any as AnyOf
from designer.domain.contact import Event
from designer.domain.data import Attribute, DataModel, EventType, Mutability, Segment, Type
from designer.domain.portfolio import Portfolio
from designer.domain.time import DAY
from designer.formats import load_scenario
from designer.formats.conditions import read_condition
from tests.oracle.conditions import Facts, History, evaluate

NOW = 20_000 * DAY
PARIS = ZoneInfo("Europe/Paris")

DATA = DataModel(
    attributes={
        attribute.name: attribute
        for attribute in (
            Attribute(name="city", type=Type.TEXT, mutability=Mutability.FIXED),
            Attribute(name="age", type=Type.NUMBER, mutability=Mutability.FIXED),
            Attribute(
                name="stage",
                type=Type.TEXT,
                mutability=Mutability.MONOTONE,
                values=("prospect", "lead", "client", "lost"),
            ),
            Attribute(name="tier", type=Type.TEXT, mutability=Mutability.VOLATILE, values=("gold", "silver")),
            Attribute(name="born", type=Type.DATE, mutability=Mutability.FIXED),
            Attribute(name="seen", type=Type.INSTANT, mutability=Mutability.VOLATILE),
            Attribute(name="vip", type=Type.BOOLEAN, mutability=Mutability.FIXED),
            Attribute(name="tags", type=Type.LIST, mutability=Mutability.FIXED),
        )
    },
    events={"bought": EventType(name="bought", properties={"amount": Type.NUMBER})},
    declared=True,
)
SEGMENTS = {
    "young": Segment(key="young", condition=read_condition({"lt": ["age", 30]})),
    "near": Segment(
        key="near", condition=read_condition({"any": [{"in_segment": "young"}, {"eq": ["city", "Lyon"]}]})
    ),
}
PORTFOLIO = Portfolio(data=DATA, segments=SEGMENTS, segments_declared=True)

#: Contacts to try: what each attribute may hold, the missing value and the unreadable one too.
HELD = {
    "city": (None, "Lyon", "Paris", "Lille", "L", "", "Zürich"),
    "age": (None, 17, 18, 29.5, 30, 65, 66, "40", "old"),
    "stage": (None, "prospect", "client", "lost", "gone"),
    "tier": (None, "gold", "silver", "tin"),
    "born": (None, "1990-01-01", "1990-01-02", "1989-12-31", "2001-05-05", "1990-01-01T23:00:00Z", "?"),
    "seen": (None, "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", "2025-01-01", "2026-06-01T12:00:00+02:00"),
    "vip": (None, True, False, "oui", "non", "?"),
    "tags": (None, (), ("a",), ("b",), ("a", "b"), ("c",), "a|b"),
    "free": (None, "5", 5, "abc", "ab", ("ab",), "b"),
    "consent_email": (None, True, False, "oui", "maybe"),
}
LITERALS = {
    "city": ("Lyon", "Paris", "Li", "M"),
    "age": (18, 30, 65, 17.5, "40"),
    "stage": ("prospect", "client", "lost"),
    "tier": ("gold", "silver"),
    "born": ("1990-01-01", "1990-01-02", "2000-01-01"),
    "seen": ("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", "2026-03-01"),
    "vip": (True, False),
    "tags": ("a", "b"),
    "free": ("ab", "abc", "b"),
    "consent_email": (True, False),
}
PATTERNS = ("L*", "*y*", "?yon", "*", "L*n", "[a]")


def random_leaf(rng: random.Random) -> dict:
    field = rng.choice(list(LITERALS))
    literals = LITERALS[field]
    kind = rng.randrange(12)
    if kind < 5:
        return {rng.choice(["eq", "ne", "gt", "ge", "lt", "le"]): [field, rng.choice(literals)]}
    if kind == 5:
        return {"in": [field, rng.sample(literals, 2)]}
    if kind == 6:
        return {"between": [field, *rng.choices(literals, k=2)]}
    if kind == 7:
        return {"is_set": field}
    if kind == 8:
        field = rng.choice(["city", "tags", "free", "tier"])
        return {"contains": [field, rng.choice(("a", "b", "y", "on", "ab"))]}
    if kind == 9:
        return {"matches": [rng.choice(["city", "free", "born"]), rng.choice(PATTERNS)]}
    if kind == 10:
        return rng.choice([{"consents": "email"}, {"in_segment": "young"}, {"in_segment": "near"}])
    look = {"event": "bought", "at_least": rng.choice([1, 1, 2])}
    if rng.random() < 0.5:
        look["within"] = rng.choice(["P10D", "P30D"])
    return {rng.choice(["did", "not_did"]): look}


def random_condition(rng: random.Random, depth: int = 2) -> dict:
    if depth == 0 or rng.random() < 0.35:
        return random_leaf(rng)
    if rng.random() < 0.2:
        return {"not": random_condition(rng, depth - 1)}
    parts = [random_condition(rng, depth - 1) for _ in range(rng.randrange(1, 4))]
    return {rng.choice(["all", "any"]): parts}


def random_contact(rng: random.Random) -> dict:
    found = {field: rng.choice(held) for field, held in HELD.items()}
    return {field: value for field, value in found.items() if value is not None}


def truth(condition, attributes: dict, ages: tuple[int, ...] = (), portfolio: Portfolio = PORTFOLIO) -> bool:
    """What the planner says of a contact with purchases of these ages, in days."""
    events = [
        Event(id=str(i), contact="c", name="bought", at=0, minute=NOW - age * DAY)
        for i, age in enumerate(sorted(ages, reverse=True))
    ]
    facts = Facts(
        attributes=attributes,
        history=History(events),
        zone=PARIS,
        now=NOW,
        known_to=NOW,
        segments=portfolio.segments,
        data=portfolio.data,
    )
    return evaluate(condition, facts)


def ages_for(profile) -> tuple[int, ...] | None:
    """Purchases that make the looks back of the profile true and false as it says, if any do."""
    for ages in ((), (5,), (20,), (50,), (5, 5), (5, 20), (5, 50), (20, 20), (20, 50), (50, 50)):
        if all(truth(did, {}, ages) for did in profile.did):
            if not any(truth(did, {}, ages) for did in profile.not_did):
                return ages
    return None


def space_of(*conditions) -> Space:
    return Space(conditions, data=DATA, segments=SEGMENTS)


def atoms_of(space: Space, attributes: dict, ages: tuple[int, ...]) -> dict[int, int]:
    point = dict(space.point_of(attributes))
    for at, dimension in enumerate(space.dimensions):
        if dimension.did is not None:
            point[at] = int(truth(dimension.did, {}, ages))
    return point


@pytest.mark.parametrize("seed", range(40))
def test_every_contact_is_in_a_box_when_the_planner_says_so(seed):
    rng = random.Random(seed)
    for _ in range(20):
        condition = read_condition(random_condition(rng))
        space = space_of(condition)
        target, contrary = space.target(condition), space.target(Not(part=condition))
        for _ in range(10):
            contact, ages = random_contact(rng), rng.choice([(), (5,), (20, 40), (5, 50)])
            point = atoms_of(space, contact, ages)
            said = truth(condition, contact, ages)
            if said:
                assert target.holds(point), (condition, contact)
            else:
                assert contrary.holds(point), (condition, contact)
            if target.exact:
                assert target.holds(point) is said, (condition, contact)


@pytest.mark.parametrize("seed", range(40))
def test_the_profile_of_a_box_satisfies_its_condition_at_the_planner(seed):
    rng = random.Random(1000 + seed)
    looked_at = 0
    for _ in range(30):
        condition = read_condition(random_condition(rng, depth=3))
        space = space_of(condition)
        target = space.target(condition)
        if not target.exact:
            continue
        for box in target.boxes:
            profile = space.profile(space.point_in(box))
            ages = ages_for(profile)
            if ages is not None:
                looked_at += 1
                assert truth(condition, dict(profile.attributes), ages), (condition, profile)
    assert looked_at > 20


@pytest.mark.parametrize("seed", range(20))
def test_what_is_said_to_be_impossible_is_true_of_no_contact(seed):
    """Against the product of everything that two attributes may hold."""
    rng = random.Random(2000 + seed)
    fields = rng.sample(["city", "age", "stage", "born", "vip", "consent_email"], 2)
    everyone = [
        {field: value for field, value in zip(fields, values, strict=True) if value is not None}
        for values in product(*(HELD[field] for field in fields))
    ]

    def leaf() -> dict:
        field = rng.choice(fields)
        how = rng.choice(["eq", "ne", "gt", "ge", "lt", "le", "is_set"])
        return {how: field if how == "is_set" else [field, rng.choice(LITERALS[field])]}

    def tree(depth: int) -> dict:
        if depth == 0:
            return leaf()
        return rng.choice(
            [{"not": tree(depth - 1)}, {"all": [tree(depth - 1), leaf()]}, {"any": [tree(depth - 1), leaf()]}]
        )

    for _ in range(40):
        one, other = read_condition(tree(2)), read_condition(tree(2))
        some = [contact for contact in everyone if truth(one, contact)]
        if not satisfiable(one, PORTFOLIO):
            assert not some
        if implies(one, other, PORTFOLIO):
            assert all(truth(other, contact) for contact in some)
        if disjoint(one, other, PORTFOLIO):
            assert not any(truth(other, contact) for contact in some)


SATISFIABLE = [
    # exactly at a cut, and between two of them
    ({"all": [{"ge": ["age", 18]}, {"le": ["age", 18]}]}, True),
    ({"all": [{"gt": ["age", 18]}, {"lt": ["age", 19]}]}, True),
    ({"all": [{"gt": ["age", 18]}, {"lt": ["age", 18]}]}, False),
    # no day lies between two days, but an instant between two seconds
    ({"all": [{"gt": ["born", "2000-01-01"]}, {"lt": ["born", "2000-01-02"]}]}, False),
    ({"all": [{"gt": ["seen", "2000-01-01"]}, {"lt": ["seen", "2000-01-01T00:00:01Z"]}]}, True),
    # a missing value: a comparison is false and its contrary true
    ({"all": [{"not": {"ge": ["age", 18]}}, {"not": {"lt": ["age", 18]}}]}, True),
    ({"all": [{"eq": ["city", "Lyon"]}, {"not": {"is_set": "city"}}]}, False),
    ({"all": [{"ne": ["city", "Lyon"]}, {"not": {"is_set": "city"}}]}, False),
    ({"all": [{"not": {"eq": ["city", "Lyon"]}}, {"not": {"is_set": "city"}}]}, True),
    # an end before its start, an empty list, no part at all
    ({"between": ["age", 40, 20]}, False),
    ({"in": ["city", []]}, False),
    ({"any": []}, False),
    ({"all": []}, True),
    # a literal that is no number
    ({"eq": ["age", "old"]}, False),
    # words of a boolean
    ({"all": [{"eq": ["vip", True]}, {"eq": ["vip", False]}]}, False),
    ({"all": [{"consents": "email"}, {"eq": ["consent_email", False]}]}, False),
    # texts in their order
    ({"all": [{"gt": ["city", "Lyon"]}, {"lt": ["city", "Lyon\0"]}]}, False),
    ({"all": [{"gt": ["city", "Lyon"]}, {"lt": ["city", "Lyona"]}]}, True),
    # globs and parts, with constants and with each other
    ({"all": [{"eq": ["city", "Lyon"]}, {"matches": ["city", "P*"]}]}, False),
    (
        {
            "all": [
                {"matches": ["city", "L*"]},
                {"matches": ["city", "*n"]},
                {"not": {"contains": ["city", "o"]}},
            ]
        },
        True,
    ),
    ({"all": [{"matches": ["city", "L*"]}, {"matches": ["city", "P*"]}]}, False),
    ({"all": [{"matches": ["city", "??"]}, {"contains": ["city", "abc"]}]}, False),
    ({"all": [{"contains": ["city", "abc"]}, {"not": {"contains": ["city", "b"]}}]}, False),
    ({"all": [{"contains": ["city", "*"]}, {"not": {"matches": ["city", "*[*]*"]}}]}, True),
    ({"all": [{"matches": ["city", "L*"]}, {"gt": ["city", "M"]}]}, False),
    # a list holds several values, a text of an undeclared attribute is one
    ({"all": [{"contains": ["tags", "a"]}, {"contains": ["tags", "b"]}, {"not": {"is_set": "tags"}}]}, False),
    ({"all": [{"contains": ["tags", "a"]}, {"not": {"contains": ["tags", "b"]}}]}, True),
    ({"all": [{"contains": ["free", "abc"]}, {"not": {"contains": ["free", "b"]}}]}, True),
    (
        {
            "all": [
                {"contains": ["free", "abc"]},
                {"not": {"contains": ["free", "b"]}},
                {"matches": ["free", "*"]},
            ]
        },
        False,
    ),
    # looking back
    ({"all": [{"did": {"event": "bought"}}, {"not_did": {"event": "bought"}}]}, False),
    (
        {
            "all": [
                {"did": {"event": "bought", "within": "P5D"}},
                {"not_did": {"event": "bought", "within": "P9D"}},
            ]
        },
        False,
    ),
    (
        {
            "all": [
                {"did": {"event": "bought", "within": "P9D"}},
                {"not_did": {"event": "bought", "within": "P5D"}},
            ]
        },
        True,
    ),
    (
        {
            "all": [
                {"did": {"event": "bought", "at_least": 3}},
                {"not_did": {"event": "bought", "at_least": 2}},
            ]
        },
        False,
    ),
    ({"did": {"event": "bought", "where": {"all": [{"gt": ["amount", 5]}, {"lt": ["amount", 5]}]}}}, False),
    ({"not_did": {"event": "bought", "at_least": 0}}, False),
    # segments, one in the other
    ({"all": [{"in_segment": "young"}, {"ge": ["age", 30]}]}, False),
    ({"all": [{"not": {"in_segment": "near"}}, {"eq": ["city", "Lyon"]}]}, False),
    ({"all": [{"not": {"in_segment": "near"}}, {"eq": ["city", "Paris"]}]}, True),
    # nobody knows what it says
    ({"all": [{"in_segment": "strangers"}, {"not": {"in_segment": "strangers"}}]}, False),
    ({"in_segment": "strangers"}, True),
]


@pytest.mark.parametrize(("condition", "expected"), SATISFIABLE, ids=lambda value: str(value)[:70])
def test_what_can_be_true_can(condition, expected):
    assert satisfiable(read_condition(condition), PORTFOLIO) is expected


def test_what_cannot_be_of_any_type_is_told_from_what_can():
    """``true`` and 1 are different literals, and an undeclared attribute may be read as either."""
    condition = read_condition({"all": [{"eq": ["other", True]}, {"eq": ["other", 1]}]})
    assert satisfiable(condition, Portfolio())
    assert truth(condition, {"other": 1}, portfolio=Portfolio())


def test_more_alternatives_than_boxes_allow_more_and_say_so():
    many = AnyOf(
        parts=tuple(
            All(
                parts=(
                    Compare(how=Comparison.EQ, field=f"a{i}", value=1),
                    Compare(how=Comparison.EQ, field=f"b{i}", value=1),
                )
            )
            for i in range(MOST_BOXES + 6)
        )
    )
    space = Space([many], data=DataModel(), segments={})
    assert space.target(many).exact is False
    assert not space.target(many).nobody
    assert len(space.target(Not(part=many)).boxes) <= MOST_BOXES


def test_values_that_cannot_be_cut_together_stay_apart():
    leaves = [read_condition({"eq": ["x", 1]}), read_condition({"eq": ["x", "a"]})]
    assert classes_of(leaves, None) is None
    both = All(parts=tuple(leaves))
    assert satisfiable(both, Portfolio())
    assert not Space([both], data=DataModel(), segments={}).target(both).exact


# ── What is trusted ─────────────────────────────────────────────────────────────────────────────────────


def scenario(key: str, audience: dict | None = None, nodes: list | None = None, trigger: dict | None = None):
    return load_scenario(
        {
            "format": "scenario/1",
            "key": key,
            "name": key,
            "trigger": trigger or {"kind": "manual"},
            **({"audience": audience} if audience else {}),
            "nodes": [{"id": "start", "kind": "trigger"}, *(nodes or []), {"id": "end", "kind": "exit"}],
            "edges": [],
        }
    )


def meet(one: dict, other: dict, mode: Mode, nodes: list | None = None) -> bool:
    portfolio = Portfolio(
        scenarios=(scenario("a", one, nodes), scenario("b", other)), data=DATA, segments=SEGMENTS
    )
    space = Space.of(portfolio)
    found = targets(portfolio, mode, space)
    return not space.both(found["a"], found["b"]).nobody


@pytest.mark.parametrize(
    ("one", "other", "sound"),
    [
        ({"eq": ["city", "Lyon"]}, {"eq": ["city", "Paris"]}, False),
        # what nobody declared is taken as fixed
        ({"eq": ["elsewhere", "Lyon"]}, {"eq": ["elsewhere", "Paris"]}, False),
        # the trap: a prospect today, a client tomorrow
        ({"eq": ["stage", "prospect"]}, {"eq": ["stage", "client"]}, True),
        ({"eq": ["tier", "gold"]}, {"eq": ["tier", "silver"]}, True),
        ({"consents": "email"}, {"not": {"consents": "email"}}, True),
        ({"did": {"event": "bought"}}, {"not_did": {"event": "bought"}}, True),
        (
            {"did": {"event": "bought", "within": "P9D"}},
            {"not_did": {"event": "bought", "within": "P9D"}},
            True,
        ),
        # in one box with what changes, the rest still counts
        (
            {"all": [{"eq": ["tier", "gold"]}, {"lt": ["age", 18]}]},
            {"all": [{"eq": ["tier", "silver"]}, {"ge": ["age", 18]}]},
            False,
        ),
    ],
)
def test_only_what_cannot_change_keeps_scenarios_apart_in_sound_mode(one, other, sound):
    assert meet(one, other, Mode.PHOTO) is False
    assert meet(one, other, Mode.SOUND) is sound


def test_an_attribute_that_an_update_sets_is_not_trusted():
    update = [{"id": "u", "kind": "update", "set": {"city": "Paris"}}]
    assert meet({"eq": ["city", "Lyon"]}, {"eq": ["city", "Paris"]}, Mode.SOUND, update)


def test_who_satisfies_nothing_at_any_instant_is_in_no_target_of_sound_mode():
    assert not meet({"all": [{"eq": ["tier", "gold"]}, {"eq": ["tier", "silver"]}]}, {"all": []}, Mode.SOUND)


def test_later_a_monotone_attribute_has_only_gone_forward():
    lead, prospect = (
        read_condition({"eq": ["stage", "client"]}),
        read_condition({"eq": ["stage", "prospect"]}),
    )
    lost = read_condition({"eq": ["stage", "lost"]})
    bought = Did(event="bought")
    space = space_of(lead, prospect, lost, bought, read_condition({"eq": ["city", "Lyon"]}))
    later = space.later(space.target(lead))
    assert space.both(later, space.target(prospect)).nobody
    assert not space.both(later, space.target(lost)).nobody
    assert space.both(space.later(space.target(bought)), space.target(Not(part=bought))).nobody
    assert not space.both(space.later(space.target(Not(part=bought))), space.target(bought)).nobody
    # who has no stage yet may come to have any
    nothing = space.target(Not(part=AnyOf(parts=(lead, prospect, lost))))
    assert not space.both(space.later(nothing), space.target(prospect)).nobody


def test_trust_follows_the_declared_mutability():
    fields = ("city", "stage", "tier", "consent_email", "unheard")
    space = space_of(*(read_condition({"is_set": field}) for field in fields))
    assert [dimension.trust for dimension in space.dimensions] == [
        Trust.FIXED,
        Trust.MONOTONE,
        Trust.FREE,
        Trust.FREE,
        Trust.FIXED,
    ]


def test_undeclared_attributes_are_named():
    portfolio = Portfolio(
        scenarios=(scenario("a", {"eq": ["unheard", 1]}), scenario("b", {"eq": ["city", "x"]})), data=DATA
    )
    assert undeclared(portfolio) == ("unheard",)


def test_the_condition_of_an_enters_trigger_belongs_to_the_audience():
    enters = scenario(
        "a", {"eq": ["city", "Lyon"]}, trigger={"kind": "enters", "condition": {"lt": ["age", 18]}}
    )
    assert implies(entry_condition(enters), read_condition({"in_segment": "young"}), PORTFOLIO)
