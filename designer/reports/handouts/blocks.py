"""What a hand-out is made of, before it is paper, a Word document or slides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from designer.reports import fonts
from designer.reports.scene import Scene

#: What a run of words is: plain, said quietly, or filled in for each contact.
Tint = Literal["plain", "quiet", "field"]
Look = Literal["body", "lead", "quiet"]


@dataclass(frozen=True, kw_only=True)
class Run:
    """Words of one look; a line may end inside them."""

    text: str
    bold: bool = False
    tint: Tint = "plain"


Rich = tuple[Run, ...]


@dataclass(frozen=True, kw_only=True)
class Subtitle:
    """A title inside a section."""

    text: str
    level: Literal[2, 3] = 2


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A paragraph."""

    words: Rich
    look: Look = "body"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of a list."""

    words: Rich
    #: How far it is indented.
    depth: int = 0
    #: What stands before it: a dash, or a number.
    mark: str = "–"


@dataclass(frozen=True, kw_only=True)
class Items:
    """A list."""

    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Named values, one below the other."""

    rows: tuple[tuple[str, Rich], ...]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table."""

    title: str
    #: Its part of the width, beside those of the others.
    share: float = 1.0
    #: Figures stand to the right, one below the other.
    figures: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under titles."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Rich, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The flowchart, and what it says to who does not see it."""

    scene: Scene
    alternative: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The words of a message, set apart from ours."""

    blocks: tuple[Paragraph | Items, ...]


Block = Subtitle | Paragraph | Items | Facts | Table | Picture | Letter


@dataclass(frozen=True, kw_only=True)
class Section:
    """A numbered part."""

    number: int
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Handout:
    """A whole document."""

    language: Literal["fr", "en"]
    #: What kind of document it is.
    label: str
    title: str
    lead: str
    #: The workspace and the day, on the cover line.
    cover: str
    #: The figures below the title.
    strip: tuple[tuple[str, str], ...]
    #: What is still missing, in one line; nothing where all is there.
    gaps: str
    sections: tuple[Section, ...]
    #: Long enough for a list of its sections.
    contents: bool = False


def clean(words: str) -> str:
    """The words without signs that show nothing; where a line ends stays."""
    return "\n".join(fonts.tidy(line).strip() for line in words.strip().splitlines())


def plain(words: str) -> Rich:
    """Words of one look."""
    return (Run(text=clean(words)),) if words.strip() else ()


def quiet(words: str) -> Rich:
    """Words said quietly."""
    return (Run(text=clean(words), tint="quiet"),)
