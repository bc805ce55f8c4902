"""A page of a longer list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

#: Items of a page unless said otherwise, and at most.
PAGE_SIZE = 50
LARGEST_PAGE = 500


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Item]):
    """Some items of a list, and where they stand in it."""

    items: Sequence[Item]
    #: From 1.
    page: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.size))


def bounds(page: int, size: int) -> tuple[int, int]:
    """Page number and size brought within what is served: (page from 1, size 1 to 500)."""
    return max(1, page), min(max(1, size), LARGEST_PAGE)
