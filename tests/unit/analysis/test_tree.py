"""The tree of scenarios: every scenario under its targets, figures that add up, gaps as they are defined."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.analysis.speech import Names
from designer.analysis.tree import EVERYONE, NOT_SAID, Kind, Lack, Told, grow, told
from designer.domain.channel import Channel
from designer.domain.condition import IsSet
from designer.domain.data import Segment
from designer.domain.scenario import Family, Lever
from designer.library.shelf import shelf

SEGMENTS = {
    key: Segment(key=key, condition=IsSet(field="email"), name=name)
    for key, name in (("vip", {"fr": "Fidèles", "en": "Regulars"}), ("new", "Nouveaux"), ("idle", None))
}
NAMES = Names(
    segments={key: one.name for key, one in SEGMENTS.items() if one.name},
    events={"quote.created": {"fr": "Devis établi", "en": "Quote made"}},
)
DOCUMENT = {
    "key": "relance",
    "name": {"fr": "Relance de devis", "en": "Quote follow-up"},
    "sheet": {
        "segments": ["vip", "vip", "new"],
        "key_moment": {"family": "transactional", "moment": "quote.created"},
        "lever": "information",
    },
    "trigger": {"kind": "event", "event": "quote.created"},
    "nodes": [
        {"id": "a", "kind": "message", "channel": "email"},
        {"id": "b", "kind": "message", "channel": "email", "fallback": ["sms"]},
        {"id": "c", "kind": "task", "queue": "conseillers"},
    ],
}


def scenario(key, **changed):
    return Told(**{"key": key, "name": key, "state": "draft", "channels": {"email": 1}, **changed})


def trunk(*scenarios):
    return {branch.key: branch for branch in grow(scenarios, SEGMENTS, NAMES).targets}


def only(branch):
    (child,) = branch.children
    return child


def gaps(branch):
    return {gap.lack: gap.missing for gap in branch.gaps}


def test_a_sheet_is_a_way_from_its_target_to_its_channels():
    vip = trunk(told("relance", "live", DOCUMENT))["vip"]
    moment = only(vip)
    lever = only(moment)
    leaf = only(lever)

    assert [one.label["fr"] for one in (vip, moment, lever, leaf)] == [
        "Fidèles",
        "Devis établi",
        "Information",
        "Relance de devis",
    ]
    assert moment.detail == {"fr": "Moments transactionnels", "en": "Transactions"}
    assert leaf.state == "live"
    assert [(one.key, one.count) for one in leaf.children] == [("email", 2), ("sms", 1), ("task", 1)]


def test_labels_are_in_both_languages():
    vip = trunk(told("relance", "live", DOCUMENT))["vip"]
    assert [one.label["en"] for one in vip.walk()] == [
        "Regulars",
        "Quote made",
        "Information",
        "Quote follow-up",
        "E-mail",
        "SMS",
        "Task",
    ]


def test_a_moment_that_nothing_names_is_said_as_it_is_written():
    moments = [
        only(trunk(scenario("a", segments=("vip",), moment=(None, named)))["vip"]).label
        for named in ("weak_signals", "retour de congés", "stock.back_again", "birth_date")
    ]
    assert moments == [
        {"fr": "Signaux faibles", "en": "Weak signals"},
        {"fr": "Retour de congés", "en": "Retour de congés"},
        {"fr": "Stock back again", "en": "Stock back again"},
        {"fr": "Date de naissance", "en": "Birthday"},
    ]


@pytest.mark.parametrize("pack", shelf().packs.values(), ids=lambda pack: pack.key)
def test_every_moment_of_the_library_has_a_name_in_both_languages(pack):
    names = Names.declared(pack.portfolio.data, pack.portfolio.segments)
    scenarios = [told(entry.key, "draft", pack.load(entry.key).document) for entry in pack.entries]
    for branch in grow(scenarios, pack.portfolio.segments, names).walk():
        if branch.kind is Kind.MOMENT:
            assert branch.label["fr"] != branch.label["en"] or branch.key.endswith("/silence"), branch


def test_a_sheet_without_segments_is_for_everybody_unless_a_condition_chooses():
    sheet = {"lever": "recognition"}
    assert told("a", "draft", {"sheet": sheet}).targets == (EVERYONE,)
    assert told("a", "draft", {"sheet": sheet, "audience": {"is_set": ["email"]}}).targets == (NOT_SAID,)
    assert told("a", "draft", {"sheet": sheet, "trigger": {"kind": "enters"}}).targets == (NOT_SAID,)


def test_a_sheet_that_says_nothing_is_shown_as_not_said():
    blank = trunk(told("a", "draft", {"nodes": []}))[NOT_SAID]
    assert [(one.kind, one.is_said) for one in blank.walk()] == [
        (Kind.TARGET, False),
        (Kind.MOMENT, False),
        (Kind.LEVER, False),
        (Kind.SCENARIO, True),
    ]
    assert gaps(blank) == {}
    assert gaps(only(only(only(blank)))) == {Lack.CHANNEL: ()}


def test_targets_go_by_their_document_then_what_only_sheets_name_then_everybody_then_not_said():
    grown = trunk(
        scenario("a"),
        scenario("b", everyone=True),
        scenario("c", segments=("zebra",)),
        scenario("d", segments=("new",)),
    )
    assert list(grown) == ["vip", "new", "idle", "zebra", EVERYONE, NOT_SAID]


def test_a_segment_that_no_scenario_names_is_a_gap():
    idle = trunk(scenario("a", segments=("vip",)))["idle"]
    assert (idle.count, idle.children, gaps(idle)) == (0, (), {Lack.SCENARIO: ()})
    assert idle.label["fr"] == "idle"


def test_moments_channels_and_levers_that_nothing_uses_are_gaps():
    vip = trunk(
        scenario("a", segments=("vip",), moment=(Family.LIFE, "birthday"), lever=Lever.RECOGNITION),
        scenario("b", segments=("new",), moment=(Family.CONTRACT, ""), channels={"sms": 1, "task": 1}),
    )["vip"]
    assert gaps(vip) == {
        Lack.MOMENT: ("transactional", "relational", "after_sales", "contract", "commercial"),
        Lack.CHANNEL: ("sms",),
    }
    assert gaps(only(vip)) == {Lack.LEVER: ("transactional_offer", "service_offer", "information")}


def test_what_is_for_everybody_fills_the_gaps_of_each_target():
    birthday = (Family.LIFE, "birthday")
    grown = trunk(
        scenario("a", segments=("vip",), moment=birthday, lever=Lever.RECOGNITION),
        scenario("b", everyone=True, moment=birthday, lever=Lever.INFORMATION, channels={"sms": 1}),
    )
    assert Lack.CHANNEL not in gaps(grown["vip"])
    assert gaps(only(grown["vip"])) == {Lack.LEVER: ("transactional_offer", "service_offer")}
    assert [one.key for one in grown["vip"].walk() if one.kind is Kind.SCENARIO] == ["a"]


def test_a_gap_is_a_sentence_with_the_spaces_of_french():
    vip = trunk(
        scenario("a", segments=("vip",), moment=(Family.LIFE, ""), lever=Lever.RECOGNITION),
        *(scenario(family.value, everyone=True, moment=(family, "x")) for family in list(Family)[:-1]),
    )["vip"]
    (gap,) = vip.gaps
    assert gap.says == {
        "fr": "Moments clés sans scénario\N{NO-BREAK SPACE}: temps commerciaux.",
        "en": "Key moments without a scenario: commercial calendar.",
    }


def test_one_target_alone_keeps_the_gaps_that_it_has_in_the_whole_tree():
    scenarios = [
        scenario("a", segments=("vip",), moment=(Family.LIFE, "")),
        scenario("b", segments=("new",), channels={"sms": 1}),
    ]
    tree = grow(scenarios, SEGMENTS, NAMES)
    assert tree.only("vip").targets == (trunk(*scenarios)["vip"],)
    assert tree.only("vip").scenarios == 1
    assert tree.only("nobody").targets == ()


# ── Whatever the sheets say ─────────────────────────────────────────────────────────────────────────────

KEYS = st.sampled_from(["vip", "new", "idle", "elsewhere"])
WHATEVER = st.recursive(
    st.none() | st.integers() | st.text(max_size=3) | KEYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
SCENARIOS = st.lists(
    st.builds(
        Told,
        key=st.uuids().map(str),
        name=st.text(max_size=5),
        state=st.sampled_from(["draft", "live", "paused"]),
        segments=st.lists(KEYS, unique=True, max_size=3).map(tuple),
        everyone=st.booleans(),
        moment=st.tuples(st.none() | st.sampled_from(Family), st.sampled_from(["", "a", "b"])),
        lever=st.none() | st.sampled_from(Lever),
        channels=st.dictionaries(
            st.sampled_from([Channel.EMAIL.value, Channel.SMS.value, "task"]), st.integers(1, 3)
        ),
    ),
    max_size=12,
    unique_by=lambda one: one.key,
)


@given(SCENARIOS)
def test_a_scenario_stands_once_under_each_of_its_targets_and_nowhere_else(scenarios):
    tree = grow(scenarios, SEGMENTS, NAMES)
    there = [
        (target.key, one.key) for target in tree.targets for one in target.walk() if one.kind is Kind.SCENARIO
    ]
    assert sorted(there) == sorted((target, one.key) for one in scenarios for target in one.targets)


@given(SCENARIOS)
def test_figures_add_up(scenarios):
    tree = grow(scenarios, SEGMENTS, NAMES)
    assert tree.scenarios == len(scenarios)
    for branch in tree.walk():
        if branch.kind in (Kind.TARGET, Kind.MOMENT, Kind.LEVER):
            assert branch.count == sum(child.count for child in branch.children)
        assert len({child.key for child in branch.children}) == len(branch.children)


@given(SCENARIOS)
def test_a_gap_names_nothing_that_is_there(scenarios):
    for target in grow(scenarios, SEGMENTS, NAMES).targets:
        there = {one.key for one in target.walk() if one.kind in (Kind.LEVER, Kind.CHANNEL)}
        groups = {one.key.split("/")[0] for one in target.children}
        missing = gaps(target)
        assert not groups & set(missing.get(Lack.MOMENT, ()))
        assert not there & set(missing.get(Lack.CHANNEL, ()))
        for moment in target.children:
            assert not {one.key for one in moment.children} & set(gaps(moment).get(Lack.LEVER, ()))


@given(st.dictionaries(st.sampled_from(["name", "sheet", "trigger", "audience", "nodes"]), WHATEVER))
def test_any_document_has_a_place(document):
    tree = grow([told("a", "draft", document)], SEGMENTS, NAMES)
    assert tree.scenarios == 1
