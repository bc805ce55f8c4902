"""Simulations: asked for, run beside the pages, kept under a name, compared, never overwritten.

A run goes on in a thread of the process that was asked. How far it is stands in the database, so that every
page and every process can tell; one whose process is gone is said to be interrupted. What it was made of is
kept with it: the same question asked again of the same contacts gives the same answer.
"""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask, current_app
from sqlalchemy import Text, cast, delete, func, not_, or_, select, update
from sqlalchemy.orm import undefer

from designer.domain import campaigns
from designer.domain.channel import SENDING, Channel
from designer.domain.condition import Value
from designer.domain.errors import BadInput, DesignerError, NotFound, Refused
from designer.domain.policy import CountingUnit
from designer.domain.portfolio import Portfolio
from designer.domain.time import Minute, to_minute
from designer.engine.rulebook import Intake, Rulebook
from designer.store import codec, documents, workspace
from designer.store.database import db, writing
from designer.store.models import (
    ContactRow,
    EventRow,
    ScenarioRow,
    ScenarioVersion,
    SimulationRow,
    Suppression,
)
from designer.store.values import from_json

if TYPE_CHECKING:
    from designer.engine.behaviour import Behaviours, Rates
    from designer.engine.columns import Base
    from designer.engine.simulate import Result
    from designer.engine.story import Story

log = structlog.get_logger(__name__)

#: States of a run that may still come to something, and of one that will not.
OPEN = ("queued", "running")
STATES = (*OPEN, "done", "failed", "cancelled", "interrupted")
#: Days that one simulation may cover.
MOST_DAYS = 731
#: Rates of a message that may be given by hand, as fractions of one.
RATES = ("delivered", "opened", "clicked", "replied", "converted", "unsubscribed")
SOURCES = ("drafts", "live")
BEHAVIOURS = ("sheet", "history", "hand", "none")
#: Where the events of the simulated days come from.
FACTS = ("known", "replay", "rates")

#: Real seconds between two words of a run to the database, and without one before it is taken for dead.
_BEAT_S = 0.5
_DEAD_S = 30.0
#: Events that the product brings about itself.
_OWN = ("message.", "task.")
#: Results that are kept read.
_READ = 6


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is simulated."""

    #: The first day, from 00:00 UTC.
    start: date
    days: int
    seed: int = 1
    #: ``drafts``: the scenarios as they are drawn; ``live``: the versions that take entries.
    source: str = "drafts"
    #: Keys of scenarios and campaigns that do not take part.
    left_out: tuple[str, ...] = ()
    #: Rule -> what is changed of it: ``{"max": 1}``, ``{"min": "PT24H"}``, ``{"threshold": 10}`` or
    #: ``{"off": True}``.
    policy: Mapping[str, Any] = field(default_factory=dict)
    #: How contacts react: as the sheets expect, as they did, as is said by hand, or not at all.
    behaviour: str = "sheet"
    #: By hand: channel -> rate -> fraction of one.
    rates: Mapping[str, Any] = field(default_factory=dict)
    #: ``known``: the events that are recorded of these days; ``replay``: those of as many days before the
    #: start; ``rates``: as often as each contact has had them.
    events: str = "known"

    @property
    def first(self) -> Minute:
        """The first minute."""
        return to_minute(datetime.fromisoformat(f"{self.start.isoformat()}T00:00+00:00"))

    @property
    def last_day(self) -> date:
        """The last day that is simulated."""
        return self.start + timedelta(days=self.days - 1)

    def to_json(self) -> dict[str, Any]:
        """As it is stored and as the API tells it."""
        told = asdict(self)
        told["from"] = told.pop("start").isoformat()
        told["scenarios"] = told.pop("source")
        told["leave_out"] = list(told.pop("left_out"))
        return told

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Question:
        """The question of a stored one. Raises ``BadInput`` for a word or a figure that cannot be."""
        try:
            start = date.fromisoformat(str(told["from"])[:10])
        except (KeyError, ValueError):
            raise BadInput(f"'{told.get('from')}' is no day to start from; write it as 1998-03-01.") from None
        question = cls(
            start=start,
            days=_whole(told, "days", 90),
            seed=_whole(told, "seed", 1),
            source=str(told.get("scenarios", "drafts")),
            left_out=tuple(str(key) for key in told.get("leave_out") or ()),
            policy=told.get("policy") or {},
            behaviour=str(told.get("behaviour", "sheet")),
            rates=told.get("rates") or {},
            events=str(told.get("events", "known")),
        )
        question._check()
        return question

    def _check(self) -> None:
        if not 1970 <= self.start.year <= 2100:
            raise BadInput(f"A simulation starts between 1970 and 2100, not on {self.start}.")
        if not 1 <= self.days <= MOST_DAYS:
            raise BadInput(f"A simulation covers 1 to {MOST_DAYS} days, not {self.days}.")
        if not 0 <= self.seed < 1 << 53:
            raise BadInput("A seed is a whole number from 0 to 9007199254740991.")
        for word, known in (
            (self.source, SOURCES),
            (self.behaviour, BEHAVIOURS),
            (self.events, FACTS),
        ):
            if word not in known:
                raise BadInput(f"'{word:.40}' is none of {', '.join(known)}.")
        channels = {channel.value for channel in SENDING}
        if not isinstance(self.rates, Mapping):
            raise BadInput("Rates are given by channel.")
        for channel, rates in self.rates.items():
            if channel not in channels or not isinstance(rates, Mapping):
                raise BadInput(f"'{channel:.40}' is no channel that messages leave on.")
            for name, rate in rates.items():
                if name not in RATES or not isinstance(rate, (int, float)) or not 0 <= rate <= 1:
                    raise BadInput(f"The rate '{name:.40}' of {channel} is a fraction between 0 and 1.")


def _whole(told: Mapping[str, Any], name: str, default: int) -> int:
    value = told.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadInput(f"'{name}' is a whole number, not '{value!s:.40}'.")
    return value


@dataclass(frozen=True, kw_only=True)
class Run:
    """One simulation as lists and pages show it."""

    id: int
    name: str
    state: str
    question: Question
    done: int
    total: int
    #: The totals, once it is done.
    summary: Mapping[str, Any] | None
    error: str | None
    made: datetime
    ended: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it may still come to something."""
        return self.state in OPEN


# ── What is known ───────────────────────────────────────────────────────────────────────────────────────


def list_all() -> list[Run]:
    """Every simulation, the newest first."""
    _bury()
    rows = db.session.scalars(
        select(SimulationRow).order_by(SimulationRow.id.desc()).execution_options(populate_existing=True)
    )
    return [_run(row) for row in rows]


def get(id_: int) -> Run:
    """One simulation. Raises ``NotFound``."""
    _bury()
    return _run(_row(id_))


def _row(id_: int, *, whole: bool = False) -> SimulationRow:
    query = select(SimulationRow).where(SimulationRow.id == id_).execution_options(populate_existing=True)
    if whole:
        query = query.options(undefer(SimulationRow.content), undefer(SimulationRow.documents))
    row = db.session.scalar(query) if 0 <= id_ < 1 << 53 else None
    if row is None:
        raise NotFound(f"There is no simulation {id_}; the list of simulations shows those there are.")
    return row


def _run(row: SimulationRow) -> Run:
    return Run(
        id=row.id,
        name=row.name,
        state=row.state,
        question=Question.from_json(row.question),
        done=row.done,
        total=row.total,
        summary=row.summary,
        error=row.error,
        made=workspace.instant(row.made_real),
        ended=None if row.ended_real is None else workspace.instant(row.ended_real),
    )


_results: dict[tuple[str, int], Result] = {}
_results_lock = Lock()


def result(id_: int) -> Result:
    """What a finished simulation came to. Raises ``NotFound``, and ``Refused`` while there is no result."""
    from designer.engine.simulate import Result

    place = (str(db.engine.url), id_)
    with _results_lock:
        known = _results.pop(place, None)
        if known is not None:
            _results[place] = known
    if known is not None and db.session.scalar(select(SimulationRow.id).where(SimulationRow.id == id_)):
        return known
    row = _row(id_, whole=True)
    if row.state != "done" or row.content is None:
        raise Refused(f"The simulation {id_} has no result: it is {row.state}.")
    read = Result.from_bytes(row.content)
    with _results_lock:
        _results[place] = read
        while len(_results) > _READ:
            del _results[next(iter(_results))]
    return read


def proved(id_: int) -> Mapping[str, Mapping[str, Any]]:
    """What the proof said of the same documents, by rule: ``limit``, ``worst``, ``most``, ``verdict``."""
    found: Mapping[str, Mapping[str, Any]] | None = db.session.scalar(
        select(SimulationRow.proved).where(SimulationRow.id == id_)
    )
    return found or {}


def papers(id_: int) -> Mapping[str, Any]:
    """The documents that were simulated: ``scenarios``, ``policy``, ``segments``, ``data``, ``plan``.

    Raises ``NotFound``.
    """
    kept: Mapping[str, Any] = _row(id_, whole=True).documents
    return kept


def scenario_of(id_: int, key: str) -> Mapping[str, Any]:
    """The document of a scenario as it was simulated. Raises ``NotFound``."""
    for document in papers(id_)["scenarios"]:
        if document.get("key") == key:
            found: Mapping[str, Any] = document
            return found
    raise NotFound(f"The simulation {id_} has no scenario '{key:.200}'.")


# ── Asking ──────────────────────────────────────────────────────────────────────────────────────────────


def ask(question: Question, name: str = "") -> Run:
    """Ask for a simulation: it is kept, and starts beside the caller when its turn has come.

    A name that is taken already gets a number. Raises ``BadInput`` and ``DocumentError`` when the question
    cannot be simulated.
    """
    return _ask(question, name, _papers(question))


def again(id_: int, instead: Mapping[str, Any], name: str = "") -> Run:
    """Run a simulation again, one scenario's document in the place of its own: all else is as it was kept.

    Raises ``NotFound``, ``DocumentError``.
    """
    run, kept = get(id_), papers(id_)
    scenarios = [instead if one.get("key") == instead.get("key") else one for one in kept["scenarios"]]
    return _ask(run.question, name or run.name, {**kept, "scenarios": scenarios})


def _ask(question: Question, name: str, kept: dict[str, Any]) -> Run:
    name = " ".join(name.split())[:200]
    _portfolio(kept)
    with writing() as session:
        row = SimulationRow(
            name=_free(name) if name else "",
            state="queued",
            question=question.to_json(),
            documents=kept,
            done=0,
            total=session.scalar(select(func.count()).select_from(ContactRow)) or 0,
            cancel=False,
            owner=_me(),
            beat_real=workspace.real_now(),
            made_real=workspace.real_now(),
        )
        session.add(row)
        session.flush()
        made = row.id
        if not name:
            row.name = _free(f"Simulation {made}")
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    Thread(target=_beside, args=(app, made, Event()), name=f"simulation-{made}", daemon=True).start()
    return get(made)


def _free(name: str, number: int = 1) -> str:
    wanted = name if number == 1 else f"{name} ({number})"
    taken = db.session.scalar(select(SimulationRow.id).where(SimulationRow.name == wanted))
    return wanted if taken is None else _free(name, number + 1)


def rename(id_: int, name: str) -> Run:
    """Give a simulation another name. Raises ``NotFound``, ``BadInput``, ``Refused`` for a taken one."""
    name = " ".join(name.split())[:200]
    if not name:
        raise BadInput("A simulation needs a name; write what it tries.")
    with writing() as session:
        row = _row(id_)
        other = select(SimulationRow.id).where(SimulationRow.name == name, SimulationRow.id != id_)
        if session.scalar(other) is not None:
            raise Refused(f"Another simulation is called '{name}'; choose another name.")
        row.name = name
    return get(id_)


def remove(id_: int) -> None:
    """Forget a simulation; one under way is stopped first. Raises ``NotFound``."""
    with writing() as session:
        _row(id_)
        session.execute(delete(SimulationRow).where(SimulationRow.id == id_))
    with _results_lock:
        _results.pop((str(db.engine.url), id_), None)


def cancel(id_: int) -> Run:
    """Ask a simulation under way to stop. Raises ``NotFound``, ``Refused`` when it is over."""
    with writing():
        row = _row(id_)
        if row.state not in OPEN:
            raise Refused(f"The simulation '{row.name}' is over already: it is {row.state}.")
        row.cancel = True
    return get(id_)


# ── What is simulated ───────────────────────────────────────────────────────────────────────────────────


def _papers(question: Question) -> dict[str, Any]:
    """Every document as it is simulated, as JSON."""
    numbered = _drawn() if question.source == "drafts" else _published()
    plan = dict(documents.get("plan").document)
    plan["campaigns"] = [
        campaign for campaign in plan.get("campaigns") or () if campaign.get("key") not in question.left_out
    ]
    taking_part = [
        (document, number) for document, number in numbered if document["key"] not in question.left_out
    ]
    scenarios = [document for document, _number in taking_part]
    if not scenarios and not plan["campaigns"]:
        raise BadInput("Nothing takes part in this simulation; choose a scenario at least.")
    return {
        "scenarios": scenarios,
        "versions": {document["key"]: number for document, number in taking_part},
        "policy": changed(documents.get("policy").document, question.policy),
        "segments": documents.get("segments").document,
        "data": documents.get("data").document,
        "declared": bool(documents.get("data").revision),
        "plan": plan,
    }


def _drawn() -> list[tuple[dict[str, Any], int]]:
    """Each scenario as it is drawn, as if it were published for the first time."""
    return [(codec.dump_scenario(record), 1) for record in documents.portfolio().scenarios]


def _published() -> list[tuple[dict[str, Any], int]]:
    """Each live scenario with the number of the version that takes entries."""
    rows = db.session.execute(
        select(ScenarioVersion.document, ScenarioVersion.number)
        .join(
            ScenarioRow,
            (ScenarioRow.key == ScenarioVersion.scenario)
            & (ScenarioRow.entry_version == ScenarioVersion.number),
        )
        .where(ScenarioRow.state == "live")
        .order_by(ScenarioRow.position, ScenarioRow.key)
    )
    return [(dict(document), number) for document, number in rows]


def changed(policy: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A policy document with some of its rules changed or left out.

    Raises ``BadInput`` for a rule that the policy has not, or a change that the rule cannot have.
    """
    told = dict(policy)
    known = rules_of(policy)
    if not isinstance(changes, Mapping):
        raise BadInput("Changes of the policy are given by rule.")
    for rule, change in changes.items():
        if rule not in known:
            raise BadInput(f"The policy has no rule '{rule:.80}'; it has {', '.join(known) or 'none'}.")
        if not isinstance(change, Mapping) or set(change) - {"off", known[rule]}:
            raise BadInput(f"Of the rule '{rule}' one can change '{known[rule]}', or leave it out ('off').")
        off = change.get("off") is True
        if rule == "score":
            told["score"] = {**policy["score"], **change}
            if off:
                del told["score"]
            continue
        kind = "caps" if known[rule] == "max" else "gaps"
        told[kind] = [
            {**row, **{name: value for name, value in change.items() if name != "off"}}
            if row.get("id") == rule
            else row
            for row in told[kind]
            if not (off and row.get("id") == rule)
        ]
        if off and rule in (told.get("protect") or {}):
            told["protect"] = {name: row for name, row in told["protect"].items() if name != rule}
    codec.policy(told)
    return told


def rules_of(policy: Mapping[str, Any]) -> dict[str, str]:
    """The rules of a policy document that a simulation can change, each with the name of its figure."""
    found = {str(row["id"]): "max" for row in policy.get("caps") or ()}
    found |= {str(row["id"]): "min" for row in policy.get("gaps") or ()}
    if policy.get("score"):
        found["score"] = "threshold"
    return found


def _portfolio(kept: Mapping[str, Any]) -> Portfolio:
    """The records of the documents of a simulation. Raises ``DocumentError``."""
    return Portfolio(
        scenarios=tuple(codec.scenario(document) for document in kept["scenarios"]),
        policy=codec.policy(kept["policy"]),
        segments=codec.segments(kept["segments"]),
        segments_declared=True,
        data=replace(documents.data()) if not kept["declared"] else codec.data(kept["data"]),
        plan=codec.plan(kept["plan"]),
        templates=None,
    )


def base(start: Minute, only: str | None = None) -> Base:
    """Everybody (or one contact) with everything that is known of them, as columns.

    From ``start`` on, what the product itself brought about (its messages, its tasks, and the answers to
    them) is left out: the simulation brings about its own.
    """
    from designer.engine.columns import Base

    read = _Reader()
    people = select(ContactRow.id, cast(ContactRow.attributes, Text))
    facts = select(
        EventRow.contact,
        EventRow.name,
        EventRow.at,
        EventRow.minute,
        EventRow.id,
        cast(EventRow.properties, Text),
    ).where(or_(EventRow.minute < start, not_(or_(*(EventRow.name.startswith(own) for own in _OWN)))))
    shut = select(Suppression.contact, Suppression.channel).where(Suppression.at < start)
    if only is not None:
        people = people.where(ContactRow.id == only)
        facts = facts.where(EventRow.contact == only)
        shut = shut.where(Suppression.contact == only)
    closed: dict[str, int] = {}
    places = {channel.value: place for place, channel in enumerate(Channel)}
    for contact, channel in db.session.execute(shut):
        closed[contact] = closed.get(contact, 0) | 1 << places[channel]
    return Base.of_records(
        [(id_, read[text]) for id_, text in db.session.execute(people)],
        [(*row[:5], read[row[5]]) for row in db.session.execute(facts)],
        closed,
    )


class _Reader(dict[str, dict[str, Value]]):
    """Values by the text they are stored as: the same text is read once."""

    def __missing__(self, text: str) -> dict[str, Value]:
        self[text] = read = from_json(json.loads(text))
        return read


def rulebook(kept: Mapping[str, Any], question: Question) -> Rulebook:
    """The rulebook of a simulation: everything takes entries from its first minute on."""
    portfolio = _portfolio(kept)
    taken = {record.key for record in portfolio.scenarios}
    plan = campaigns.running(portfolio.plan, taken)
    numbers = kept.get("versions") or {}
    versions = {
        (record.key, numbers.get(record.key, 1)): campaigns.beside(record, plan)
        for record in portfolio.scenarios
    }
    versions |= {(record.key, campaigns.VERSION): record for record in campaigns.scenarios_of(plan)}
    return Rulebook(
        versions=versions,
        intakes={key: Intake(version=number, published_at=question.first) for key, number in versions},
        policy=portfolio.policy,
        segments=portfolio.segments,
        data=portfolio.data,
        seed=str(question.seed),
    )


def behaviours(question: Question, book: Rulebook, everybody: Base) -> Behaviours:
    """How contacts react, as the question says."""
    from designer.engine.behaviour import NOBODY, Behaviours, Rates, measured
    from designer.engine.membership import members

    if question.behaviour == "none":
        return NOBODY
    if question.behaviour == "hand":
        return Behaviours(
            channels={Channel(channel): Rates(**rates) for channel, rates in question.rates.items()}
        )
    if question.behaviour == "history":
        names = tuple(book.segments)
        inside = members(everybody, book, names, question.first - 1).astype(bool)
        columns = {name: inside[:, place] for place, name in enumerate(names)}
        return measured(everybody, question.first, columns).behaviours()
    return Behaviours()


def _written(measured: Mapping[tuple[str, Channel], Rates]) -> list[dict[str, Any]]:
    """Measured rates as they are kept with the result."""
    return [
        {"segment": segment, "channel": channel.value, **asdict(rates)}
        for (segment, channel), rates in measured.items()
    ]


def _measured(rows: Sequence[Mapping[str, Any]]) -> Behaviours:
    from designer.engine.behaviour import Behaviours, Rates

    return Behaviours(
        measured={
            (row["segment"], Channel(row["channel"])): Rates(
                **{name: rate for name, rate in row.items() if name not in ("segment", "channel")}
            )
            for row in rows
        }
    )


def work(
    kept: Mapping[str, Any],
    question: Question,
    told: Callable[[int, int], None],
    stopped: Callable[[], bool],
) -> Result:
    """Let the days pass over everybody; ``told`` hears how many contacts are done, of how many."""
    from designer.engine import simulate as engine

    everybody = base(question.first)
    # Planning takes long: what was read is not kept from others meanwhile.
    db.session.commit()
    book = rulebook(kept, question)
    reacting = behaviours(question, book, everybody)
    try:
        found = engine.simulate(
            everybody,
            book,
            start=question.first,
            days=question.days,
            behaviours=reacting,
            events=question.events,
            progress=told,
            cancelled=stopped,
        )
    except engine.Stopped:
        raise _Stopped from None
    if reacting.measured:
        found.summary["measured"] = _written(reacting.measured)
    return found


def story(id_: int, contact: str) -> Story:
    """What one contact lived through in a simulation: planned again by itself, with the same draws.

    Raises ``NotFound`` when there is no such contact, ``Refused`` when the simulation has no result.
    """
    from designer.engine import story as engine

    run, kept = get(id_), papers(id_)
    if run.summary is None:
        raise Refused(f"The simulation {id_} has no result: it is {run.state}.")
    book = rulebook(kept, run.question)
    alone = book.policy.unit is CountingUnit.CONTACT and run.question.events != "rates"
    some = base(run.question.first, contact if alone else None)
    return engine.story(
        some,
        book,
        contact,
        start=run.question.first,
        days=run.question.days,
        behaviours=_measured(run.summary["measured"])
        if "measured" in run.summary
        else behaviours(run.question, book, some),
        events=run.question.events,
    )


# ── Running ─────────────────────────────────────────────────────────────────────────────────────────────

#: Simulations take all cores: one after the other.
_turn = Lock()


class _Stopped(Exception):
    """Somebody wanted the run to stop."""


def _me() -> str:
    return f"{socket.gethostname()[:60]}:{os.getpid()}"


@dataclass(kw_only=True)
class _Pulse:
    """What the run says, and what is said to it."""

    done: int = 0
    total: int = 0
    stop: Event = field(default_factory=Event)
    over: Event = field(default_factory=Event)

    def told(self, done: int, total: int) -> None:
        self.done, self.total = done, total


def _beside(app: Flask, id_: int, ended: Event) -> None:
    """The whole life of a run, in its own thread."""
    pulse = _Pulse()
    watch = Thread(target=_watch, args=(app, id_, pulse), name=f"simulation-{id_}-watch", daemon=True)
    with app.app_context():
        try:
            watch.start()
            while not _turn.acquire(timeout=_BEAT_S):
                if pulse.stop.is_set():
                    raise _Stopped
            try:
                _simulate(id_, pulse)
            finally:
                _turn.release()
        except _Stopped:
            _end(id_, "cancelled")
        except DesignerError as error:
            _end(id_, "failed", str(error))
        except Exception:  # nobody waits for the answer: the page says that it failed, the log says why
            log.exception("simulation.failed", simulation=id_)
            _end(id_, "failed")
        finally:
            pulse.over.set()
            db.session.remove()
            ended.set()


def _watch(app: Flask, id_: int, pulse: _Pulse) -> None:
    """Tell the database how far the run is, and the run when it is to stop."""
    with app.app_context():
        while not pulse.over.wait(_BEAT_S):
            try:
                with writing(durable=False) as session:
                    row = session.get(SimulationRow, id_)
                    if row is None or row.cancel:
                        pulse.stop.set()
                    if row is not None and row.state in OPEN:
                        row.beat_real = workspace.real_now()
                        row.done = pulse.done
                        row.total = pulse.total or row.total
            except DesignerError:
                log.warning("simulation.silent", simulation=id_, exc_info=True)
            finally:
                db.session.remove()


def _simulate(id_: int, pulse: _Pulse) -> None:
    with writing() as session:
        row = session.get(SimulationRow, id_)
        if row is None or row.cancel:
            raise _Stopped
        row.state = "running"
        kept, question = dict(row.documents), Question.from_json(row.question)
    started = time.perf_counter()
    found = work(kept, question, pulse.told, pulse.stop.is_set)
    if pulse.stop.is_set():
        raise _Stopped
    rules = _proof(_portfolio(kept))
    summary = {
        **found.summary,
        "elapsed_s": round(time.perf_counter() - started, 3),
    }
    with writing() as session:
        session.execute(
            update(SimulationRow)
            .where(SimulationRow.id == id_, SimulationRow.state == "running")
            .values(
                state="done",
                summary=summary,
                proved=rules,
                content=found.to_bytes(),
                done=found.summary["contacts"],
                total=found.summary["contacts"],
                ended_real=workspace.real_now(),
            )
        )
    log.info("simulation.done", simulation=id_, seconds=summary["elapsed_s"])


def _end(id_: int, state: str, error: str | None = None) -> None:
    try:
        with writing() as session:
            session.execute(
                update(SimulationRow)
                .where(SimulationRow.id == id_, SimulationRow.state.in_(OPEN))
                .values(state=state, error=error, ended_real=workspace.real_now())
            )
    except DesignerError:
        log.warning("simulation.unended", simulation=id_, exc_info=True)


def _bury() -> None:
    """Say of runs whose process is gone that they are interrupted."""
    now = workspace.real_now()
    open_ = db.session.execute(
        select(SimulationRow.id, SimulationRow.owner, SimulationRow.beat_real).where(
            SimulationRow.state.in_(OPEN)
        )
    ).all()
    gone = [id_ for id_, owner, beat in open_ if beat < now - _DEAD_S or not _is_there(owner)]
    if gone:
        with writing() as session:
            session.execute(
                update(SimulationRow)
                .where(SimulationRow.id.in_(gone), SimulationRow.state.in_(OPEN))
                .values(state="interrupted", ended_real=now)
            )


def _is_there(owner: str) -> bool:
    """Whether a process may still be there; one of another machine is judged by its silence alone."""
    host, _colon, number = owner.rpartition(":")
    if host != socket.gethostname()[:60] or not number.isdigit():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _proof(portfolio: Portfolio) -> dict[str, dict[str, Any]]:
    """What the proof says of these documents, by rule; nothing where it cannot be made."""
    from designer.analysis.pressure import prove
    from designer.store import proof

    try:
        rows = prove(portfolio, budget=proof.BUDGET_S).rows
    except Exception:  # the simulation stands without it
        log.warning("simulation.unproved", exc_info=True)
        return {}
    return {
        row.rule: {
            "limit": proof.plain(row.limit),
            "worst": None if row.worst is None else proof.plain(row.worst.upper),
            # What can come due at run time, where delays make it more than is drawn.
            "most": proof.plain(
                row.runtime
                if row.runtime is not None
                else float("inf")
                if row.worst is None
                else row.worst.upper
            ),
            "verdict": row.verdict.value,
        }
        for row in rows
    }
