"""Whatever record there is, its document reads back equal: as plain data, as YAML, as JSON, as a graph."""

import json
from datetime import UTC, date, datetime, time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer import formats
from designer.domain import condition as c
from designer.domain import data as d
from designer.domain import matrix as m
from designer.domain import plan as pl
from designer.domain import policy as p
from designer.domain import scenario as s
from designer.domain.channel import SENDING, Category, Channel
from designer.domain.message import CallToAction, Template, Variant
from designer.domain.time import Duration
from designer.formats.conditions import read_condition, write_condition
from designer.formats.graph import dump_graph, load_graph
from designer.formats.yamltext import dump_yaml, load_text, parse_yaml

relaxed = settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)

plain = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
texts = plain.filter(lambda text: bool(text.strip()))
names = st.from_regex(r"[a-zA-Z0-9_é][a-zA-Z0-9_.\-]{0,12}", fullmatch=True)
words = st.one_of(
    plain,
    st.dictionaries(st.sampled_from(["fr", "en"]), plain, min_size=1).map(
        lambda text: dict(sorted(text.items(), reverse=True))
    ),
)
integers = st.integers(0, 1000)
floats = st.floats(0, 1, allow_subnormal=False)
scalars = st.one_of(plain, st.booleans(), st.integers(-(10**12), 10**12), st.floats(-1e9, 1e9))
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def durations(low: int = 0, *, months: bool = False) -> st.SearchStrategy[Duration]:
    exact = st.builds(Duration, minutes=st.integers(low, 10**7))
    return (
        st.one_of(exact, st.builds(Duration, minutes=integers, months=st.integers(1, 50)))
        if months
        else exact
    )


def offsets() -> st.SearchStrategy[Duration]:
    return st.one_of(durations(months=True), durations(months=True).map(lambda duration: -duration))


def maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


def some(strategy: st.SearchStrategy, low: int = 0, high: int = 3) -> st.SearchStrategy:
    return st.lists(strategy, min_size=low, max_size=high).map(tuple)


def members(enum: type, low: int = 0) -> st.SearchStrategy:
    return st.frozensets(st.sampled_from(list(enum)), min_size=low)


def build(record: type, **parts: st.SearchStrategy) -> st.SearchStrategy:
    return st.builds(record, **parts)


def leaves(where: st.SearchStrategy) -> st.SearchStrategy:
    did = build(c.Did, event=texts, within=maybe(durations(1, months=True)), at_least=integers, where=where)
    return st.one_of(
        build(c.Compare, how=st.sampled_from(c.Comparison), field=texts, value=scalars),
        build(c.In, field=texts, values=some(scalars)),
        build(c.Between, field=texts, low=scalars, high=scalars),
        build(c.IsSet, field=texts),
        build(c.Contains, field=texts, value=scalars),
        build(c.Matches, field=texts, pattern=texts),
        did,
        build(c.NotDid, did=did),
        build(c.InSegment, segment=names),
        build(c.Consents, channel=st.sampled_from([channel.value for channel in Channel])),
    )


conditions = st.recursive(
    leaves(maybe(leaves(st.none()))),
    lambda below: st.one_of(
        build(c.All, parts=some(below)), build(c.Any, parts=some(below)), build(c.Not, part=below)
    ),
    max_leaves=6,
)

sheets = build(
    s.Sheet,
    objective=maybe(st.sampled_from(s.Objective)),
    description=maybe(words),
    segments=some(names),
    key_moment=maybe(build(s.KeyMoment, family=maybe(st.sampled_from(s.Family)), moment=maybe(plain))),
    lever=maybe(st.sampled_from(s.Lever)),
    content=maybe(build(s.Content, theme=maybe(words), offer=maybe(words))),
    kpis=some(
        build(
            s.Kpi,
            metric=texts,
            target=maybe(floats),
            within=maybe(durations(months=True)),
            benchmark=maybe(floats),
            source=maybe(words),
        )
    ),
    expected=maybe(build(s.Expected, opened=maybe(floats), reaction=maybe(durations()))),
    data=some(build(s.DataNeed, name=texts, source=maybe(plain), available=maybe(st.booleans()))),
    deliverables=some(
        build(
            s.Deliverable,
            name=words,
            due=maybe(st.dates(date(1900, 1, 1), date(2100, 1, 1))),
            status=maybe(plain),
        )
    ),
    effort_days=maybe(floats),
    degraded=maybe(build(s.Degraded, missing=some(texts), fallback=maybe(words))),
    legal=maybe(build(s.Legal, basis=some(words), notes=maybe(words))),
    origin=maybe(words),
    arbitration=maybe(words),
)

triggers = st.one_of(
    build(s.EventTrigger, event=texts, where=maybe(conditions)),
    build(s.EntersTrigger, condition=conditions, every=durations(1)),
    build(s.DateTrigger, attribute=texts, offset=offsets(), at=times, yearly=st.booleans()),
    build(s.InactivityTrigger, event=texts, after=durations(1, months=True)),
    build(
        s.InactivityTrigger,
        event=texts,
        own_rhythm=build(s.OwnRhythm, factor=floats, lead=durations(), min_events=st.integers(2, 9)),
    ),
    st.just(s.ScheduleTrigger(cron="0 9 * * MON")),
    st.just(s.ManualTrigger()),
)

entries = st.one_of(
    build(
        s.Entry,
        reentry=st.sampled_from([s.Reentry.NEVER, s.Reentry.AFTER_EXIT]),
        gap=maybe(durations(months=True)),
        cap=maybe(build(s.EntryCap, max=integers, per=durations(1, months=True))),
        group=maybe(texts),
        backfill=st.booleans(),
    ),
    build(s.Entry, reentry=st.just(s.Reentry.PARALLEL), gap=durations(1)),
)

priorities = build(
    s.Priority,
    class_=st.sampled_from(Category),
    value=st.integers(0, 100),
    prevails_over=some(
        build(s.Prevails, scenario=names, when=maybe(conditions), effect=st.sampled_from(s.Effect))
    ),
)


def nodes(name: str) -> st.SearchStrategy:
    key = st.just(name)
    untils = st.one_of(
        build(s.UntilTime, time=times, weekdays=st.frozensets(st.integers(0, 6), min_size=1)),
        build(s.UntilDate, attribute=texts, offset=offsets()),
    )
    return st.one_of(
        build(s.TriggerNode, id=key),
        build(s.Wait, id=key, for_=durations()),
        build(s.Wait, id=key, until=untils, if_past=st.sampled_from(s.IfPast)),
        build(s.WaitEvent, id=key, event=texts, where=maybe(conditions), timeout=maybe(durations(1))),
        build(s.Split, id=key, paths=some(build(s.SplitPath, path=names, when=conditions))),
        build(s.Experiment, id=key, paths=some(build(s.Share, path=names, share=st.integers(0, 100)))),
        build(
            s.Message,
            id=key,
            channel=st.sampled_from(SENDING),
            template=maybe(names),
            if_blocked=st.sampled_from(s.IfBlocked),
            ttl=durations(),
            category=maybe(st.sampled_from(Category)),
            weight=maybe(floats),
            merge=maybe(texts),
            fallback=some(st.sampled_from(SENDING)),
        ),
        build(s.TaskNode, id=key, queue=texts, label=maybe(words), sla=maybe(durations(1))),
        build(s.Update, id=key, set=st.dictionaries(texts, scalars | some(scalars), max_size=3)),
        build(s.Exit, id=key),
    )


notes = build(
    s.Note,
    id=names,
    text=words,
    at=st.tuples(floats, floats),
    size=st.tuples(st.integers(1, 999), st.floats(1, 999)),
    tone=st.sampled_from(s.Tone),
)


@st.composite
def scenarios(draw: st.DrawFn) -> s.Scenario:
    keys = draw(st.lists(names, min_size=1, max_size=5, unique=True))
    ends = st.sampled_from(keys)
    edges = draw(
        st.lists(
            build(s.Edge, source=ends, target=ends, path=maybe(names.filter(lambda name: name != "next"))),
            max_size=5,
            unique_by=lambda edge: (edge.source, edge.target, edge.path),
        )
    )
    return s.Scenario(
        key=draw(names),
        name=draw(words),
        sheet=draw(sheets),
        trigger=draw(triggers),
        audience=draw(maybe(conditions)),
        entry=draw(entries),
        priority=draw(priorities),
        exit_when=draw(maybe(conditions)),
        goal=draw(
            maybe(
                build(
                    s.Goal,
                    event=texts,
                    where=maybe(conditions),
                    within=maybe(durations(1, months=True)),
                    stay=st.booleans(),
                )
            )
        ),
        misfire=draw(build(s.Misfire, late=durations(), then=st.sampled_from(s.Late))),
        nodes=tuple(draw(nodes(key)) for key in keys),
        edges=tuple(edges),
        layout=draw(st.dictionaries(ends, st.tuples(st.integers(-999, 999), floats), max_size=3)),
        placed=draw(some(ends)),
        notes=draw(some(notes)),
        groups=tuple(
            s.Group(id=draw(names), title=draw(words), nodes=(key,), tone=draw(st.sampled_from(s.Tint)))
            for key in keys[: draw(st.integers(0, 3))]
        ),
    )


scopes = build(
    p.Scope,
    channels=maybe(members(Channel)),
    categories=maybe(members(Category)),
    scenarios=maybe(st.frozensets(names, max_size=2)),
)
by_contact = build(
    p.MaxByContact, when=some(st.tuples(leaves(st.none()), integers), low=1, high=2), else_=integers
)
decays = st.one_of(
    build(p.HalfLife, half_life=durations(1)),
    build(p.Linear, over=durations(1)),
    st.lists(
        st.tuples(st.integers(1, 10**5), floats), min_size=1, max_size=3, unique_by=lambda step: step[0]
    ).map(
        lambda steps: p.Steps(steps=tuple((Duration(minutes=age), factor) for age, factor in sorted(steps)))
    ),
)
spans = st.tuples(times, times).filter(lambda span: span[0] != span[1])
all_rules = st.fixed_dictionaries(
    {category: build(p.CategoryRule, subject=st.booleans(), counts=st.booleans()) for category in Category}
)
policies = build(
    p.Policy,
    timezone=st.sampled_from(["Europe/Paris", "UTC", "Pacific/Chatham"]),
    caps=some(
        build(
            p.Cap,
            id=names,
            max=integers | by_contact,
            per=st.sampled_from(p.Calendar) | durations(1),
            scope=scopes,
        )
    ),
    gaps=some(
        build(
            p.Gap,
            id=names,
            min=durations(1),
            after=maybe(members(Channel)),
            scope=scopes,
            max=maybe(by_contact),
        )
    ),
    score=maybe(
        build(
            p.Score,
            threshold=floats,
            decay=decays,
            weights=st.dictionaries(st.sampled_from(Channel), floats),
            reading=st.sampled_from(p.Reading),
        )
    ),
    exclusions=some(
        build(
            p.Exclusion,
            id=names,
            when=conditions,
            except_=st.frozensets(names, max_size=2),
            categories=maybe(members(Category)),
        )
    ),
    quiet_hours=some(
        build(
            p.QuietHours,
            channels=members(Channel),
            allow=st.dictionaries(st.integers(0, 6), some(spans), max_size=7).map(
                lambda allow: dict(sorted(allow.items()))
            ),
            holidays=maybe(st.just("FR")),
            categories=maybe(members(Category)),
        )
    ),
    categories=all_rules,
    controls=build(p.Controls, global_=floats, per_scenario=floats),
    unit=st.sampled_from(p.CountingUnit),
    pooling=maybe(build(p.Pooling, at=times, categories=members(Category))),
    reserve=maybe(durations(1)),
    protect=st.dictionaries(
        names, st.dictionaries(st.sampled_from(Category), integers, min_size=1), max_size=2
    ),
)

types = st.sampled_from(d.Type)
models = st.builds(
    lambda attributes, events: d.DataModel(
        attributes={name: d.Attribute(name=name, **parts) for name, parts in attributes.items()},
        events={name: d.EventType(name=name, **parts) for name, parts in events.items()},
        declared=True,
    ),
    st.dictionaries(
        texts,
        st.fixed_dictionaries(
            {},
            optional={
                "type": types,
                "mutability": st.sampled_from(d.Mutability),
                "values": some(scalars),
                "label": words,
            },
        ),
        max_size=3,
    ),
    st.dictionaries(
        texts,
        st.fixed_dictionaries(
            {}, optional={"properties": st.dictionaries(texts, types, max_size=2), "label": words}
        ),
        max_size=3,
    ),
)
segments = st.dictionaries(
    names.map(lambda name: f"s-{name}"), st.tuples(leaves(st.none()), maybe(words)), max_size=3
).map(
    lambda found: {key: d.Segment(key=key, condition=when, name=name) for key, (when, name) in found.items()}
)

plans = build(
    pl.Plan,
    campaigns=some(
        build(
            pl.Campaign,
            key=names,
            kind=maybe(plain),
            channel=st.sampled_from(SENDING),
            at=some(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))),  # noqa: DTZ001
            audience=maybe(conditions),
            offer=maybe(words),
            priority=st.integers(0, 100),
            category=st.sampled_from(Category),
            template=maybe(names),
            name=maybe(words),
            with_=st.dictionaries(
                names, st.sampled_from(pl.Together) | build(pl.Postpone, by=durations(1)), max_size=2
            ),
        )
    ),
)

criteria = ("volume", "impact", "gain", "data", "tools", "content", "legal", "lead_time", "departments")

matrices = build(
    m.Matrix,
    weights=st.dictionaries(st.sampled_from(criteria), st.floats(0, 1000), max_size=3),
    criteria=some(
        build(
            m.Criterion,
            key=st.sampled_from(criteria),
            name=words,
            group=st.sampled_from(m.Side),
            anchors=st.tuples(*[words] * 6),
            weight=st.floats(0, 1000),
        ),
        high=1,
    ),
    capacity_days=maybe(st.floats(1, 1000)),
    cut=maybe(st.integers(0, 100)),
    rows=st.dictionaries(
        names,
        build(
            m.Row,
            scores=st.dictionaries(
                st.sampled_from(criteria),
                build(
                    m.Mark,
                    level=st.integers(0, 5),
                    confidence=st.sampled_from(m.CONFIDENCES),
                    source=maybe(plain),
                    date=maybe(st.dates()),
                ),
                max_size=2,
            ),
            gates=st.dictionaries(st.sampled_from(m.Gate), st.sampled_from(m.Opening)),
            gain=maybe(
                build(
                    m.Gain,
                    contacts_per_month=integers,
                    contactable=floats,
                    uplift=floats,
                    value=integers,
                    cost_per_contact=floats,
                    assumptions=maybe(plain),
                )
            ),
            sprint=maybe(st.integers(1, 9)),
            lot=maybe(st.integers(1, 9)),
            decision=st.sampled_from(m.Decision),
            owner=maybe(plain),
            due=maybe(st.dates()),
            note=maybe(plain),
        ),
        max_size=2,
    ),
    ahp=maybe(build(m.Judgements, pairs=st.just({"volume": {"impact": 1 / 3}}))),
    votes=some(
        build(
            m.Vote,
            voter=texts,
            department=texts,
            scenario=names,
            criterion=st.sampled_from(criteria),
            level=st.integers(0, 5),
            at=maybe(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))),  # noqa: DTZ001
        ),
        high=1,
    ),
)

message_texts = {
    "sender": maybe(words),
    "subject": maybe(words),
    "preheader": maybe(words),
    "body": maybe(words),
    "cta": maybe(build(CallToAction, label=words, url=st.just("https://example.com/{{ id }}"))),
    "text": maybe(words),
}
variants = st.lists(
    build(Variant, key=names, name=maybe(words), when=conditions, **message_texts),
    max_size=3,
    unique_by=lambda variant: variant.key,
).map(tuple)
templates = build(
    Template,
    key=names,
    channel=st.sampled_from(SENDING),
    name=words,
    variants=variants,
    **message_texts,
)


def assert_round_trip(load, dump, record) -> None:
    document = dump(record)
    assert load(document) == record
    assert dump(load(document)) == document
    assert load(json.loads(json.dumps(document))) == record
    text = dump_yaml(document)
    assert parse_yaml(text).data == document
    assert dump_yaml(parse_yaml(text).data) == text
    assert load_text(load, text, "some.yaml") == record


@relaxed
@given(conditions)
def test_a_condition_reads_back_equal(condition):
    assert read_condition(write_condition(condition)) == condition


@relaxed
@given(scenarios())
def test_a_scenario_reads_back_equal(scenario):
    assert_round_trip(formats.load_scenario, formats.dump_scenario, scenario)


@relaxed
@given(scenarios())
def test_a_scenario_reads_back_equal_from_its_graph(scenario):
    assert load_graph(json.loads(json.dumps(dump_graph(scenario)))) == scenario


@relaxed
@given(policies)
def test_a_policy_reads_back_equal(policy):
    assert_round_trip(formats.load_policy, formats.dump_policy, policy)


@relaxed
@given(models)
def test_a_data_model_reads_back_equal(model):
    assert_round_trip(formats.load_data, formats.dump_data, model)


@relaxed
@given(segments)
def test_segments_read_back_equal(found):
    assert_round_trip(formats.load_segments, formats.dump_segments, found)


@relaxed
@given(plans)
def test_a_plan_reads_back_equal(plan):
    assert_round_trip(formats.load_plan, formats.dump_plan, plan)


@relaxed
@given(matrices)
def test_a_matrix_reads_back_equal(matrix):
    assert_round_trip(formats.load_matrix, formats.dump_matrix, matrix)


@relaxed
@given(templates)
def test_a_template_reads_back_equal(template):
    assert_round_trip(formats.load_template, formats.dump_template, template)


@relaxed
@given(
    st.dictionaries(
        plain,
        st.recursive(
            scalars | st.none(), lambda below: st.lists(below) | st.dictionaries(plain, below), max_leaves=9
        ),
    )
)
def test_any_data_written_as_yaml_reads_back_equal(document):
    assert parse_yaml(dump_yaml(document)).data == document


def test_defaults_are_not_written():
    scenario = s.Scenario(
        key="a", name="A", trigger=s.ManualTrigger(), nodes=(s.TriggerNode(id="start"),), edges=()
    )
    assert formats.dump_scenario(scenario) == {
        "format": "scenario/1",
        "key": "a",
        "name": "A",
        "trigger": {"kind": "manual"},
        "nodes": [{"id": "start", "kind": "trigger"}],
        "edges": [],
    }
    assert formats.dump_policy(p.Policy()) == {"format": "policy/1"}


def test_texts_of_several_lines_are_written_as_blocks():
    assert dump_yaml({"body": {"fr": "Bonjour\n\nÀ vous\n"}}) == "body:\n  fr: |\n    Bonjour\n\n    À vous\n"
