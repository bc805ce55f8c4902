"""What the format promises loads, and means what it says."""

from datetime import time

import pytest

from designer.domain import condition as c
from designer.domain import policy as p
from designer.domain import scenario as s
from designer.domain.channel import Category, Channel
from designer.domain.errors import DocumentError
from designer.domain.plan import Postpone, Together
from designer.domain.time import DAY, HOUR, Duration
from designer.formats import (
    dump_policy,
    load_data,
    load_plan,
    load_policy,
    load_scenario,
    load_segments,
    load_template,
)
from designer.formats.conditions import OPERATORS, read_condition
from designer.formats.yamltext import load_text, parse_yaml

QUOTES = """
format: scenario/1
key: relance-devis
name: {fr: Relance de devis, en: Quote follow-up}
sheet:
  objective: transformation
  description: Relancer les devis sans réponse
  segments: [prospects]
  key_moment: {family: transactional, moment: quote.created}
  lever: transactional_offer
  content: {theme: Devis, offer: Remise}
  kpis:
    - {metric: conversion_rate, target: 0.12, within: P14D}
  expected:
    {delivered: 0.98, opened: 0.35, clicked: 0.05, replied: 0.01, converted: 0.02, unsubscribed: 0.002,
     reaction: PT6H}
  data: [{name: quote.created, source: erp, latency: realtime, available: true}]
  deliverables: [{name: email T1, owner: crm, due: 2026-12-01, status: todo}]
  effort_days: 4
  degraded: {missing: [quote.created], fallback: Fichier du soir}
trigger: {kind: event, event: quote.created, where: {gt: [amount, 1000]}}
audience: {eq: [city, Lyon]}
entry:
  reentry: never
  gap: P30D
  cap: {max: 2, per: P365D}
  group: welcome
  backfill: false
priority:
  class: commercial
  value: 80
  prevails_over: [relance-visite-site, {scenario: autre, when: {is_set: phone}, effect: exit}]
exit_when: {did: {event: order.placed}}
goal: {event: order.placed, where: {ge: [amount, 1]}, within: P14D, stay: false}
misfire: {late: PT2H, then: skip}
nodes:
  - {id: start, kind: trigger}
  - {id: w1, kind: wait, for: P2D}
  - {id: morning, kind: wait, until: {time: "09:00", weekdays: [mon, tue, wed, thu, fri]}}
  - {id: before, kind: wait, until: {attribute: appointment_at, offset: -P1D}, if_past: go}
  - {id: reply, kind: wait_event, event: form.sent, where: {is_set: mail}, timeout: P2D}
  - {id: big, kind: split, paths: [{path: vip, when: {gt: [amount, 5000]}}]}
  - {id: ab, kind: experiment, paths: [{path: a, share: 50}, {path: b, share: 50}]}
  - {id: t1, kind: message, channel: email, template: relance-devis-1, if_blocked: delay, ttl: P5D,
     category: commercial}
  - {id: t2, kind: message, channel: push, if_blocked: fallback, fallback: [sms, call], weight: 2.5,
     merge: devis}
  - {id: call, kind: task, queue: call-centre, label: Appeler, sla: P2D}
  - {id: tag, kind: update, set: {stage: relaunched}}
  - {id: end, kind: exit}
edges:
  - {from: start, to: t1}
  - {from: reply, path: event, to: end}
  - {from: reply, path: timeout, to: t2}
layout: {start: [0, 0], t1: [0, 120]}
"""

RULES = """
format: policy/1
timezone: Europe/Paris
caps:
  - {id: week-all, max: 1, per: P7D}
  - {id: email-day, max: 1, per: P1D, channels: [email]}
  - {id: month-all, max: 6, per: month, kind: calendar}
  - {id: by-contact, max: {when: [[{eq: [vip, true]}, 4]], else: 2}, per: P7D, categories: [commercial],
     scenarios: [a]}
gaps:
  - {id: gap-48h, min: PT48H}
  - {id: after-meeting, min: P2D, after: [meeting], channels: [email]}
score:
  threshold: 20
  decay: {half_life: P7D}
  weights: {meeting: 10, call: 8, mail: 4, sms: 3, email: 2, push: 1, onsite: 0.5}
exclusions:
  - {id: financed-3m, when: {did: {event: contract.signed, within: P3M}}, except: [welcome-financement]}
  - {id: open-dispute, when: {eq: [open_dispute, true]}, categories: [relationship, commercial]}
quiet_hours:
  - {channels: [sms], allow: {mon-sat: ["08:00-20:00"]}, holidays: FR}
  - {channels: [call], allow: {mon-fri: ["10:00-13:00", "14:00-20:00"]}, holidays: FR}
categories:
  transactional: {subject: false, counts: false}
  service: {subject: false, counts: true}
  relationship: {subject: true, counts: true}
  commercial: {subject: true, counts: true}
controls: {global: 0.05, per_scenario: 0.10}
unit: contact
pooling: {at: "08:00", categories: [commercial]}
reserve: P7D
protect: {week-all: {relationship: 1}}
"""


def days(count: int) -> Duration:
    return Duration(minutes=count * DAY)


def test_the_scenario_of_the_format_loads_whole():
    scenario = load_text(load_scenario, QUOTES)
    by_id = scenario.by_id
    assert scenario.sheet.kpis[0].within == days(14)
    assert scenario.sheet.deliverables[0].due is not None
    assert scenario.trigger == s.EventTrigger(
        event="quote.created", where=c.Compare(how=c.Comparison.GT, field="amount", value=1000)
    )
    assert scenario.priority.prevails_over[0] == s.Prevails(scenario="relance-visite-site")
    assert scenario.priority.prevails_over[1].effect is s.Effect.EXIT
    assert scenario.misfire == s.Misfire()
    assert by_id["morning"].until == s.UntilTime(time=time(9), weekdays=frozenset(range(5)))
    assert by_id["before"].until == s.UntilDate(attribute="appointment_at", offset=days(-1))
    assert by_id["t2"].fallback == (Channel.SMS, Channel.CALL)
    assert by_id["tag"].set == {"stage": "relaunched"}
    assert scenario.next_of["reply", "timeout"] == "t2"
    assert scenario.layout["t1"] == (0, 120)


def test_only_six_keys_are_needed():
    scenario = load_text(
        load_scenario, "{format: scenario/1, key: a, name: A, trigger: {kind: manual}, nodes: [], edges: []}"
    )
    assert scenario.entry == s.Entry()
    assert scenario.priority == s.Priority(class_=Category.COMMERCIAL, value=50)


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        (
            "{kind: enters, condition: {is_set: phone}, every: PT1H}",
            s.EntersTrigger(condition=c.IsSet(field="phone")),
        ),
        (
            "{kind: date, attribute: birth_date, offset: -P3D, at: 09:00, repeat: yearly}",
            s.DateTrigger(attribute="birth_date", offset=days(-3), yearly=True),
        ),
        (
            "{kind: date, attribute: due, offset: -P1M, repeat: never}",
            s.DateTrigger(attribute="due", offset=Duration(months=-1)),
        ),
        (
            "{kind: inactivity, event: order.placed, after: P180D}",
            s.InactivityTrigger(event="order.placed", after=days(180)),
        ),
        (
            "{kind: inactivity, event: x, own_rhythm: {factor: 1.0, lead: P7D, min_events: 3}}",
            s.InactivityTrigger(event="x", own_rhythm=s.OwnRhythm(lead=days(7))),
        ),
        ('{kind: schedule, cron: "0 9 * * MON"}', s.ScheduleTrigger(cron="0 9 * * MON")),
        ("{kind: manual}", s.ManualTrigger()),
    ],
)
def test_every_trigger_loads(text: str, trigger: s.Trigger):
    document = {**parse_yaml(QUOTES).data, "trigger": parse_yaml(text).data}
    assert load_scenario(document).trigger == trigger


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("all: [{is_set: a}, {is_set: b}]", c.All(parts=(c.IsSet(field="a"), c.IsSet(field="b")))),
        ("any: []", c.Any(parts=())),
        ("not: {is_set: a}", c.Not(part=c.IsSet(field="a"))),
        ("eq: [city, Lyon]", c.Compare(how=c.Comparison.EQ, field="city", value="Lyon")),
        ("ne: [vip, true]", c.Compare(how=c.Comparison.NE, field="vip", value=True)),
        ("gt: [age, 18]", c.Compare(how=c.Comparison.GT, field="age", value=18)),
        ("ge: [age, 18.5]", c.Compare(how=c.Comparison.GE, field="age", value=18.5)),
        ("lt: [on, 2026-12-01]", c.Compare(how=c.Comparison.LT, field="on", value="2026-12-01")),
        ("le: [postcode, 01000]", c.Compare(how=c.Comparison.LE, field="postcode", value="01000")),
        ("in: [stage, [prospect, lead]]", c.In(field="stage", values=("prospect", "lead"))),
        ("between: [score, 40, 60]", c.Between(field="score", low=40, high=60)),
        ("is_set: phone", c.IsSet(field="phone")),
        ("contains: [tags, vip]", c.Contains(field="tags", value="vip")),
        ('matches: [email, "*@example.com"]', c.Matches(field="email", pattern="*@example.com")),
        (
            "did: {event: order.placed, within: P90D, at_least: 2, where: {gt: [amount, 5]}}",
            c.Did(
                event="order.placed",
                within=days(90),
                at_least=2,
                where=c.Compare(how=c.Comparison.GT, field="amount", value=5),
            ),
        ),
        (
            "not_did: {event: order.placed, within: P6M}",
            c.NotDid(did=c.Did(event="order.placed", within=Duration(months=6))),
        ),
        ("in_segment: champions", c.InSegment(segment="champions")),
        ("consents: email", c.Consents(channel="email")),
    ],
)
def test_every_condition_loads(text: str, condition: c.Condition):
    assert read_condition(parse_yaml(text).data) == condition


def test_every_operator_of_the_domain_has_a_word():
    assert len(OPERATORS) == len(c.Condition.__args__) - 1 + len(c.Comparison)


def test_the_policy_of_the_format_loads_whole():
    policy = load_text(load_policy, RULES)
    assert policy.caps[0] == p.Cap(id="week-all", max=1, per=days(7))
    assert policy.caps[1].scope.channels == {Channel.EMAIL}
    assert policy.caps[2].per is p.Calendar.MONTH
    assert policy.caps[3].max.else_ == 2
    assert policy.gaps[0].min == Duration(minutes=48 * HOUR)
    assert policy.gaps[1].after == {Channel.MEETING}
    assert policy.gaps[1].scope == p.Scope(channels=frozenset({Channel.EMAIL}))
    assert policy.score.weights[Channel.ONSITE] == 0.5
    assert policy.exclusions[0].when.within == Duration(months=3)
    assert policy.exclusions[0].except_ == {"welcome-financement"}
    assert set(policy.quiet_hours[0].allow) == {0, 1, 2, 3, 4, 5}
    assert policy.quiet_hours[1].allow[4] == ((time(10), time(13)), (time(14), time(20)))
    assert policy.categories == p.DEFAULT_CATEGORIES
    assert policy.controls == p.Controls(global_=0.05, per_scenario=0.1)
    assert policy.protect == {"week-all": {Category.RELATIONSHIP: 1}}


@pytest.mark.parametrize(
    ("text", "decay"),
    [
        ("{half_life: P7D}", p.HalfLife(half_life=days(7))),
        ("{steps: [[P1D, 1.0], [P7D, 0.6]]}", p.Steps(steps=((days(1), 1.0), (days(7), 0.6)))),
        ("{linear: P30D}", p.Linear(over=days(30))),
    ],
)
def test_every_decay_loads(text: str, decay: p.Decay):
    policy = load_text(
        load_policy, f"{{format: policy/1, score: {{threshold: 9, decay: {text}, reading: sum}}}}"
    )
    assert policy.score == p.Score(threshold=9, decay=decay, reading=p.Reading.SUM)


@pytest.mark.parametrize(
    ("allow", "days", "written"),
    [
        ("{mon: [08:00-20:00]}", {0}, {"mon": ["08:00-20:00"]}),
        ("{sat-mon: ['22:00-06:00']}", {5, 6, 0}, {"mon": ["22:00-06:00"], "sat-sun": ["22:00-06:00"]}),
        ("{'mon,wed': ['08:00-24:00']}", {0, 2}, {"mon": ["08:00-24:00"], "wed": ["08:00-24:00"]}),
        ("{mon-fri: ['09:00-12:00'], sat: []}", {0, 1, 2, 3, 4, 5}, {"mon-fri": ["09:00-12:00"], "sat": []}),
        ("{}", set(), {}),
    ],
)
def test_spans_of_weekdays(allow: str, days: set[int], written: dict):
    policy = load_text(
        load_policy, f"{{format: policy/1, quiet_hours: [{{channels: [sms], allow: {allow}}}]}}"
    )
    assert set(policy.quiet_hours[0].allow) == days
    assert dump_policy(policy)["quiet_hours"][0]["allow"] == written


def test_quiet_hours_without_channels_hold_for_all():
    rules = {"format": "policy/1", "quiet_hours": [{"allow": {"mon-fri": ["09:00-18:00"]}}]}
    policy = load_policy(rules)
    assert policy.quiet_hours[0].channels == frozenset(Channel)
    assert dump_policy(policy) == rules


def test_a_category_keeps_its_default_where_half_of_it_is_given():
    policy = load_policy({"format": "policy/1", "categories": {"service": {"counts": False}}})
    assert policy.rule_of(Category.SERVICE) == p.CategoryRule(subject=False, counts=False)
    assert policy.rule_of(Category.COMMERCIAL) == p.CategoryRule(subject=True, counts=True)


def test_data_segments_plan_and_templates_load():
    data = load_text(
        load_data,
        "{format: data/1, attributes: {city: {type: text, mutability: fixed, label: {fr: Ville, en: City}}},"
        " events: {order.placed: {properties: {amount: number}, label: Order}, visit: }}",
    )
    assert data.declared
    assert data.events["visit"].properties == {}
    segments = load_text(
        load_segments, "segments: {champions: {name: Champions, condition: {gt: [orders, 5]}}}"
    )
    assert segments["champions"].key == "champions"
    plan = load_text(
        load_plan,
        "format: plan/1\ncampaigns:\n  - {key: soldes-hiver, kind: promotion, channel: email,"
        " at: [2027-01-06T08:00:00Z], priority: 20, with: {a: combine, b: {postpone: P3D}}}",
    )
    assert plan.campaigns[0].at[0].isoformat() == "2027-01-06T08:00:00+00:00"
    assert plan.campaigns[0].with_ == {"a": Together.COMBINE, "b": Postpone(by=days(3))}
    template = load_text(
        load_template,
        "{format: message/1, key: t1, channel: email, name: T1, subject: {fr: Bonjour}, body: Bonjour,"
        " cta: {label: Voir, url: 'https://example.com'}}",
    )
    assert template.cta.url == "https://example.com"


def test_a_segment_that_needs_itself_is_refused():
    with pytest.raises(DocumentError, match="a → b → a"):
        load_segments(
            {"segments": {"a": {"condition": {"in_segment": "b"}}, "b": {"condition": {"in_segment": "a"}}}}
        )
