"""The demo's people and facts: real purchases, and everything around them generated from a fixed seed.

Every draw is a hash of (seed, topic, contact): there is no running random state, so the same seed gives the
same base whatever is generated first, and adding a topic changes no other one. ``docs/demo-data.md`` says
what is real, what is generated and at which rates.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import blake2b
from itertools import accumulate
from struct import unpack
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from designer.demo.cdnow import Purchase, purchases
from designer.demo.names import (
    CITIES,
    ENGLISH_FIRST_NAMES,
    ENGLISH_LAST_NAMES,
    FIRST_NAMES,
    LAST_NAMES,
    City,
)
from designer.domain.condition import Value
from designer.domain.contact import Contact, Event

_T = TypeVar("_T")

#: The seed of the shipped demo.
SEED = 1998
#: When the demo clock starts: what happened before is history, what comes after is the feed.
OPENING = datetime(1998, 3, 1, tzinfo=UTC)
#: The day after the last one of the purchase log.
CLOSING = date(1998, 7, 1)

_OPENING_SECONDS = int(OPENING.timestamp())
_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR

#: Reserved by RFC 2606: no mail can ever reach them.
DOMAINS = ("example.com", "example.org", "example.net")

#: Ranges of the French numbering plan kept for works of fiction (Arcep, decision 2018-0881, annex 1), one
#: mobile and one per landline area; 10,000 numbers each. None is kept for the overseas départements, whose
#: people are therefore given metropolitan ones.
FRENCH_MOBILE = "+33639 98"
FRENCH_LANDLINES = {
    "01": "+33199 00",
    "02": "+33261 91",
    "03": "+33353 01",
    "04": "+33465 71",
    "05": "+33536 49",
}
#: Kept for fiction in North America: 555-0100 to 555-0199 in any area; Montréal has three.
MONTREAL = ("+15145550 1", "+14385550 1", "+12635550 1")
#: Kept for drama by Ofcom: 07700 900000 to 900999, and 020 7946 0000 to 0999.
LONDON_MOBILE = "+447700900 "
LONDON_LANDLINE = "+442079460 "

#: Hours of the day at which people buy, visit and download, with their relative frequencies.
_SHOP_HOURS = tuple(zip(range(7, 24), (2, 5, 8, 9, 9, 8, 7, 8, 8, 8, 9, 9, 8, 8, 7, 4, 1), strict=True))
_OFFICE_HOURS = tuple(zip(range(8, 19), (3, 9, 10, 9, 3, 3, 9, 9, 8, 6, 3), strict=True))
#: Relative frequency of a download by weekday, Monday first: people read about hi-fi on weekends too.
_DOWNLOAD_WEEKDAYS = (10, 10, 11, 10, 9, 8, 8)

_GENRES = (("rock", 30), ("chanson", 22), ("jazz", 15), ("classique", 14), ("electro", 11), ("monde", 8))
_PAGES = (
    ("nouveautes", 28),
    ("fiche-album", 34),
    ("hifi", 12),
    ("selection", 14),
    ("concerts", 7),
    ("compte", 5),
)


@dataclass(frozen=True, kw_only=True)
class DemoData:
    """A whole demo base."""

    #: 23,570, in the order of their numbers.
    contacts: tuple[Contact, ...]
    #: By instant, then id: history before ``OPENING``, feed from it on.
    events: tuple[Event, ...]

    @property
    def history(self) -> tuple[Event, ...]:
        """What happened before the demo opens."""
        return tuple(event for event in self.events if event.at < _OPENING_SECONDS)

    @property
    def feed(self) -> tuple[Event, ...]:
        """What happens from the opening on, while the demo clock runs."""
        return tuple(event for event in self.events if event.at >= _OPENING_SECONDS)


class _Draws:
    """Numbers in [0, 1) drawn from (seed, topic, contact), sixteen to a hash, as many as are asked for."""

    __slots__ = ("_block", "_key", "_left")

    def __init__(self, seed: int, topic: str, contact: str) -> None:
        self._key = f"{seed}/{topic}/{contact}"
        self._block = 0
        self._left: list[int] = []

    def next(self) -> float:
        if not self._left:
            digest = blake2b(f"{self._key}/{self._block}".encode(), digest_size=64).digest()
            self._left = list(unpack("<16I", digest))
            self._block += 1
        return self._left.pop() / 4294967296.0

    def chance(self, probability: float) -> bool:
        return self.next() < probability

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.next()

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends in."""
        return low + int(self.next() * (high - low + 1))

    def pick(self, among: Sequence[_T]) -> _T:
        return among[int(self.next() * len(among))]


class _Wheel(Generic[_T]):
    """A choice among values of different weights."""

    __slots__ = ("_marks", "_values")

    def __init__(self, weighted: Sequence[tuple[_T, int]]) -> None:
        self._values = [value for value, _ in weighted]
        self._marks = list(accumulate(weight for _, weight in weighted))

    def pick(self, draws: _Draws) -> _T:
        return self._values[bisect_right(self._marks, draws.next() * self._marks[-1])]


_CITY = _Wheel([(city, city.weight) for city in CITIES])
_SHOP_HOUR = _Wheel(_SHOP_HOURS)
_OFFICE_HOUR = _Wheel(_OFFICE_HOURS)
_GENRE = _Wheel(_GENRES)
_PAGE = _Wheel(_PAGES)


@cache
def _noon_offset(zone: str, day: date) -> int:
    """Seconds to add to UTC for the local time of a zone, on that day at noon."""
    offset = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


@cache
def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _at(day: date, hour: int, zone: str, draws: _Draws) -> int:
    """An instant in that local hour, in seconds since 1970, to the second."""
    return _midnight(day) - _noon_offset(zone, day) + hour * _HOUR + int(draws.next() * _HOUR)


def _awake(at: int, zone: str) -> int:
    """The instant itself, or seven hours later where it falls in the local night."""
    local = at + _noon_offset(zone, datetime.fromtimestamp(at, UTC).date())
    return at + 7 * _HOUR if local % _DAY < 7 * _HOUR else at


def _days(first: date, end: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((end - first).days)]


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _local_time(at: int, zone: str) -> str:
    return datetime.fromtimestamp(at, ZoneInfo(zone)).strftime("%H:%M")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Person:
    """What is drawn first of a contact, and decides the rest."""

    id: str
    place: City
    zone: str
    attributes: dict[str, Value]


class _Recorder:
    """Collects the events of a base, with ids that name what they are."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._closing = _midnight(CLOSING)

    def add(self, id: str, contact: str, name: str, at: int, **properties: Value) -> None:
        """Keep the event, unless it falls after the demo's last day."""
        if at < self._closing:
            self.events.append(
                Event(id=id, contact=contact, name=name, at=at, minute=-(-at // 60), properties=properties)
            )


# ── People ──────────────────────────────────────────────────────────────────────────────────────────────


def _plain(name: str) -> str:
    """The name as an address writes it: ASCII, small, no space."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(letter for letter in ascii_name.lower() if letter.isalnum())


def _household(seed: int, number: int) -> int | None:
    """The number of the household that contact ``number`` shares with its neighbour, if it does."""
    pair = (number + 1) // 2
    return pair if _Draws(seed, "household", str(pair)).chance(0.12) else None


def _person(seed: int, customer: str) -> _Person:
    draws = _Draws(seed, "person", customer)
    home = _household(seed, int(customer))
    roof = draws if home is None else _Draws(seed, "home", str(home))
    place = _CITY.pick(roof)
    abroad = place.name == "London"
    family = roof.pick(ENGLISH_LAST_NAMES if abroad else LAST_NAMES)
    first = draws.pick(ENGLISH_FIRST_NAMES if abroad else FIRST_NAMES)
    english = draws.chance(0.9 if abroad else 0.25 if place.name == "Montréal" else 0.015)
    attributes: dict[str, Value] = {"last_name": family, "language": "en" if english else "fr"}
    # A real base has holes, and the merge fields must bear them.
    if not draws.chance(0.03):
        attributes["first_name"] = first
    if not draws.chance(0.02):
        attributes["city"] = place.name
        attributes["timezone"] = place.zone
    if home is not None:
        attributes["household"] = f"F{home:05d}"
    if draws.chance(0.985):
        attributes["email"] = f"{_plain(first)}.{_plain(family)}.{customer}@{draws.pick(DOMAINS)}"
    if draws.chance(0.8):
        years = 18 + 22 * draws.next() + 40 * draws.next() * draws.next()
        attributes["birth_date"] = (date(1998, 3, 1) - timedelta(days=int(years * 365.25))).isoformat()
    attributes["consent_email"] = "email" in attributes and draws.chance(0.71)
    attributes["consent_sms"] = draws.chance(0.305)
    attributes["has_phone"] = attributes["consent_sms"] is True or draws.chance(0.4)
    attributes["consent_call"] = attributes["has_phone"] is True and draws.chance(0.2)
    attributes["cookies_ok"] = draws.chance(0.55)
    attributes["favourite_genre"] = _GENRE.pick(draws)
    return _Person(id=customer, place=place, zone=place.zone, attributes=attributes)


def _give_telephones(people: Sequence[_Person]) -> None:
    """Replace ``has_phone`` by a number of a range kept for fiction, every number once."""
    given: dict[str, int] = {}

    def number(range_: str, digits: int, step: int) -> str:
        """The next number of a range, taken in an order that does not look like counting."""
        size = 10**digits
        rank = given[range_] = given.get(range_, -1) + 1
        if rank >= size:
            raise OverflowError(f"the range {range_!r} has only {size} numbers kept for fiction")
        return f"{range_}{(rank + 17) * step % size:0{digits}d}".replace(" ", "")

    def number_of(person: _Person) -> str:
        mobile = person.attributes["consent_sms"] is True
        if person.place.numbering == "montreal":
            area = MONTREAL[given.get("montréal", 0) % len(MONTREAL)]
            given["montréal"] = given.get("montréal", 0) + 1
            return number(area, 2, 37)
        if person.place.numbering == "london":
            return number(LONDON_MOBILE if mobile else LONDON_LANDLINE, 3, 379)
        return number(FRENCH_MOBILE if mobile else FRENCH_LANDLINES[person.place.numbering], 4, 3_793)

    for person in people:
        if person.attributes.pop("has_phone"):
            person.attributes["phone"] = number_of(person)


# ── Facts ───────────────────────────────────────────────────────────────────────────────────────────────


def _orders(seed: int, person: _Person, log: Sequence[Purchase], record: _Recorder) -> None:
    """The real purchases, at a time of day of our own, and the visits that led to the recent ones."""
    hours = _Draws(seed, "order-hour", person.id)
    visits = _Draws(seed, "order-visit", person.id)
    recent = date(1998, 1, 1)
    for purchase in log:
        at = _at(purchase.day, _SHOP_HOUR.pick(hours), person.zone, hours)
        record.add(
            f"order-{purchase.number:05d}",
            person.id,
            "order.placed",
            at,
            amount=purchase.amount,
            cds=purchase.cds,
        )
        if purchase.day >= recent and visits.chance(0.6):
            before = at - visits.whole(4, 50) * _MINUTE
            _visit(person, before, f"order-{purchase.number:05d}", visits, record)


def _visit(person: _Person, at: int, why: str, draws: _Draws, record: _Recorder) -> None:
    record.add(
        f"visit-{why}",
        person.id,
        "visit.site",
        at,
        page=_PAGE.pick(draws),
        pages=1 + int(12 * draws.next() ** 2),
    )


def _browsing(seed: int, person: _Person, record: _Recorder) -> None:
    """Visits without a purchase, sometimes twice within a day."""
    draws = _Draws(seed, "browse", person.id)
    days = _BROWSING_DAYS
    for n in range(int(3.2 * draws.next() ** 2 + 0.35)):
        day = draws.pick(days)
        at = _at(day, _SHOP_HOUR.pick(draws), person.zone, draws)
        _visit(person, at, f"{person.id}-{n}", draws, record)
        if draws.chance(0.3):
            again = _awake(at + int(draws.between(2, 16) * _HOUR), person.zone)
            _visit(person, again, f"{person.id}-{n}b", draws, record)


def _white_paper(seed: int, person: _Person, record: _Recorder) -> int | None:
    """The guide downloaded, and what some do afterwards. Answers when, in seconds, if ever."""
    draws = _Draws(seed, "white-paper", person.id)
    if not draws.chance(0.36):
        return None
    day = (_EARLY_DOWNLOAD if draws.chance(0.14) else _DOWNLOAD).pick(draws)
    at = _at(day, _SHOP_HOUR.pick(draws), person.zone, draws)
    record.add(f"guide-{person.id}", person.id, "whitepaper.downloaded", at, title="guide-ecoute")
    what = draws.next()
    if what < 0.10:
        # Most book between the second and the third message of the scenario.
        _meeting(person, _awake(at + int(draws.between(1.2, 6.6) * _DAY), person.zone), draws, record)
    elif what < 0.15:
        answer = "callback" if draws.chance(0.6) else "not-now"
        then = _awake(at + int(draws.between(7.2, 10) * _DAY), person.zone)
        record.add(f"answer-{person.id}", person.id, "contact.answered", then, answer=answer)
    elif what < 0.40:
        for n in range(draws.whole(1, 3)):
            then = _awake(at + int(draws.between(0.5, 11) * _DAY), person.zone)
            _visit(person, then, f"guide-{person.id}-{n}", draws, record)
    return at


def _meeting(person: _Person, at: int, draws: _Draws, record: _Recorder) -> None:
    day = datetime.fromtimestamp(at, UTC).date() + timedelta(days=draws.whole(2, 9))
    held = _at(day, _OFFICE_HOUR.pick(draws), person.zone, draws) // _HOUR * _HOUR
    record.add(f"meeting-{person.id}", person.id, "meeting.booked", at, meeting_at=_iso(held), topic="hifi")


def _demonstration(seed: int, person: _Person, record: _Recorder) -> int | None:
    """A listening session, and the comparison downloaded or not."""
    draws = _Draws(seed, "demo", person.id)
    if not draws.chance(0.03):
        return None
    at = _at(draws.pick(_HALF_YEAR), _OFFICE_HOUR.pick(draws), person.zone, draws)
    product = "salon" if draws.chance(0.6) else "bureau"
    record.add(f"demo-{person.id}", person.id, "demo.done", at, product=product)
    if draws.chance(0.4):
        later = _awake(at + int(draws.between(0.1, 1.6) * _DAY), person.zone)
        record.add(f"comparison-{person.id}", person.id, "document.downloaded", later, document="comparatif")
    return at


def _quote(seed: int, person: _Person, after: int | None, record: _Recorder) -> int | None:
    """A quote, more often after a demonstration; signed, refused or left. Answers when credit was signed."""
    draws = _Draws(seed, "quote", person.id)
    if not draws.chance(0.03 if after is None else 0.35):
        return None
    if after is None:
        at = _at(draws.pick(_HALF_YEAR), _OFFICE_HOUR.pick(draws), person.zone, draws)
    else:
        at = _awake(after + int(draws.between(1, 9) * _DAY), person.zone)
    amount = round(draws.between(300, 1_200) if draws.chance(0.6) else draws.between(1_200, 5_200), -1)
    reference = f"D-{person.id}"
    expires = _iso(at + 30 * _DAY)
    record.add(
        f"quote-{person.id}",
        person.id,
        "quote.created",
        at,
        amount=amount,
        reference=reference,
        expires_at=expires,
    )
    if draws.chance(0.5):
        for n in range(2):
            seen = _awake(at + int(draws.between(0.3, 6) * _DAY), person.zone)
            _visit(person, seen, f"quote-{person.id}-{n}", draws, record)
    fate = draws.next()
    then = _awake(at + int(draws.between(0.5, 13) * _DAY), person.zone)
    if fate < 0.27:
        record.add(f"signed-{person.id}", person.id, "quote.signed", then, amount=amount, reference=reference)
        if amount >= 1_200 and draws.chance(0.6):
            record.add(
                f"credit-{person.id}", person.id, "contract.signed", then, amount=amount, kind="financing"
            )
            return then
    elif fate < 0.42:
        record.add(f"refused-{person.id}", person.id, "quote.refused", then, reference=reference)
    return None


def _credit(seed: int, person: _Person, record: _Recorder) -> int | None:
    """A credit signed at the counter, without a quote."""
    draws = _Draws(seed, "credit", person.id)
    if not draws.chance(0.025):
        return None
    at = _at(draws.pick(_SINCE_DECEMBER), _OFFICE_HOUR.pick(draws), person.zone, draws)
    amount = round(draws.between(600, 4_000), -1)
    record.add(f"credit-{person.id}", person.id, "contract.signed", at, amount=amount, kind="financing")
    return at


def _dispute(seed: int, person: _Person, record: _Recorder) -> None:
    draws = _Draws(seed, "dispute", person.id)
    if not draws.chance(0.02):
        return
    at = _at(draws.pick(_HALF_YEAR), _OFFICE_HOUR.pick(draws), person.zone, draws)
    reason = ("delivery", "damaged", "invoice")[int(draws.next() * 3)]
    record.add(f"dispute-{person.id}", person.id, "dispute.opened", at, reason=reason)
    if draws.chance(0.85):
        later = _awake(at + int(draws.between(2, 35) * _DAY), person.zone)
        record.add(f"settled-{person.id}", person.id, "dispute.closed", later, settled=draws.chance(0.9))


def _appointment(seed: int, person: _Person, record: _Recorder) -> None:
    """An appointment in the shop: booked, then cancelled, kept or missed; its instant is an attribute."""
    draws = _Draws(seed, "appointment", person.id)
    if not draws.chance(0.045):
        return
    day = draws.pick(_APPOINTMENT_DAYS)
    at = _at(day, _OFFICE_HOUR.pick(draws), person.zone, draws) // (_HOUR // 2) * (_HOUR // 2)
    person.attributes["appointment_at"] = _iso(at)
    booked = _awake(at - int(draws.between(1.5, 16) * _DAY), person.zone)
    shop = f"boutique-{_plain(person.place.name)}"
    record.add(
        f"appointment-{person.id}",
        person.id,
        "appointment.booked",
        booked,
        appointment_at=_iso(at),
        day=day.isoformat(),
        # Local, as the shop says it: a message must not make people convert time zones.
        time=_local_time(at, person.zone),
        shop=shop,
    )
    what = draws.next()
    if what < 0.1:
        cancelled = booked + int((at - booked) * draws.between(0.2, 0.9))
        record.add(f"cancelled-{person.id}", person.id, "appointment.cancelled", cancelled, shop=shop)
    elif what < 0.88:
        record.add(f"kept-{person.id}", person.id, "appointment.honoured", at + _HOUR, shop=shop)


def _bank_details(seed: int, person: _Person, record: _Recorder) -> None:
    """New bank details, now and then on the day of a wedding declared."""
    draws = _Draws(seed, "bank", person.id)
    if draws.chance(0.012):
        at = _at(draws.pick(_HALF_YEAR), _OFFICE_HOUR.pick(draws), person.zone, draws)
        origin = "external" if draws.chance(0.35) else "internal"
        record.add(f"bank-{person.id}", person.id, "bank_details.changed", at, origin=origin)
        if draws.chance(0.15):
            wed = at + draws.whole(5, 90) * _MINUTE
            record.add(f"life-{person.id}", person.id, "life.declared", wed, what="wedding")
            return
    if draws.chance(0.01):
        at = _at(draws.pick(_HALF_YEAR), _OFFICE_HOUR.pick(draws), person.zone, draws)
        what = ("wedding", "move", "retirement")[int(draws.next() * 3)]
        record.add(f"life-{person.id}", person.id, "life.declared", at, what=what)


_HALF_YEAR = _days(date(1998, 1, 1), date(1998, 6, 26))
_SINCE_DECEMBER = _days(date(1997, 12, 1), date(1998, 6, 28))
_BROWSING_DAYS = _days(date(1998, 1, 15), CLOSING)
_APPOINTMENT_DAYS = [day for day in _days(date(1998, 3, 4), date(1998, 6, 27)) if day.weekday() < 6]
_EARLY_DOWNLOAD = _Wheel(
    [(day, _DOWNLOAD_WEEKDAYS[day.weekday()]) for day in _days(date(1998, 1, 5), date(1998, 3, 1))]
)
_DOWNLOAD = _Wheel([(day, _DOWNLOAD_WEEKDAYS[day.weekday()]) for day in _days(date(1998, 3, 1), CLOSING)])


# ── The whole ───────────────────────────────────────────────────────────────────────────────────────────


def _standing(person: _Person, log: Sequence[Purchase], lead: bool, client: bool, draws: _Draws) -> None:
    """What the marketer would have computed on the opening day: stage, tier, customer since."""
    spent = sum(purchase.amount for purchase in log if purchase.day < OPENING.date())
    attributes = person.attributes
    attributes["stage"] = (
        "client" if client else "lead" if lead else "lost" if draws.chance(0.02) else "prospect"
    )
    attributes["loyalty_tier"] = "gold" if spent >= 200 else "silver" if spent >= 90 else "bronze"
    attributes["customer_since"] = min(purchase.day for purchase in log).isoformat()
    attributes["preferred_channel"] = "sms" if attributes["consent_sms"] and draws.chance(0.4) else "email"


#: The order in which a contact's attributes are kept and shown.
_ORDER = (
    *("first_name", "last_name", "email", "phone", "language", "city", "timezone", "household", "birth_date"),
    *(
        "consent_email",
        "consent_sms",
        "consent_call",
        "cookies_ok",
        "stage",
        "loyalty_tier",
        "customer_since",
    ),
    *("favourite_genre", "preferred_channel", "appointment_at"),
)


def _ordered(attributes: Mapping[str, Value]) -> dict[str, Value]:
    return {name: attributes[name] for name in _ORDER if name in attributes}


def generate(seed: int = SEED, progress: Callable[[int, int], None] | None = None) -> DemoData:
    """The whole base: 23,570 contacts and their events from January 1997 to the end of June 1998.

    ``progress`` is called now and then with (contacts done, contacts in all).
    """
    by_customer = dict(_grouped(purchases()))
    people: list[_Person] = []
    record = _Recorder()
    for done, (customer, log) in enumerate(by_customer.items()):
        if progress is not None and done % 1000 == 0:
            progress(done, len(by_customer))
        person = _person(seed, customer)
        people.append(person)
        _orders(seed, person, log, record)
        _browsing(seed, person, record)
        guide = _white_paper(seed, person, record)
        shown = _demonstration(seed, person, record)
        credit = _quote(seed, person, shown, record) or _credit(seed, person, record)
        _dispute(seed, person, record)
        _appointment(seed, person, record)
        _bank_details(seed, person, record)
        _standing(
            person,
            log,
            any(at is not None and at < _OPENING_SECONDS for at in (guide, shown)),
            credit is not None and credit < _OPENING_SECONDS,
            _Draws(seed, "standing", customer),
        )
    _give_telephones(people)
    if progress is not None:
        progress(len(by_customer), len(by_customer))
    return DemoData(
        contacts=tuple(Contact(id=person.id, attributes=_ordered(person.attributes)) for person in people),
        events=tuple(sorted(record.events, key=lambda event: (event.at, event.id))),
    )


def _grouped(log: Iterator[Purchase]) -> Iterator[tuple[str, list[Purchase]]]:
    """The purchases of each customer; the log is sorted by customer."""
    customer, mine = "", list[Purchase]()
    for purchase in log:
        if purchase.customer != customer:
            if mine:
                yield customer, mine
            customer, mine = purchase.customer, []
        mine.append(purchase)
    if mine:
        yield customer, mine
