"""Bits, dates and zones say of contacts and events what the plain reading of conditions says of each."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from designer.domain.contact import Event
from designer.domain.data import Attribute, DataModel, EventType, Segment, Type
from designer.domain.errors import BadInput
from designer.domain.reading import read_cell
from designer.domain.time import Duration, to_minute
from designer.engine import cells
from designer.engine.cells import dated
from designer.engine.questions import Questions
from designer.engine.tables import A_DAY, AN_INSTANT, NO_DATE
from designer.formats.tables import read_contacts, read_events
from tests.oracle.calendar import date_minute, read_date, zone_of
from tests.oracle.conditions import Facts, History, evaluate

PARIS = ZoneInfo("Europe/Paris")
NAMES = ("city", "score", "vip", "born", "seen", "tags", "consent_email", "timezone", "free")
DATA = DataModel(
    attributes={
        name: Attribute(name=name, type=kind)
        for name, kind in {
            "city": Type.TEXT,
            "score": Type.NUMBER,
            "vip": Type.BOOLEAN,
            "born": Type.DATE,
            "seen": Type.INSTANT,
            "tags": Type.LIST,
        }.items()
    },
    events={"order": EventType(name="order", properties={"score": Type.NUMBER, "city": Type.TEXT})},
    declared=True,
)
SEGMENTS = {
    "big": Segment(key="big", condition=Compare(how=Comparison.GE, field="score", value=10)),
    "deep": Segment(key="deep", condition=Not(part=InSegment(segment="big"))),
}

words = st.sampled_from(
    [
        "", " ", "Lyon", " Lyon", "lyon", "L*", "10", "10.0", "1e1", "1", "0", "true", "Oui", "no", "nan",
        "1_0", "2026-01-05", "2026-01-05T10:00:30Z", "2026-01-05T10:00:30+02:00", "2026-W02-1", "0001-01-01",
        "9999-12-31T23:59:59Z", "Asia/Kolkata", "Mars/Olympus", "a|b", "a; b,c", "é", "[a]", "0" * 41,
    ]
)  # fmt: skip
numbers = st.sampled_from([0, 1, 10, 10.0, -1, 0.5, 2**53 + 1, -0.0]) | st.integers(-3, 12)
scalars = words | numbers | st.booleans()
values = scalars | st.lists(scalars, max_size=3).map(tuple)
fields = st.sampled_from(NAMES)
leaves = st.one_of(
    st.builds(Compare, how=st.sampled_from(Comparison), field=fields, value=scalars),
    st.builds(In, field=fields, values=st.lists(scalars, max_size=3).map(tuple)),
    st.builds(Between, field=fields, low=scalars, high=scalars),
    st.builds(IsSet, field=fields),
    st.builds(Contains, field=fields, value=scalars),
    st.builds(Matches, field=fields, pattern=st.sampled_from(["*", "L*", "?yon", "", "[a]", "1*", "*é"])),
    st.builds(Consents, channel=st.sampled_from(["email", "sms"])),
)
trees = st.recursive(
    leaves | st.builds(InSegment, segment=st.sampled_from(["big", "deep", "nobody"])),
    lambda parts: st.one_of(
        st.builds(All, parts=st.lists(parts, max_size=3).map(tuple)),
        st.builds(Any, parts=st.lists(parts, max_size=3).map(tuple)),
        st.builds(Not, part=parts),
    ),
    max_leaves=6,
)
rows = st.lists(st.dictionaries(fields, values, max_size=6), max_size=6)
tables = st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, words)), max_size=6)


def asked(*conditions) -> tuple[Questions, list[int]]:
    questions = Questions(DATA, SEGMENTS, PARIS)
    return questions, [questions.atom(one) for one in conditions]


def plain(condition, attributes, types=None) -> bool:
    return evaluate(
        condition,
        Facts(
            attributes=attributes,
            history=History(()),
            zone=PARIS,
            now=0,
            known_to=0,
            segments=SEGMENTS,
            data=DATA,
            types=types,
        ),
    )


def has(words, row: int, bit: int) -> bool:
    return bool(int(words[row, bit >> 6]) >> (bit & 63) & 1)


usual = st.one_of(
    st.dates(min_value=date(900, 1, 1)).map(str),
    st.datetimes(min_value=datetime(900, 1, 1)).map(lambda one: one.replace(microsecond=0).isoformat() + "Z"),  # noqa: DTZ001
    st.floats(allow_nan=False, allow_infinity=False).map(str),
    st.decimals(-(10**16), 10**16, places=3).map(str),
    st.integers().map(str),
    st.text(max_size=3),
)


@settings(max_examples=200, deadline=None)
@given(fields, st.lists(usual, min_size=1, max_size=6), scalars | usual, st.sampled_from(Comparison))
def test_columns_read_together_say_the_same(name, column, literal, how):
    conditions = [
        Compare(how=how, field=name, value=literal),
        Matches(field=name, pattern=str(literal).replace("0", "?").replace("1", "*")),
        IsSet(field=name),
    ]
    people = [{name: value} for value in column]
    questions, _ = asked(*conditions)
    questions.date(name)
    one_by_one = questions.of_people(people)
    with read_together():
        together = questions.of_people(people)
        framed = questions.of_frame(pl.DataFrame({name: column}))
    written = questions.of_people([{name: read_cell(value, DATA.type_of(name))} for value in column])
    for found, expected in ((together, one_by_one), (framed, written)):
        for one, other in zip(found, expected, strict=True):
            assert np.array_equal(one, other)


@settings(max_examples=150)
@given(st.lists(leaves, min_size=1, max_size=8), rows)
def test_atoms_of_people_are_the_leaves(conditions, people):
    questions, bits = asked(*conditions)
    found = questions.of_people(people).bits
    for row, attributes in enumerate(people):
        for condition, bit in zip(conditions, bits, strict=True):
            assert has(found, row, bit) == plain(condition, attributes)


@given(st.lists(leaves, min_size=1, max_size=8), rows, rows)
def test_people_are_answered_alike_whoever_was_asked_before(conditions, earlier, people):
    questions, _ = asked(*conditions)
    questions.of_people(earlier)
    fresh, _ = asked(*conditions)
    assert np.array_equal(questions.of_people(people).bits, fresh.of_people(people).bits)


def test_more_than_a_word_of_atoms():
    conditions = [Compare(how=Comparison.EQ, field="score", value=n) for n in range(150)]
    questions, bits = asked(*conditions)
    assert (bits, questions.words) == (list(range(150)), 3)
    found = questions.of_people([{"score": 149}, {"score": 64}, {}]).bits
    assert [[bit for bit in bits if has(found, row, bit)] for row in range(3)] == [[149], [64], []]


def test_the_same_question_has_the_same_number_and_true_is_not_one():
    questions, (one, same, true) = asked(
        Compare(how=Comparison.EQ, field="free", value=1),
        Compare(how=Comparison.EQ, field="free", value=1),
        Compare(how=Comparison.EQ, field="free", value=True),
    )
    assert one == same != true
    assert questions.date("born") == questions.date("born")
    assert questions.event("order") == questions.event("order")
    assert questions.where("order", IsSet(field="city")) == questions.where("order", IsSet(field="city"))


def test_nothing_new_is_asked_once_frozen():
    questions, (bit,) = asked(IsSet(field="city"))
    questions.event("order")
    questions.freeze()
    assert questions.atom(IsSet(field="city")) == bit
    for new in (
        lambda: questions.atom(IsSet(field="vip")),
        lambda: questions.address("email"),
        lambda: questions.date("born"),
        lambda: questions.event("visit"),
        lambda: questions.where("order", IsSet(field="city")),
    ):
        with pytest.raises(ValueError, match="was not asked"):
            new()


def test_without_questions_there_are_answers_still():
    questions = Questions(DataModel(), {}, PARIS)
    answers = questions.of_people([{}, {"timezone": "Asia/Kolkata"}])
    assert (answers.bits.shape, answers.date.shape) == ((2, 1), (2, 0))
    assert [questions.zones[row] for row in answers.zone] == [PARIS, ZoneInfo("Asia/Kolkata")]
    numbers, masks = questions.of_events(["order"], [{}])
    assert (numbers.tolist(), masks.tolist()) == ([-1], [[0]])
    assert questions.of_event_frame(pl.DataFrame({"event": ["order"]}))[0].tolist() == [-1]
    assert questions.of_people([]).bits.shape == (0, 1)


def test_a_condition_of_several_parts_is_no_atom():
    with pytest.raises(TypeError, match="All"):
        asked(All(parts=()))


@given(rows)
def test_addresses_are_what_is_not_empty(people):
    questions, _ = asked()
    bit = questions.address("city")
    found = questions.of_people(people).bits
    assert [has(found, row, bit) for row in range(len(people))] == [bool(one.get("city")) for one in people]


@given(rows)
def test_zones_are_the_contacts_own(people):
    questions, _ = asked()
    zones = [questions.zones[row] for row in questions.of_people(people).zone]
    assert zones == [zone_of(one, PARIS) for one in people]


@given(rows)
def test_dates_are_those_that_waits_read(people):
    questions, _ = asked()
    columns = {name: questions.date(name) for name in ("born", "seen")}
    answers = questions.of_people(people)
    for row, attributes in enumerate(people):
        for name, column in columns.items():
            kind, number = answers.date_kind[row, column], int(answers.date[row, column])
            when = read_date(attributes.get(name))
            assert kind == (NO_DATE if when is None else AN_INSTANT if isinstance(when, datetime) else A_DAY)
            if kind == AN_INSTANT:
                assert number == to_minute(when)
            if kind == A_DAY:
                assert date.fromordinal(date(1970, 1, 1).toordinal() + number) == when


def test_an_instant_within_the_last_minute_of_a_day_is_of_that_day_for_triggers():
    late = "2026-01-05T22:59:30Z"
    questions, _ = asked()
    wait, trigger = questions.date("seen"), questions.date("seen", of_its_day=True)
    answers = questions.of_people([{"seen": late}])
    assert answers.date[0, wait] == date_minute(late, Duration(), PARIS)
    assert answers.date[0, trigger] == answers.date[0, wait] - 1


# ── Updates ─────────────────────────────────────────────────────────────────────────────────────────────


@given(
    st.lists(leaves, min_size=1, max_size=8),
    st.dictionaries(fields, values, max_size=6),
    st.dictionaries(fields, values, max_size=4),
)
def test_an_update_makes_the_answers_those_of_the_new_values(conditions, before, changed):
    questions, _ = asked(*conditions)
    columns = [questions.date("born"), questions.date("seen")]
    old = questions.of_people([before])
    new = questions.of_people([{**before, **changed}])
    effect = questions.effect(changed)
    assert np.array_equal(old.bits[0] & ~effect.clear | effect.set, new.bits[0])
    for column in columns:
        kept = effect.date_kind[column] == NO_DATE - 1
        kind = old.date_kind[0, column] if kept else effect.date_kind[column]
        number = old.date[0, column] if kept else effect.date[column]
        assert (kind, number) == (new.date_kind[0, column], new.date[0, column])
    assert (old.zone[0] if effect.zone < 0 else effect.zone) == new.zone[0]


# ── Events ──────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=150)
@given(st.lists(trees, min_size=1, max_size=4), rows)
def test_a_where_looks_at_the_events_own_properties(conditions, happened):
    questions, _ = asked()
    bits = [questions.where("order", one) for one in conditions]
    others = [questions.where("visit", one) for one in conditions]
    names = ["order", "visit", "unheard"] * len(happened)
    properties = [one for one in happened for _ in range(3)]
    numbers, masks = questions.of_events(names, properties)
    order, visit = questions.event("order"), questions.event("visit")
    assert numbers.tolist() == [order, visit, -1] * len(happened)
    for row, (name, said) in enumerate(zip(names, properties, strict=True)):
        types = DATA.properties_of(name) or {}
        for condition, bit, other in zip(conditions, bits, others, strict=True):
            if name == "unheard":
                assert not masks[row].any()
            else:
                place = bit if name == "order" else other
                assert has(masks, row, place) == plain(condition, said, types)
        assert np.array_equal(questions.of_receipt(name, said), masks[row])


def test_many_wheres_take_several_words():
    questions, _ = asked()
    bits = [questions.where("order", Compare(how=Comparison.GE, field="score", value=n)) for n in range(70)]
    assert (bits, questions.mask_words) == (list(range(70)), 2)
    assert int(questions.of_receipt("order", {"score": 65})[1]) == 0b11


@pytest.mark.parametrize("inner", [Did(event="visit"), NotDid(did=Did(event="visit"))])
def test_a_where_asks_nothing_but_properties(inner):
    questions, _ = asked()
    with pytest.raises(BadInput, match="'order' asks what else has happened"):
        questions.where("order", All(parts=(IsSet(field="city"), Not(part=inner))))


def test_a_segment_that_stands_in_itself_is_refused():
    segments = {"loop": Segment(key="loop", condition=Not(part=InSegment(segment="loop")))}
    with pytest.raises(BadInput, match="stands in itself"):
        Questions(DATA, segments, PARIS).where("order", InSegment(segment="loop"))


# ── Frames ──────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=60, deadline=None)
@given(st.lists(leaves, min_size=1, max_size=8), tables)
def test_a_frame_of_texts_is_read_like_the_file(tmp_path_factory, conditions, table):
    path = tmp_path_factory.mktemp("base") / "contacts.csv"
    write(path, ["id", *NAMES], [{"id": f"c{row}", **one} for row, one in enumerate(table)])
    read = [contact.attributes for contact in read_contacts(path, DATA)]
    frame = pl.DataFrame(
        {name: [one.get(name) for one in table] for name in NAMES}, schema=dict.fromkeys(NAMES, pl.String)
    )
    assert_alike(conditions, frame, read)


@settings(max_examples=60, deadline=None)
@given(st.lists(trees, min_size=1, max_size=4), tables, st.data())
def test_a_frame_of_events_is_read_like_the_file(tmp_path_factory, conditions, table, data):
    path = tmp_path_factory.mktemp("base") / "events.csv"
    names = [data.draw(st.sampled_from(["order", "visit", "unheard"])) for _ in table]
    head = [{"contact": "c", "event": name, "at": "2026-01-01"} for name in names]
    write(path, ["contact", "event", "at", *NAMES], [{**a, **b} for a, b in zip(head, table, strict=True)])
    frame = pl.DataFrame(
        {"event": names, **{name: [one.get(name) for one in table] for name in NAMES}},
        schema=dict.fromkeys(["event", *NAMES], pl.String),
    )
    questions, _ = asked()
    for condition in conditions:
        questions.where("order", condition)
        questions.where("visit", condition)
    events: list[Event] = list(read_events(path, DATA))
    expected = questions.of_events([one.name for one in events], [one.properties for one in events])
    for one, other in zip(questions.of_event_frame(frame), expected, strict=True):
        assert np.array_equal(one, other)


def test_a_frame_of_typed_columns_is_read_as_the_declared_types():
    frame = pl.DataFrame(
        {
            "city": [75, None, 3],
            "score": ["12", "x", None],
            "vip": [1, 0, None],
            "born": [date(2026, 1, 5), None, date(1999, 12, 31)],
            "seen": pl.Series(["2026-01-05T10:00:30", None, "2026-01-05T00:00:00"]).str.to_datetime(),
            "tags": [["a", "b"], [], None],
            "free": [1.5, float("nan"), 0.0],
        }
    )
    read = [
        {"city": "75", "score": 12, "vip": True, "born": "2026-01-05", "seen": "2026-01-05T10:00:30+00:00",
         "tags": ("a", "b"), "free": 1.5},
        {"vip": False},
        {"city": "3", "born": "1999-12-31", "seen": "2026-01-05T00:00:00+00:00", "free": 0.0},
    ]  # fmt: skip
    conditions = [IsSet(field=name) for name in NAMES]
    conditions += [Compare(how=Comparison.EQ, field=name, value=one[name]) for one in read for name in one
                   if name != "tags"]  # fmt: skip
    conditions += [Contains(field="tags", value="a"), Contains(field="tags", value="c")]
    assert_alike(conditions, frame, read)


@pytest.mark.parametrize(
    ("series", "texts"),
    [
        (pl.Series([True, False, None]), ["true", "false", ""]),
        (pl.Series([1, 10, None], dtype=pl.Int16), ["1", "10", ""]),
        (pl.Series(["a", None, "b"], dtype=pl.Categorical), ["a", "", "b"]),
        (pl.Series([date(2026, 1, 5), None, None]), ["2026-01-05", "", ""]),
        (pl.Series([datetime(2026, 1, 5, 8, tzinfo=UTC), None, None]), ["2026-01-05T08:00:00Z", "", ""]),
        (pl.Series([None, None, None]), ["", "", ""]),
    ],
)
@pytest.mark.parametrize("name", DATA.attributes)
def test_typed_columns_say_what_their_texts_say(name, series, texts):
    questions, _ = asked(
        *(Compare(how=Comparison.EQ, field=name, value=value) for value in ("a", 1, 10.0, True, False)),
        Compare(how=Comparison.GE, field=name, value="2026-01-05"),
        IsSet(field=name),
    )
    questions.date(name)
    typed, text = (questions.of_frame(pl.DataFrame({name: one})) for one in (series, pl.Series(texts)))
    assert np.array_equal(typed.bits, text.bits)
    assert np.array_equal(typed.date_kind, text.date_kind)
    assert np.array_equal(typed.date, text.date)


def test_a_column_of_something_else_is_refused_only_where_it_is_asked():
    frame = pl.DataFrame({"city": [b"x"], "vip": [True]})
    questions, (bit,) = asked(Compare(how=Comparison.EQ, field="vip", value=True))
    assert has(questions.of_frame(frame).bits, 0, bit)
    questions.atom(IsSet(field="city"))
    with pytest.raises(BadInput, match="'city' holds Binary"):
        questions.of_frame(frame)


def test_events_need_their_names():
    with pytest.raises(BadInput, match="no column 'event'"):
        asked()[0].of_event_frame(pl.DataFrame({"contact": ["c"]}))


def test_what_identifies_rows_is_no_attribute():
    questions, (bit,) = asked(IsSet(field="id"))
    assert not has(questions.of_frame(pl.DataFrame({"id": ["c1"]})).bits, 0, bit)


def test_dates_before_1970_count_down():
    assert dated("1969-12-31") == (A_DAY, -1)
    assert dated("1969-12-31T23:59:30Z") == (AN_INSTANT, 0)
    assert dated("1969-12-31T23:59:30Z", of_its_day=True) == (AN_INSTANT, -1)


def write(path, header, rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)


def assert_alike(conditions, frame, read) -> None:
    questions, _ = asked(*conditions)
    questions.address("city")
    for name in ("born", "seen", "free"):
        questions.date(name)
    one, other = questions.of_frame(frame), questions.of_people(read)
    for found, expected in zip(one, other, strict=True):
        assert np.array_equal(found, expected)


@contextmanager
def read_together():
    """Columns are read as a whole however few their values are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "_MANY", 1)
        yield
