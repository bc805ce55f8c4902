"""What decided each place of the order, and what each statement does to it."""

import random

import pytest

from designer.analysis.precedence import Decided, places, stated
from designer.analysis.priority import order_of
from designer.domain.channel import Category
from designer.domain.condition import Compare, Comparison
from designer.domain.data import Attribute, DataModel, Mutability
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import ManualTrigger, Prevails, Priority, Scenario


def plain(key: str, audience=None, **priority) -> Scenario:
    return Scenario(
        key=key,
        name=key,
        trigger=ManualTrigger(),
        nodes=(),
        edges=(),
        audience=audience,
        priority=Priority(**priority),
    )


def over(*keys: str) -> tuple[Prevails, ...]:
    return tuple(Prevails(scenario=key) for key in keys)


@pytest.mark.parametrize(
    ("scenarios", "told"),
    [
        ([plain("a", class_=Category.SERVICE), plain("b")], [("a", "first", None), ("b", "class", "a")]),
        ([plain("a"), plain("b", value=80)], [("b", "first", None), ("a", "value", "b")]),
        # nobody decided
        ([plain("b"), plain("a")], [("a", "first", None), ("b", "key", "a")]),
        # a statement that turns class round
        (
            [plain("a", prevails_over=over("b")), plain("b", class_=Category.TRANSACTIONAL)],
            [("a", "first", None), ("b", "prevails", "a")],
        ),
        # one that says what class says already decides nothing
        (
            [plain("a", class_=Category.SERVICE, prevails_over=over("b")), plain("b")],
            [("a", "first", None), ("b", "class", "a")],
        ),
        # it is said between which two, though others stand between them
        (
            [
                plain("a", prevails_over=over("z")),
                plain("z", value=90, class_=Category.SERVICE),
            ],
            [("a", "first", None), ("z", "prevails", "a")],
        ),
        (
            [plain("a", value=60, prevails_over=over("b")), plain("b", prevails_over=over("a"))],
            [("a", "first", None), ("b", "circle", "a")],
        ),
        ([], []),
    ],
)
def test_each_place_says_what_decided_it(scenarios, told):
    assert [(one.key, one.by.value, one.behind) for one in places(scenarios)] == told


def test_who_stands_behind_a_circle_is_behind_its_best():
    scenarios = [
        plain("a", value=90, prevails_over=over("b")),
        plain("b", value=10, prevails_over=over("a")),
        plain("c", value=50),
    ]
    assert [(one.key, one.by) for one in places(scenarios)] == [
        ("a", Decided.FIRST),
        ("b", Decided.CIRCLE),
        ("c", Decided.GROUP),
    ]


def test_a_circle_over_one_of_which_another_prevails_stands_behind_it():
    scenarios = [
        plain("low", value=10, prevails_over=over("z")),
        plain("a", value=90, prevails_over=over("z")),
        plain("z", value=20, prevails_over=over("a")),
    ]
    assert [(one.key, one.by, one.behind) for one in places(scenarios)] == [
        ("low", Decided.FIRST, None),
        ("a", Decided.HELD, "low"),
        ("z", Decided.CIRCLE, "a"),
    ]


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_said_each_place_has_its_reason(seed):
    chance = random.Random(seed)
    keys = "abcdefgh"
    scenarios = [
        plain(
            key,
            class_=chance.choice(list(Category)),
            value=chance.choice([10, 50]),
            prevails_over=over(*chance.sample(keys, chance.randrange(3))),
        )
        for key in keys
    ]
    found = places(scenarios)
    assert [one.key for one in found] == list(order_of(scenarios).order)
    for at, one in enumerate(found[1:], start=1):
        assert one.behind in [other.key for other in found[:at]]


LYON = Compare(how=Comparison.EQ, field="city", value="Lyon")
PARIS = Compare(how=Comparison.EQ, field="city", value="Paris")
FIXED = DataModel(
    attributes={"city": Attribute(name="city", mutability=Mutability.FIXED)},
    declared=True,
)


def statement(portfolio: Portfolio, winner: str):
    return next(one for one in stated(portfolio) if one.winner == winner)


def test_a_statement_about_two_that_never_meet_says_so():
    portfolio = Portfolio(
        scenarios=(plain("a", LYON, prevails_over=over("b")), plain("b", PARIS)), data=FIXED
    )
    one = statement(portfolio, "a")
    assert (one.known, one.meets, one.holds) == (True, False, False)


@pytest.mark.parametrize(("when", "holds"), [(LYON, True), (PARIS, False), (None, True)])
def test_a_condition_that_nobody_of_both_can_satisfy_never_holds(when, holds):
    said = (Prevails(scenario="b", when=when),)
    portfolio = Portfolio(scenarios=(plain("a", prevails_over=said), plain("b", LYON)), data=FIXED)
    one = statement(portfolio, "a")
    assert (one.meets, one.holds) == (True, holds)


def test_a_statement_against_value_and_one_of_a_circle_are_marked():
    portfolio = Portfolio(
        scenarios=(
            plain("a", value=10, prevails_over=over("b")),
            plain("b", value=20, prevails_over=over("a", "gone")),
        )
    )
    assert [
        (one.winner, one.loser, one.contradicts, one.in_circle, one.known) for one in stated(portfolio)
    ] == [
        ("a", "b", True, True, True),
        ("b", "a", False, True, True),
        ("b", "gone", False, False, False),
    ]
