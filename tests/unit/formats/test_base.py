"""Bases as columns: CSV and Parquet say the same, and what is wrong is named with its line."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from designer.domain.data import DataModel
from designer.domain.errors import BadInput
from designer.formats.base import read_contact_columns, read_event_columns
from designer.formats.tables import read_events


def contacts(folder: Path, text: str) -> pl.DataFrame:
    path = folder / "contacts.csv"
    path.write_text(text)
    return read_contact_columns(path)


def events(folder: Path, text: str) -> pl.DataFrame:
    path = folder / "events.csv"
    path.write_text(text)
    return read_event_columns(path)


def test_contacts_are_sorted_by_id_and_their_cells_stay_text(tmp_path):
    frame = contacts(tmp_path, "id,age\n b ,07\na,\n")

    assert frame.rows() == [("a", None), ("b", "07")]


def test_blank_lines_and_short_rows_are_no_fault(tmp_path):
    frame = contacts(tmp_path, "id,age,city\nb,7\n\na,8,Lyon,more\n\n")

    assert frame.rows() == [("a", "8", "Lyon"), ("b", "7", None)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,age\na,1\n,2\n", r"contacts\.csv:3: the id is missing"),
        ("id,age\na,1\nb,2\na,3\n", r"contacts\.csv:4: the id 'a' is given twice"),
        ("name\na\n", "no column 'id'"),
        ("id,id\na,b\n", "stands twice"),
        ("", "it is empty"),
    ],
)
def test_what_is_wrong_with_contacts_is_said(tmp_path, text, said):
    with pytest.raises(BadInput, match=said):
        contacts(tmp_path, text)


def test_instants_are_read_like_one_by_one(tmp_path):
    text = (
        "contact,event,at\n"
        "a,x,2026-01-01T00:00:01Z\n"
        "a,x,2026-01-01\n"
        "b,x,2026-01-01T00:00:00+02:00\n"
        "b,x,1969-12-31 23:59:59\n"
        "b,x, 2026-03-29T02:30:00.5Z\n"
    )
    frame = events(tmp_path, text)
    plain = list(read_events(tmp_path / "events.csv", DataModel()))

    assert frame["minute"].to_list() == [event.minute for event in plain]
    assert frame["at"].to_list()[:4] == [event.at for event in plain][:4]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("contact,event,at\na,x,2026-01-01\na,x,soon\n", r"events\.csv:3: at: 'soon'"),
        ("contact,event,at\na,x,\n", r"events\.csv:2: at: "),
        ("contact,event,at\na,,2026-01-01\n", r"events\.csv:2: the contact or the event's name"),
        ("contact,at\na,2026-01-01\n", "no column 'event'"),
    ],
)
def test_what_is_wrong_with_events_is_said(tmp_path, text, said):
    with pytest.raises(BadInput, match=said):
        events(tmp_path, text)


def test_parquet_has_the_same_columns(tmp_path):
    at = datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC)
    pl.DataFrame({"id": [2, 1], "age": [7.5, None]}).write_parquet(tmp_path / "c.parquet")
    pl.DataFrame({"contact": [1], "event": ["x"], "at": [at]}).write_parquet(tmp_path / "e.parquet")

    assert read_contact_columns(tmp_path / "c.parquet").rows() == [("1", None), ("2", 7.5)]
    frame = read_event_columns(tmp_path / "e.parquet")
    assert frame.select("contact", "event", "at", "minute").rows() == [("1", "x", 1767225601, 29453761)]


def test_a_file_that_is_no_parquet_is_said(tmp_path):
    path = tmp_path / "c.parquet"
    path.write_text("id\na\n")

    with pytest.raises(BadInput, match="cannot be read as Parquet"):
        read_contact_columns(path)
