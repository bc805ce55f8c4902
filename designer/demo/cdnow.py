"""The CDNOW purchase log, as shipped: 69,659 purchases of 23,570 customers, January 1997 to June 1998."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

PURCHASES = 69_659
CUSTOMERS = 23_570


@dataclass(frozen=True, kw_only=True, slots=True)
class Purchase:
    """One line of the log."""

    #: Place in the log, from 1.
    number: int
    #: The customer's number as the log writes it: five digits.
    customer: str
    day: date
    cds: int
    #: In dollars.
    amount: float


def purchases() -> Iterator[Purchase]:
    """Every purchase, in the order of the log: by customer, then by day."""
    packed = files("designer.demo").joinpath("data", "cdnow.txt.xz").read_bytes()
    lines = lzma.decompress(packed).decode("ascii").splitlines()
    days: dict[str, date] = {}
    for number, line in enumerate(lines[1:], start=1):
        customer, day, cds, amount = line.split()
        if day not in days:
            days[day] = date(int(day[:4]), int(day[4:6]), int(day[6:]))
        yield Purchase(number=number, customer=customer, day=days[day], cds=int(cds), amount=float(amount))
