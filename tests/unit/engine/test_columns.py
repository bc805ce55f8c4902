"""A base as columns: the same people whether it came from files or from records."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from designer.domain.channel import Channel
from designer.domain.policy import Cap, CountingUnit, Policy
from designer.engine.columns import Base, crowd_of
from designer.engine.compile import CHANNEL_ROW, compile_book
from designer.engine.draws import identity
from designer.engine.rulebook import Rulebook
from designer.engine.tables import NEVER
from designer.formats.base import read_contact_columns, read_event_columns
from tests.unit.engine.build import START, chain, d, m, message

CONTACTS = "id,email,household\nc2,b@example.com,h1\nc1,a@example.com,\nc3,,h1\n"
EVENTS = (
    "contact,event,at,id,channel,kind,amount\n"
    "c2,visit,1998-01-01T00:00:00Z,e2,,,5\n"
    "c2,visit,1998-01-01T00:00:00Z,e1,,,7\n"
    "c1,message.sent,1997-12-30T00:00:30Z,s1,sms,,\n"
    "c1,message.sent,1998-01-02T00:00:00Z,s2,email,,\n"
    "c3,message.unsubscribed,1997-12-01T00:00:00Z,u1,email,,\n"
    "c3,message.bounced,1997-12-02T00:00:00Z,b1,sms,soft,\n"
    "c3,message.bounced,1998-01-02T00:00:00Z,b2,push,,\n"
    "zoe,visit,1998-01-01T00:00:00Z,e9,,,\n"
)


def base(folder: Path) -> Base:
    (folder / "contacts.csv").write_text(CONTACTS)
    (folder / "events.csv").write_text(EVENTS)
    return Base.of_frames(
        read_contact_columns(folder / "contacts.csv"), read_event_columns(folder / "events.csv")
    )


def compiled(unit: CountingUnit = CountingUnit.CONTACT):
    policy = Policy(caps=(Cap(id="week", max=1, per=d("P7D")),), unit=unit)
    book = Rulebook.of([chain("s", message("m1"), on="visit")], published_at=START, policy=policy, seed="4")
    return compile_book(book, first=START, last=START + 14400)


def test_contacts_are_in_the_order_of_their_ids_and_events_of_one_second_of_theirs(tmp_path):
    found = base(tmp_path)

    assert found.ids == ["c1", "c2", "c3"]
    assert found.properties(found.rows_named("visit"), "amount") == ["7", "5"]
    assert found.strangers == 1
    assert found.since == m("1997-12-01")


def test_who_is_drawn_is_known_by_seed_and_id(tmp_path):
    found = base(tmp_path)

    assert found.identities("7").tolist() == [list(identity("7", key)) for key in found.ids]


def test_history_fills_the_rules_and_closes_channels(tmp_path):
    people = crowd_of(base(tmp_path), compiled(), start=START).people

    assert people.sends["at"].tolist() == [m("1997-12-30T00:01")]
    assert people.fills.tolist() == [[1]]
    assert people.people["last_contact"].tolist() == [m("1997-12-30T00:01"), NEVER, NEVER]
    assert people.people["suppressed"].tolist() == [0, 0, 1 << CHANNEL_ROW[Channel.EMAIL]]
    assert people.events[people.events["closes"] > 0]["closes"].tolist() == [CHANNEL_ROW[Channel.PUSH] + 1]


def test_households_are_units_of_their_members(tmp_path):
    crowd = crowd_of(base(tmp_path), compiled(CountingUnit.HOUSEHOLD), start=START)

    assert crowd.people.units["people"].tolist() == [1, 2]
    assert [base(tmp_path).ids[place] for place in crowd.contact] == ["c1", "c2", "c3"]


def test_records_say_what_files_say(tmp_path):
    found = base(tmp_path)
    records = Base.of_records(
        [(key, found.attributes_of(place)) for place, key in enumerate(found.ids)],
        [
            (
                found.ids[person],
                name,
                int(at),
                int(minute),
                f"e{row}",
                {
                    key: value
                    for key in ("channel", "kind", "amount")
                    if (value := found.properties([row], key)[0]) is not None
                },
            )
            for row, (person, name, at, minute) in enumerate(
                zip(found.person, found.names(), found.at, found.minute, strict=True)
            )
        ],
    )
    one = crowd_of(found, compiled(), start=START).people
    other = crowd_of(records, compiled(), start=START).people

    assert all(np.array_equal(mine, theirs) for mine, theirs in zip(one, other, strict=True))


def test_some_contacts_alone_keep_what_is_theirs(tmp_path):
    found = base(tmp_path).only([2])

    assert found.ids == ["c3"]
    assert found.names() == ["message.unsubscribed", "message.bounced", "message.bounced"]
    assert found.person.tolist() == [0, 0, 0]


def test_contacts_without_events_are_a_base_too():
    found = Base.of_frames(pl.DataFrame({"id": ["a"]}))

    assert (len(found), found.person.tolist()) == (1, [])
