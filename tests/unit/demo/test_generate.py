import re
from collections import Counter
from datetime import UTC, date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest

from designer.demo.cdnow import purchases
from designer.demo.generate import OPENING, generate
from designer.library.shelf import demo_pack

RESERVED = re.compile(
    r"\+336399 8\d{4}|\+3319900\d{4}|\+3326191\d{4}|\+3335301\d{4}|\+3346571\d{4}|\+3353649\d{4}"
    r"|\+1(514|438|263)55501\d{2}|\+447700900\d{3}|\+44207946 0\d{3}".replace(" ", "")
)
DAY = 86_400


def digest(data):
    lines = [repr(contact) for contact in data.contacts] + [repr(event) for event in data.events]
    return sha256("\n".join(lines).encode()).hexdigest()


def share(base, test):
    return sum(1 for contact in base.contacts if test(contact.attributes)) / len(base.contacts)


def day_of_feed(event):
    return (event.at - int(OPENING.timestamp())) // DAY


def test_the_same_seed_gives_the_same_bytes(base):
    assert digest(generate()) == digest(base)


def test_another_seed_gives_other_people_and_the_same_purchases(base):
    other = generate(seed=7)
    assert [c.attributes for c in other.contacts] != [c.attributes for c in base.contacts]
    assert bought(other) == bought(base)


def bought(data):
    return sorted(
        (event.id, event.contact, event.properties["amount"], event.properties["cds"])
        for event in data.events
        if event.name == "order.placed"
    )


def test_every_purchase_of_the_log_is_an_order_and_nothing_else_is(base):
    log = sorted((f"order-{p.number:05d}", p.customer, p.amount, p.cds) for p in purchases())
    assert bought(base) == log


def test_an_order_stays_on_its_day_where_the_customer_lives(base):
    home = {contact.id: contact.attributes.get("timezone", "Europe/Paris") for contact in base.contacts}
    known = {contact.id for contact in base.contacts if "timezone" in contact.attributes}
    day = {f"order-{p.number:05d}": p.day for p in purchases()}
    orders = [e for e in base.events if e.name == "order.placed" and e.contact in known][::50]
    assert all(datetime.fromtimestamp(e.at, ZoneInfo(home[e.contact])).date() == day[e.id] for e in orders)


def test_there_are_as_many_contacts_as_customers(base):
    assert len(base.contacts) == 23_570
    assert len({contact.id for contact in base.contacts}) == 23_570


@pytest.mark.parametrize(
    ("attribute", "expected"),
    [("consent_email", 0.70), ("consent_sms", 0.30)],
)
def test_consents_are_near_their_rates(base, attribute, expected):
    assert share(base, lambda a: a[attribute] is True) == pytest.approx(expected, abs=0.01)


def test_whoever_consents_can_be_reached(base):
    assert all("email" in c.attributes for c in base.contacts if c.attributes["consent_email"])
    assert all("phone" in c.attributes for c in base.contacts if c.attributes["consent_sms"])
    assert all("phone" in c.attributes for c in base.contacts if c.attributes["consent_call"])


def test_every_address_is_on_a_reserved_domain_and_belongs_to_one_contact(base):
    addresses = [c.attributes["email"] for c in base.contacts if "email" in c.attributes]
    assert {address.partition("@")[2] for address in addresses} == {
        "example.com",
        "example.org",
        "example.net",
    }
    assert len(set(addresses)) == len(addresses)
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+\.\d{5}@[a-z.]+", address) for address in addresses)


def test_every_telephone_is_kept_for_fiction_and_belongs_to_one_contact(base):
    numbers = [c.attributes["phone"] for c in base.contacts if "phone" in c.attributes]
    assert len(numbers) > 10_000
    assert [number for number in numbers if not RESERVED.fullmatch(number)] == []
    assert len(set(numbers)) == len(numbers)


def test_text_messages_go_to_mobiles_in_france(base):
    mobiles = [c.attributes["phone"] for c in base.contacts if c.attributes["consent_sms"]]
    assert all(n.startswith(("+3363998", "+447700", "+1")) for n in mobiles)


def test_a_household_shares_its_name_and_its_home(base):
    homes = {}
    for contact in base.contacts:
        if "household" in contact.attributes:
            homes.setdefault(contact.attributes["household"], []).append(contact.attributes)
    assert len(homes) > 1_000
    assert all(len({person["last_name"] for person in home}) == 1 for home in homes.values())


def test_people_are_adults(base):
    births = [c.attributes["birth_date"] for c in base.contacts if "birth_date" in c.attributes]
    assert max(births) <= "1980-03-01"
    assert min(births) >= "1915-01-01"


def test_attributes_and_events_are_the_ones_the_library_declares(base):
    declared = demo_pack().document("data")
    known = {
        "email",
        "phone",
        "language",
        "timezone",
        "household",
        "consent_email",
        "consent_sms",
        "consent_call",
    }
    assert {name for c in base.contacts for name in c.attributes} <= set(declared["attributes"]) | known
    for event in base.events:
        assert set(event.properties) <= set(declared["events"][event.name]["properties"]), event


def test_values_are_the_ones_the_library_declares(base):
    declared = demo_pack().document("data")["attributes"]
    for name, attribute in declared.items():
        if "values" in attribute:
            found = {c.attributes[name] for c in base.contacts if name in c.attributes}
            assert found <= set(attribute["values"]), name


def test_event_ids_are_unique_and_events_come_in_order(base):
    assert len({event.id for event in base.events}) == len(base.events)
    assert [event.at for event in base.events] == sorted(event.at for event in base.events)


def test_the_planner_minute_of_an_event_is_the_whole_one_after_it(base):
    assert all(event.minute == -(-event.at // 60) for event in base.events)


def test_history_and_feed_meet_at_the_opening(base):
    opening = datetime(1998, 3, 1, tzinfo=UTC).timestamp()
    assert base.history[-1].at < opening <= base.feed[0].at
    assert len(base.history) + len(base.feed) == len(base.events)
    assert datetime.fromtimestamp(base.feed[-1].at, UTC).date() <= date(1998, 7, 1)


def test_the_first_day_brings_white_papers_several_times_an_hour(base):
    downloads = Counter(day_of_feed(e) for e in base.feed if e.name == "whitepaper.downloaded")
    assert all(30 <= downloads[day] <= 110 for day in range(100))
    hours = Counter(
        e.at // 3600 for e in base.feed if e.name == "whitepaper.downloaded" and day_of_feed(e) == 1
    )
    assert sum(1 for count in hours.values() if count >= 2) >= 8


def test_some_book_a_meeting_between_the_second_and_the_third_message(base):
    downloaded = {e.contact: e.at for e in base.events if e.name == "whitepaper.downloaded"}
    meetings = [(e.at - downloaded[e.contact]) / DAY for e in base.events if e.name == "meeting.booked"]
    assert sum(1 for days in meetings if 3 < days < 7) > 200


def test_nobody_has_two_disputes(base):
    assert max(Counter(e.contact for e in base.events if e.name == "dispute.opened").values()) == 1


def test_an_appointment_is_held_when_the_attribute_says(base):
    planned = {c.id: c.attributes.get("appointment_at") for c in base.contacts}
    booked = [e for e in base.events if e.name == "appointment.booked"]
    assert len(booked) > 500
    assert all(planned[e.contact] == e.properties["appointment_at"] for e in booked)


def test_progress_is_told():
    told = []
    generate(progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, 23_570)
    assert told[-1] == (23_570, 23_570)
    assert len(told) > 10
