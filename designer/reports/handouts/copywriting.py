"""The words of a message as they are written: Markdown as paragraphs and lists, merge fields as such."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from markdown_it import MarkdownIt

from designer.analysis.speech import Language, french_signs
from designer.reports import fonts
from designer.reports.handouts.blocks import Item, Items, Paragraph, Rich, Run

if TYPE_CHECKING:
    from markdown_it.token import Token

#: What the runtime reads too, so that a hand-out shows what a contact will read.
_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("strikethrough")
_FIELD: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
#: Stands for a field while Markdown is read, so that no sign of it is taken for an emphasis.
_MARKER: Final = re.compile("\ue000(\\d+)\ue001")


def line(text: str, language: Language) -> Rich:
    """Words on one line, with their merge fields."""
    fields: list[str] = []
    return _shown(_hidden(text, fields), fields, language)


def lines(text: str, language: Language) -> tuple[Paragraph, ...]:
    """Plain text, a paragraph a line."""
    return tuple(Paragraph(words=words) for row in text.splitlines() if (words := line(row, language)))


def markdown(text: str, language: Language) -> tuple[Paragraph | Items, ...]:
    """Markdown as paragraphs and lists."""
    fields: list[str] = []
    hidden = _hidden(text, fields)
    found: list[Paragraph | Items] = []
    items: list[Item] = []
    for block in _blocks(_MARKDOWN.parse(hidden), fields, language):
        if isinstance(block, Item):
            items.append(block)
            continue
        if items:
            found.append(Items(items=tuple(items)))
            items = []
        found.append(block)
    if items:
        found.append(Items(items=tuple(items)))
    return tuple(found)


def _blocks(tokens: Sequence[Token], fields: Sequence[str], language: Language) -> Iterator[Paragraph | Item]:
    #: the number of the next item of each list that is open; none where it has no numbers
    lists: list[int | None] = []
    mark, heading = "", False
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                number = lists[-1]
                mark = "•" if number is None else f"{number}."
                lists[-1] = None if number is None else number + 1
            case "heading_open" | "heading_close":
                heading = token.type == "heading_open"
            case "inline":
                words = _inline(token.children or [], fields, language, bold=heading)
                if lists:
                    yield Item(words=words, depth=len(lists) - 1, mark=mark)
                    mark = ""
                else:
                    yield Paragraph(words=words)
            case "fence" | "code_block":
                yield Paragraph(words=_shown(token.content.rstrip("\n"), fields, language))


def _inline(tokens: Sequence[Token], fields: Sequence[str], language: Language, *, bold: bool) -> Rich:
    found: list[Run] = []
    depth = 0
    targets: list[str] = []

    def add(text: str) -> None:
        for run in _shown(text, fields, language):
            found.append(replace(run, bold=run.bold or bold or depth > 0))

    for token in tokens:
        match token.type:
            case "strong_open" | "em_open":
                depth += 1
            case "strong_close" | "em_close":
                depth -= 1
            case "softbreak" | "hardbreak":
                found.append(Run(text="\n"))
            case "link_open":
                targets.append(str(token.attrs.get("href", "")))
            case "link_close":
                target = targets.pop()
                # an address that is its own label is said once
                if target and target not in "".join(run.text for run in found):
                    add(f" ({target})")
            case "image":
                add(" ".join(part for part in (token.content, f"({token.attrs.get('src', '')})") if part))
            case _:
                add(token.content)
    return tuple(found)


def _hidden(text: str, fields: list[str]) -> str:
    def keep(match: re.Match[str]) -> str:
        fields.append(match.group())
        return f"\ue000{len(fields) - 1}\ue001"

    return _FIELD.sub(keep, text.replace("\ue000", "").replace("\ue001", ""))


def _shown(text: str, fields: Sequence[str], language: Language) -> Rich:
    """The words with their fields again; a marker that an address holds in another writing stays hidden."""
    found: list[Run] = []
    at = 0
    for match in _MARKER.finditer(text):
        found += _words(text[at : match.start()], language)
        found.append(Run(text=" ".join(fonts.tidy(fields[int(match.group(1))]).split()), tint="field"))
        at = match.end()
    return (*found, *_words(text[at:], language))


def _words(text: str, language: Language) -> list[Run]:
    if not text:
        return []
    said = french_signs(text) if language == "fr" else text
    return [Run(text="\n".join(fonts.tidy(row) for row in said.split("\n")))]
