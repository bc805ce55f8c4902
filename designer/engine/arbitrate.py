"""Arbitration: of the messages due at one minute, which leave, and what becomes of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from designer.domain.channel import ADDRESS, Category, Channel
from designer.domain.contact import Event, has_consented
from designer.domain.enrolment import Decision, Dispatch, Enrolment, Send, Standing, Verdict, send_key
from designer.domain.pressure import length
from designer.domain.scenario import NEXT, IfBlocked, Late, Message, Scenario
from designer.domain.time import Minute, shift
from designer.engine.desk import Desk, Dossier
from designer.engine.draws import TO_RANK, draw, identity
from designer.engine.order import in_order
from designer.engine.pressure import Bench, Excluded, Pressure, Quiet, Wanted, first_blocking, first_free
from designer.engine.reserve import reserved
from designer.engine.steps import go_on, node_of


@dataclass(kw_only=True, eq=False)
class Candidate:
    """A message that asks to leave at this minute."""

    dossier: Dossier
    enrolment: Enrolment
    scenario: Scenario
    message: Message
    category: Category
    #: The last minute at which it still has its sense.
    deadline: Minute
    #: Held out by a control group: it goes through everything and does not leave.
    ghost: bool

    @property
    def key(self) -> str:
        """The key under which it can leave once."""
        one = self.enrolment
        return send_key(one.scenario, one.version, self.message.id, one.contact, one.entry, one.visit)


@dataclass(kw_only=True)
class Host:
    """A dispatch accepted at this minute, and the templates that travel in it."""

    candidate: Candidate
    wanted: Wanted
    send: Send
    templates: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Block:
    """Why a message may not leave now."""

    rule: str
    fillers: Sequence[Send] = ()
    #: No minute is known that lifts it.
    lasting: bool = False


def arbitrate(desk: Desk, minute: Minute) -> None:
    """Decide every message that is due, the one that passes first, first."""
    candidates = _candidates(desk, minute)
    hosts: list[Host] = []
    onward: list[tuple[Candidate, Minute]] = []
    for candidate in _ranked(desk, candidates):
        due = candidate.enrolment.due
        assert due is not None
        if _decide(desk, candidate, minute, hosts):
            onward.append((candidate, min(due, minute)))
        desk.changed(candidate.enrolment)
    for host in hosts:
        if not host.send.ghost:
            _dispatch(desk, host)
    for candidate, due in onward:
        go_on(desk, candidate.dossier, candidate.enrolment, NEXT, minute, due)


# ── Who asks, and in which order ────────────────────────────────────────────────────────────────────────


def _candidates(desk: Desk, minute: Minute) -> list[Candidate]:
    found = []
    for dossier in desk.dossiers:
        for enrolment in dossier.moving():
            if enrolment.due is None or (enrolment.due > minute and not dossier.fresh):
                continue
            node = node_of(dossier, enrolment)
            if not isinstance(node, Message):
                continue
            candidate = _candidate(desk, dossier, enrolment, node)
            if enrolment.due <= minute or _is_lost(candidate):
                found.append(candidate)
        dossier.fresh = False
    return found


def _candidate(desk: Desk, dossier: Dossier, enrolment: Enrolment, message: Message) -> Candidate:
    scenario = dossier.scenario_of(enrolment)
    category = scenario.category_of(message)
    planned = enrolment.planned_at if enrolment.planned_at is not None else enrolment.arrived_at
    return Candidate(
        dossier=dossier,
        enrolment=enrolment,
        scenario=scenario,
        message=message,
        category=category,
        deadline=shift(planned, message.ttl, dossier.facts.zone),
        # a control group measures what the rules may hold back; a receipt or a reminder is due to everyone
        ghost=enrolment.control and desk.book.policy.rule_of(category).subject,
    )


def _is_lost(candidate: Candidate) -> bool:
    """Whether a delayed message need not wait for its next try: its channel is closed for good."""
    return candidate.enrolment.attempts > 0 and _barred(candidate, candidate.message.channel) is not None


def _ranked(desk: Desk, candidates: list[Candidate]) -> list[Candidate]:
    if len(candidates) < 2:
        return candidates

    def rank(one: Candidate) -> tuple[int, int, Minute, Minute, float]:
        priority, contact = one.scenario.priority, one.enrolment.contact
        # members of a household that are otherwise equal: the least recently contacted first
        last = desk.last_contact(contact)
        return (
            priority.class_.rank,
            -priority.value,
            one.deadline,
            -1 if last is None else last,
            draw(
                *identity(desk.book.seed, contact),
                *identity(one.scenario.key, one.message.id),
                one.enrolment.entry,
                TO_RANK,
            ),
        )

    return in_order(sorted(candidates, key=rank), lambda a, b: _prevails(desk, a, b))


def _prevails(desk: Desk, one: Candidate, other: Candidate) -> bool:
    return one.dossier is other.dossier and desk.book.prevails_over(
        one.scenario, other.scenario.key, one.dossier.facts
    )


# ── One message ─────────────────────────────────────────────────────────────────────────────────────────


def _decide(desk: Desk, candidate: Candidate, minute: Minute, hosts: list[Host]) -> bool:
    """Decide one message; true when the enrolment goes on from here."""
    enrolment, message = candidate.enrolment, candidate.message
    assert enrolment.due is not None
    misfire = candidate.scenario.misfire
    if enrolment.skip_next:
        enrolment.skip_next = False
        _note(desk, candidate, minute, Verdict.SKIPPED, Block(rule="if-past"))
        return True
    if minute - enrolment.due > length(misfire.late) and misfire.then is Late.SKIP:
        _note(desk, candidate, minute, Verdict.SKIPPED, Block(rule="misfire"))
        return True
    channels = [message.channel]
    if message.if_blocked is IfBlocked.FALLBACK:
        channels += message.fallback
    block, tried = Block(rule=""), message.channel
    for place, channel in enumerate(channels):
        if place:
            _note(desk, candidate, minute, Verdict.FALLBACK, block, channel=tried)
        found = _try(desk, candidate, channel, minute, hosts)
        if found is None:
            return True
        block, tried = found, channel
    match message.if_blocked:
        case IfBlocked.DELAY:
            return _delay(desk, candidate, minute, block)
        case IfBlocked.EXIT:
            _note(desk, candidate, minute, Verdict.EXITED, block)
            reason = f"blocked:{block.rule}"
            desk.leave(candidate.dossier, enrolment, Standing.EXITED, reason, minute)
            return False
        case _:
            _note(desk, candidate, minute, Verdict.SKIPPED, block, channel=tried)
            return True


def _try(
    desk: Desk, candidate: Candidate, channel: Channel, minute: Minute, hosts: list[Host]
) -> Block | None:
    """Send on this channel, or join a message that leaves, or say what forbids it."""
    barred = _barred(candidate, channel)
    if barred is not None:
        return Block(rule=barred, lasting=True)
    wanted = _wanted(desk, candidate, channel)
    for host in hosts:
        if _joins(desk, candidate, wanted, host, minute):
            _merge(desk, candidate, wanted, host, minute)
            return None
    blocking = first_blocking(desk.book.rules.of(wanted), minute, wanted, _bench(desk, candidate, minute))
    if blocking is not None:
        rule, fillers = blocking
        return Block(rule=rule.id, fillers=fillers)
    hosts.append(_send(desk, candidate, wanted, minute))
    return None


def _wanted(desk: Desk, candidate: Candidate, channel: Channel) -> Wanted:
    weight = candidate.message.weight
    return Wanted(
        channel=channel,
        category=candidate.category,
        scenario=candidate.scenario.key,
        weight=desk.book.rules.weight_of(channel) if weight is None else weight,
    )


def _bench(desk: Desk, candidate: Candidate, minute: Minute) -> Bench:
    sends: Sequence[Send] = desk.ledger(ghost=candidate.ghost)
    if desk.book.policy.reserve is not None:
        sends = [
            *sends,
            *reserved(desk, candidate.enrolment, candidate.scenario, minute, ghost=candidate.ghost),
        ]
    return Bench(sends=sends, facts=candidate.dossier.facts, limit=max(candidate.deadline, minute))


def _barred(candidate: Candidate, channel: Channel) -> str | None:
    """What closes the channel to this contact whatever the minute, and whatever the category's exemptions."""
    person = candidate.dossier.person
    if candidate.category.needs_consent and not has_consented(person.attributes, channel.value):
        return "consent"
    address = ADDRESS.get(channel)
    if address is not None and not person.attributes.get(address):
        return "no-address"
    return "suppressed" if channel in person.suppressed else None


def _send(desk: Desk, candidate: Candidate, wanted: Wanted, minute: Minute) -> Host:
    enrolment, message = candidate.enrolment, candidate.message
    send = Send(
        key=candidate.key,
        contact=enrolment.contact,
        at=minute,
        channels=frozenset((wanted.channel,)),
        category=candidate.category,
        weight=wanted.weight,
        counts=desk.book.policy.rule_of(candidate.category).counts,
        scenario=enrolment.scenario,
        node=message.id,
        ghost=candidate.ghost,
    )
    desk.record(send)
    verdict = Verdict.CONTROL if candidate.ghost else Verdict.SENT
    block = Block(rule="control") if candidate.ghost else None
    _note(desk, candidate, minute, verdict, block, channel=wanted.channel, key=send.key)
    templates = [message.template] if message.template else []
    return Host(candidate=candidate, wanted=wanted, send=send, templates=templates)


def _dispatch(desk: Desk, host: Host) -> None:
    """Hand the message over, and let its receipt be an event of the contact."""
    candidate, send = host.candidate, host.send
    enrolment = candidate.enrolment
    desk.outcome.dispatches.append(
        Dispatch(
            send=send,
            version=enrolment.version,
            entry=enrolment.entry,
            visit=enrolment.visit,
            channel=host.wanted.channel,
            templates=tuple(host.templates),
            event=enrolment.event,
        )
    )
    properties = {
        "scenario": enrolment.scenario,
        "node": candidate.message.id,
        "channel": host.wanted.channel.value,
        "category": candidate.category.value,
    }
    if candidate.message.template:
        properties["template"] = candidate.message.template
    receipt = Event(
        id=f"{send.key}#sent",
        contact=enrolment.contact,
        name="message.sent",
        at=send.at * 60,
        minute=send.at,
        properties=dict(properties),
    )
    desk.add_event(candidate.dossier, receipt)


# ── Merging ─────────────────────────────────────────────────────────────────────────────────────────────


def _joins(desk: Desk, candidate: Candidate, wanted: Wanted, host: Host, minute: Minute) -> bool:
    """Whether a message may travel in one that leaves: same contact, group and channel, no rule broken.

    The dispatch is counted once, as the host; a rule that looks at the guest and not at the host would not
    see it, so that such a guest travels alone.
    """
    group = candidate.message.merge
    if (
        group is None
        or group != host.candidate.message.merge
        or wanted.channel is not host.wanted.channel
        or candidate.dossier is not host.candidate.dossier
        or candidate.ghost != host.send.ghost
    ):
        return False
    looked_at = desk.book.rules.of(host.wanted)
    bench = _bench(desk, candidate, minute)
    for rule in desk.book.rules.of(wanted):
        if isinstance(rule, Excluded | Quiet):
            if rule.next_free(minute, wanted, bench) != minute:
                return False
        elif rule not in looked_at:
            return False
        elif isinstance(rule, Pressure) and wanted.weight > host.send.weight:
            without = Bench(
                sends=[send for send in bench.sends if send.key != host.send.key],
                facts=bench.facts,
                limit=minute,
            )
            if rule.next_free(minute, wanted, without) != minute:
                return False
    return True


def _merge(desk: Desk, candidate: Candidate, wanted: Wanted, host: Host, minute: Minute) -> None:
    if wanted.weight > host.send.weight:
        host.send = desk.reweigh(host.send, wanted.weight)
    if candidate.message.template:
        host.templates.append(candidate.message.template)
    _note(desk, candidate, minute, Verdict.MERGED, None, channel=wanted.channel, key=host.send.key)


# ── Being late ──────────────────────────────────────────────────────────────────────────────────────────


def _delay(desk: Desk, candidate: Candidate, minute: Minute, block: Block) -> bool:
    """Wait for the first minute that every rule allows; true when there is none and the journey goes on."""
    wanted = _wanted(desk, candidate, candidate.message.channel)
    rules = desk.book.rules.of(wanted)
    pooled = desk.book.rules.pooled(wanted)
    free = None
    if not block.lasting and minute < candidate.deadline:
        free = first_free(
            (*rules, pooled) if pooled else rules, minute, wanted, _bench(desk, candidate, minute)
        )
    if free is None:
        _note(desk, candidate, minute, Verdict.SKIPPED, block)
        return True
    _note(desk, candidate, minute, Verdict.DELAYED, block, next_at=free)
    candidate.enrolment.due = free
    return False


def _note(
    desk: Desk,
    candidate: Candidate,
    minute: Minute,
    verdict: Verdict,
    block: Block | None,
    *,
    channel: Channel | None = None,
    next_at: Minute | None = None,
    key: str | None = None,
) -> None:
    enrolment = candidate.enrolment
    enrolment.attempts += 1
    assert enrolment.due is not None
    planned = enrolment.planned_at
    desk.outcome.decisions.append(
        Decision(
            contact=enrolment.contact,
            at=minute,
            scenario=enrolment.scenario,
            version=enrolment.version,
            entry=enrolment.entry,
            node=candidate.message.id,
            visit=enrolment.visit,
            attempt=enrolment.attempts,
            channel=channel or candidate.message.channel,
            category=candidate.category,
            verdict=verdict,
            due_at=enrolment.due if planned is None else planned,
            rule=block.rule if block else None,
            blocked_by=tuple(send.reference for send in block.fillers) if block else (),
            next_at=next_at,
            send_key=key,
            inversion=block is not None and _is_inverted(desk, candidate, block, minute),
        )
    )


def _is_inverted(desk: Desk, candidate: Candidate, block: Block, minute: Minute) -> bool:
    """Whether a message that prevails less left before and so holds this one back."""
    standings = desk.book.standings
    own = standings[candidate.scenario.key]
    return any(
        send.at < minute and send.scenario is not None and standings.get(send.scenario, own) > own
        for send in block.fillers
    )
