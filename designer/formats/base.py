"""A base of contacts and events as columns: ``contacts`` and ``events`` files, CSV or Parquet, read whole.

Cells of a CSV file stay text, to be read as the types that the data document declares; Parquet columns keep
theirs. What is wrong with a file is a ``BadInput`` that names the file, and the line where there is one.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from designer.domain.errors import BadInput
from designer.domain.time import from_iso
from designer.formats.tables import columns

if TYPE_CHECKING:
    import polars as pl

#: Columns of an events file that are no property.
EVENT_COLUMNS = ("contact", "event", "at", "id")

_US_PER_SECOND = 1_000_000


def read_contact_columns(path: Path) -> pl.DataFrame:
    """The contacts of a file, sorted by id: ``id`` (text) and one column an attribute.

    Raises ``BadInput``: the file cannot be read, has no column ``id``, a row has none, or an id stands twice.
    """

    frame = _frame(path, "id")
    frame = frame.with_columns(id=_words(path, "id"))
    blank = _blank(frame)
    missing = (frame["id"].is_null() | (frame["id"] == "")) & ~blank
    if missing.any():
        raise BadInput(
            f"{_row(path, missing)}: the id is missing; each contact has one row with an id of its own."
        )
    repeated = ~frame["id"].is_first_distinct() & ~blank
    if repeated.any():
        cause = f"the id '{frame['id'].filter(repeated)[0]}' is given twice"
        raise BadInput(f"{_row(path, repeated)}: {cause}; each contact has one row with an id of its own.")
    return frame.filter(~blank).sort("id")


def read_event_columns(path: Path) -> pl.DataFrame:
    """The events of a file, in its order: ``contact``, ``event`` (text), ``at`` (whole seconds since 1970),
    ``minute`` (the planner's, the next whole one), perhaps ``id``, and one column a property.

    Raises ``BadInput``: the file cannot be read, or lacks a column; a row has no contact, name or instant.
    """

    frame = _frame(path, "contact", "event", "at")
    frame = frame.with_columns(_words(path, "contact"), _words(path, "event"))
    blank = _blank(frame)
    named = (frame["contact"] != "") & (frame["event"] != "")
    unnamed = ~named.fill_null(False) & ~blank
    if unnamed.any():
        raise BadInput(f"{_row(path, unnamed)}: the contact or the event's name is missing; add it.")
    at = _instants(path, frame["at"], blank)
    minute = -(-at // (60 * _US_PER_SECOND))
    return frame.with_columns(at=at // _US_PER_SECOND, minute=minute).filter(~blank)


def _words(path: Path, name: str) -> pl.Expr:
    """A column as texts; cells of a CSV file may have blanks around them."""
    import polars as pl

    texts = pl.col(name).cast(pl.String)
    return texts if path.suffix.lower() == ".parquet" else texts.str.strip_chars()


def _blank(frame: pl.DataFrame) -> pl.Series:
    """The rows with nothing at all in them, which a file may have at its end."""
    import polars as pl

    return frame.select(pl.all_horizontal(pl.all().is_null())).to_series()


def _frame(path: Path, *needed: str) -> pl.DataFrame:
    import polars as pl

    is_csv = path.suffix.lower() != ".parquet"
    try:
        if is_csv:
            header = columns(path)
            frame = pl.read_csv(path, infer_schema=False, truncate_ragged_lines=True)
            frame.columns = list(header)
        else:
            frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        cause = str(error).strip().split("\n", maxsplit=1)[0]
        kind = "CSV" if is_csv else "Parquet"
        raise BadInput(f"{path} cannot be read as {kind}: {cause}.") from None
    for name in needed:
        if name not in frame.columns:
            raise BadInput(
                f"{path} has no column '{name}'; it has {', '.join(frame.columns)}. Add the column."
            )
    return frame


def _instants(path: Path, at: pl.Series, blank: pl.Series) -> pl.Series:
    """Microseconds since 1970 of instants, dates, or ISO 8601 texts; a missing zone is UTC."""
    import polars as pl

    if isinstance(at.dtype, pl.Datetime):
        if at.dtype.time_zone is not None:
            at = at.dt.convert_time_zone("UTC")
        found = at.dt.epoch("us")
    elif at.dtype == pl.Date:
        found = at.cast(pl.Datetime("us")).dt.epoch("us")
    elif at.dtype == pl.String:
        found = _texts(path, at.str.strip_chars(), blank)
    else:
        raise BadInput(f"{path}: the column 'at' holds {at.dtype}; it takes instants or ISO 8601 texts.")
    missing = found.is_null() & ~blank
    if missing.any():
        raise BadInput(f"{_row(path, missing)}: at: the instant is missing; add it.")
    return found


def _texts(path: Path, at: pl.Series, blank: pl.Series) -> pl.Series:
    import polars as pl

    # the usual shape set-wise; whatever else is ISO 8601 one by one
    found = at.str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us", strict=False).dt.epoch("us")
    rest = found.is_null() & ~blank
    if not rest.any():
        return found
    read: dict[str | None, int] = {}
    for text in at.filter(rest).unique().to_list():
        try:
            read[text] = round(from_iso(text or "").timestamp() * _US_PER_SECOND)
        except (ValueError, OverflowError) as error:
            raise BadInput(
                f"{_row(path, at == text if text is not None else at.is_null())}: at: {error}."
            ) from None
    others = at.replace_strict(list(read), list(read.values()), default=None, return_dtype=pl.Int64)
    return pl.select(pl.when(rest).then(others).otherwise(found)).to_series()


def _row(path: Path, wrong: pl.Series) -> str:
    """The file and the line of the first row that is wrong."""
    first = wrong.fill_null(True).arg_max() or 0
    return f"{path}:{first + 2}" if path.suffix.lower() != ".parquet" else f"{path}, row {first + 1}"
