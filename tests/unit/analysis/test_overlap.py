"""The heaviest contact and who meets whom, against every contact there is."""

import random
from dataclasses import dataclass
from itertools import combinations, product
from math import inf

import pytest

from designer.analysis.atoms import Space, targets
from designer.analysis.overlap import Overlap, observe
from designer.analysis.together import Part, Sum
from designer.analysis.verdict import Mode
from designer.domain.data import Attribute, DataModel, Mutability, Type
from designer.domain.portfolio import Portfolio
from designer.formats import load_scenario
from tests.unit.analysis.test_atoms import truth

FREE, FIXED = Mutability.VOLATILE, Mutability.FIXED


def scenario(key: str, audience: dict):
    return load_scenario(
        {
            "format": "scenario/1",
            "key": key,
            "name": key,
            "trigger": {"kind": "manual"},
            "audience": audience,
            "nodes": [{"id": "start", "kind": "trigger"}, {"id": "end", "kind": "exit"}],
            "edges": [{"from": "start", "to": "end"}],
        }
    )


@dataclass
class World:
    """Random scenarios over attributes of few values, and every contact there may be."""

    portfolio: Portfolio
    loads: dict[str, float]
    contacts: list[dict]

    def overlap(self, mode: Mode = Mode.PHOTO) -> Overlap:
        space = Space.of(self.portfolio)
        return Overlap(space, targets(self.portfolio, mode, space))

    def parts(self) -> list[Part]:
        return [single(key, load) for key, load in self.loads.items()]

    def inside(self, contact: dict) -> frozenset[str]:
        return frozenset(
            each.key
            for each in self.portfolio.scenarios
            if truth(each.audience, contact, portfolio=self.portfolio)
        )


def single(key: str, lower: float, upper: float | None = None) -> Part:
    return Part(members=(key,), compute=lambda _: Sum(lower=lower, upper=lower if upper is None else upper))


def world(rng: random.Random, *, boxes: int, scenarios: int = 8, attributes: int = 3) -> World:
    domains = {f"x{i}": rng.randint(2, 3) for i in range(attributes)}

    def box() -> dict:
        fields = rng.sample(list(domains), rng.randint(0, attributes))
        return {
            "all": [
                rng.choice(
                    [
                        {"in": [field, rng.sample(range(domains[field]), rng.randint(1, domains[field]))]},
                        {"not": {"in": [field, rng.sample(range(domains[field]), 1)]}},
                        {"ge": [field, rng.randrange(domains[field])]},
                    ]
                )
                for field in fields
            ]
        }

    made = [
        scenario(f"s{i}", {"any": [box() for _ in range(rng.randint(1, boxes))]})
        for i in range(rng.randint(1, scenarios))
    ]
    attribute = {
        name: Attribute(name=name, mutability=rng.choice([FIXED, FREE]), type=Type.NUMBER) for name in domains
    }
    # every number there is to tell apart, those between and beyond, and the missing one
    values = [[None, -1, *(x / 2 for x in range(2 * size))] for size in domains.values()]
    contacts = [
        {name: value for name, value in zip(domains, each, strict=True) if value is not None}
        for each in product(*values)
    ]
    return World(
        portfolio=Portfolio(scenarios=tuple(made), data=DataModel(attributes=attribute)),
        loads={each.key: rng.choice([0, 1, 2, 3, 5, 7]) for each in made},
        contacts=contacts,
    )


WORLDS = [(seed, boxes) for boxes in (1, 2, 3) for seed in range(12)]


@pytest.mark.parametrize(("seed", "boxes"), WORLDS)
def test_the_heaviest_contact_is_the_heaviest_of_all_contacts(seed, boxes):
    each = world(random.Random(seed), boxes=boxes)
    insides = {each.inside(contact) for contact in each.contacts}
    loads = {inside: sum(each.loads[key] for key in inside) for inside in insides}
    found = each.overlap().heaviest(each.parts(), budget=60)
    assert found.exact
    assert found.upper == max(loads.values())
    # the planner puts the profile that is shown into the scenarios that are named
    inside = each.inside(dict(found.profile.attributes))
    assert inside == set(found.scenarios)
    assert sum(each.loads[key] for key in inside) == found.lower


@pytest.mark.parametrize(("seed", "boxes"), WORLDS)
def test_groups_weigh_what_their_members_alive_make(seed, boxes):
    rng = random.Random(500 + seed)
    each = world(rng, boxes=boxes)
    keys = list(each.loads)
    rng.shuffle(keys)
    cut = rng.randint(0, len(keys))
    most = rng.randint(1, 9)

    def at_most(alive: frozenset[str]) -> Sum:
        total = min(most, sum(each.loads[key] for key in alive))
        return Sum(lower=total, upper=total)

    parts = [Part(members=tuple(keys[:cut]), compute=at_most)] if cut else []
    parts += [single(key, each.loads[key]) for key in keys[cut:]]
    expected = max(
        sum(part.value(inside).upper for part in parts)
        for inside in {each.inside(contact) for contact in each.contacts}
    )
    found = each.overlap().heaviest(parts, budget=60)
    assert (found.lower, found.upper) == (expected, expected)


@pytest.mark.parametrize(("seed", "boxes"), WORLDS)
def test_scenarios_meet_when_some_contact_is_in_all_of_them(seed, boxes):
    each = world(random.Random(900 + seed), boxes=boxes, scenarios=6)
    overlap = each.overlap()
    insides = {each.inside(contact) for contact in each.contacts}
    for one, other in combinations(overlap.keys, 2):
        together = any({one, other} <= inside for inside in insides)
        assert (other in overlap.pairs[one]) is (one in overlap.pairs[other]) is together
        assert overlap.meet(one, other) is together
    for three in combinations(overlap.keys, 3):
        assert overlap.meet(*three) is any(set(three) <= inside for inside in insides)
        where = overlap.where(*three)
        if where is not None:
            assert set(three) <= each.inside(dict(where.attributes))


@pytest.mark.parametrize("seed", range(12))
def test_sound_mode_lets_everybody_meet_whom_only_what_changes_keeps_apart(seed):
    """At one instant each: the fixed values are the same at all of them, the others are free."""
    each = world(random.Random(300 + seed), boxes=2, scenarios=5)
    fixed = [name for name, one in each.portfolio.data.attributes.items() if one.mutability is FIXED]
    lives: dict[tuple, set[str]] = {}
    for contact in each.contacts:
        lives.setdefault(tuple(contact.get(name) for name in fixed), set()).update(each.inside(contact))
    found = each.overlap(Mode.SOUND).heaviest(each.parts(), budget=60)
    assert found.exact
    assert found.upper == max(sum(each.loads[key] for key in life) for life in lives.values())
    assert set(found.profile.attributes) <= set(fixed)
    assert each.overlap().heaviest(each.parts(), budget=60).upper <= found.upper


@pytest.mark.parametrize("seed", range(12))
def test_within_bounds_the_contacts_looked_at(seed):
    rng = random.Random(700 + seed)
    each = world(rng, boxes=2)
    overlap = each.overlap()
    asked = rng.choice(each.portfolio.scenarios)
    expected = max(
        (
            sum(each.loads[key] for key in each.inside(contact))
            for contact in each.contacts
            if truth(asked.audience, contact, portfolio=each.portfolio)
        ),
        default=0,
    )
    found = overlap.heaviest(each.parts(), budget=60, within=overlap.targets[asked.key])
    assert (found.lower, found.upper) == (expected, expected)


@pytest.mark.parametrize("seed", range(12))
def test_whether_somebody_has_more_is_answered_as_the_maximum_answers_it(seed):
    each = world(random.Random(100 + seed), boxes=2)
    overlap = each.overlap()
    most = overlap.heaviest(each.parts(), budget=60).upper
    for limit in range(0, 20, 2):
        found = overlap.heaviest(each.parts(), budget=60, over=limit)
        assert (found.lower > limit) is (most > limit)
        assert (found.upper > limit) is (most > limit)
        assert found.lower <= most <= max(found.upper, limit)


def hard(seed: int, scenarios: int = 120, attributes: int = 14) -> World:
    """Many targets of many attributes, which take long to look through."""
    rng = random.Random(seed)
    sizes = {f"x{i}": rng.randint(2, 8) for i in range(attributes)}
    made = [
        scenario(
            f"s{i}",
            {
                "any": [
                    {
                        "all": [
                            {"in": [field, rng.sample(range(sizes[field]), rng.randint(1, sizes[field] - 1))]}
                            for field in rng.sample(list(sizes), rng.randint(2, min(4, attributes)))
                        ]
                    }
                    for _ in range(2)
                ]
            },
        )
        for i in range(scenarios)
    ]
    return World(
        portfolio=Portfolio(scenarios=tuple(made)),
        loads={each.key: rng.randint(1, 7) for each in made},
        contacts=[],
    )


def test_when_the_time_is_over_the_bounds_still_hold_the_truth_between_them():
    each = hard(1, scenarios=24, attributes=5)
    overlap, parts = each.overlap(), each.parts()
    truth_ = overlap.heaviest(parts, budget=60)
    assert truth_.exact
    found = overlap.heaviest(parts, budget=0)
    assert 0 < found.lower <= truth_.lower <= found.upper
    inside = each.inside(dict(found.profile.attributes))
    assert sum(each.loads[key] for key in inside) == found.lower


def test_a_search_that_is_cut_short_shows_a_contact_and_is_not_exact():
    each = hard(2)
    found = each.overlap().heaviest(each.parts(), budget=0.02)
    assert 0 < found.lower < found.upper
    assert not found.exact


def test_a_search_of_so_many_choices_finds_the_same_however_long_it_takes():
    each = hard(3, scenarios=24, attributes=5)
    overlap, parts = each.overlap(), each.parts()
    truth_ = overlap.heaviest(parts, budget=60)
    found = overlap.heaviest(parts, budget=60, nodes=20)
    assert (found.late, found.looked) == (False, 20)
    assert 0 < found.lower <= truth_.lower <= found.upper
    assert overlap.heaviest(parts, budget=30, nodes=20) == found


def test_with_several_boxes_a_choice_that_ends_one_is_a_choice():
    """No scenario is lost by x = 1 alone, but the one that lives on in its other box meets nobody there."""
    made = (
        scenario("a", {"any": [{"eq": ["x", 1]}, {"all": [{"eq": ["x", 2]}, {"eq": ["y", 2]}]}]}),
        scenario("b", {"any": [{"all": [{"eq": ["x", 1]}, {"eq": ["y", 1]}]}, {"eq": ["x", 2]}]}),
        scenario("c", {"eq": ["y", 2]}),
    )
    each = World(portfolio=Portfolio(scenarios=made), loads={"a": 1, "b": 1, "c": 1}, contacts=[])
    found = each.overlap().heaviest(each.parts())
    assert (found.lower, found.upper) == (3, 3)
    assert dict(found.profile.attributes) == {"x": 2, "y": 2}


def test_three_that_meet_two_by_two_need_not_meet_at_once():
    made = tuple(
        scenario(key, {"in": ["city", cities]})
        for key, cities in (("a", ["Lyon", "Paris"]), ("b", ["Paris", "Lille"]), ("c", ["Lyon", "Lille"]))
    )
    each = World(portfolio=Portfolio(scenarios=made), loads={"a": 1, "b": 1, "c": 1}, contacts=[])
    overlap = each.overlap()
    assert overlap.pairs == {"a": {"b", "c"}, "b": {"a", "c"}, "c": {"a", "b"}}
    assert not overlap.meet("a", "b", "c")
    assert overlap.heaviest(each.parts()).upper == 2


def test_what_has_no_bound_has_none_together_either():
    made = (scenario("a", {"eq": ["city", "Lyon"]}), scenario("b", {"eq": ["city", "Paris"]}))
    each = World(portfolio=Portfolio(scenarios=made), loads={"a": 5, "b": inf}, contacts=[])
    found = each.overlap().heaviest(each.parts())
    assert (found.lower, found.upper, found.exact) == (inf, inf, True)
    assert found.scenarios == ("b",)


def test_bounds_of_the_parts_are_bounds_of_the_contact():
    made = (scenario("a", {"eq": ["city", "Lyon"]}), scenario("b", {"is_set": "city"}))
    each = World(portfolio=Portfolio(scenarios=made), loads={}, contacts=[])
    found = each.overlap().heaviest([single("a", 1, 2), single("b", 2)])
    assert (found.lower, found.upper, found.exact) == (3, 4, False)


@pytest.mark.parametrize("seed", range(6))
def test_many_different_loads_are_as_exact_as_few(seed):
    rng = random.Random(40 + seed)
    each = hard(seed, scenarios=24, attributes=3)
    each.loads = {key: rng.random() * 9 for key in each.loads}
    found = each.overlap().heaviest(each.parts(), budget=60)
    assert found.exact
    inside = each.inside(dict(found.profile.attributes))
    assert sum(each.loads[key] for key in inside) == pytest.approx(found.upper)
    overlap, best = each.overlap(), 0.0
    for values in product(range(8), repeat=3):
        atoms = overlap.space.point_of({f"x{i}": value for i, value in enumerate(values)})
        best = max(best, sum(each.loads[key] for key in each.loads if overlap.targets[key].holds(atoms)))
    assert found.upper == pytest.approx(best)


# ── A base of contacts ──────────────────────────────────────────────────────────────────────────────────


def test_the_base_is_counted_by_what_its_contacts_are_in():
    observed = observe(["a", "b", "c"], [["a", "b"], ["b", "a"], ["c"], [], ["a", "b", "c"]])
    assert observed.contacts == 5
    assert observed.signatures == {0b011: 2, 0b100: 1, 0: 1, 0b111: 1}
    assert observed.together("a", "b") == 3
    assert observed.together("a", "b", "c") == 1
    assert observed.pairs() == {("a", "b"): 3, ("a", "c"): 1, ("b", "c"): 1}


def test_the_worst_observed_profile_is_that_of_the_heaviest_contacts():
    observed = observe(["a", "b", "c"], [["a", "b"], ["b", "a"], ["c"], ["a", "b", "c"], ["a"]])
    worst = observed.worst([single("a", 2), single("b", 3), single("c", 0)])
    assert (worst.lower, worst.upper, worst.scenarios, worst.contacts) == (5, 5, ("a", "b"), 3)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_observed_is_never_more_than_what_is_possible(seed):
    rng = random.Random(seed)
    each = world(rng, boxes=2)
    base = rng.sample(each.contacts, min(40, len(each.contacts)))
    observed = observe(list(each.loads), [each.inside(contact) for contact in base])
    overlap = each.overlap()
    assert observed.worst(each.parts()).upper <= overlap.heaviest(each.parts(), budget=60).upper
    assert all(other in overlap.pairs[one] for one, other in observed.pairs())


def test_an_empty_base_shows_nothing():
    worst = observe(["a"], []).worst([single("a", 2)])
    assert (worst.upper, worst.scenarios, worst.contacts) == (0, (), 0)
