"""What became of each part of a document that was written elsewhere, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from designer.domain.text import Text


class Fate(Enum):
    """What became of it."""

    #: It is in the scenario, read as something like it.
    READ_AS = "read_as"
    #: It is not in the scenario.
    LEFT_OUT = "left_out"


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One part that is not what it was: the element, its id, its line, and why."""

    #: The element's name, as ``parallelGateway``.
    element: str
    id: str
    line: int
    fate: Fate
    why: Text
