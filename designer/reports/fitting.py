"""Words cut and wrapped to the room they have."""

from __future__ import annotations

from designer.reports import fonts


def cut(words: str, size: float, width: float, font: str = fonts.REGULAR) -> str:
    """The words cut to a width, with an ellipsis where something is missing."""
    words = fonts.tidy(words)
    if fonts.width(words, size, font) <= width:
        return words
    low, high = 0, len(words)
    while low < high:
        half = (low + high + 1) // 2
        if fonts.width(words[:half].rstrip() + "…", size, font) <= width:
            low = half
        else:
            high = half - 1
    return words[:low].rstrip() + "…"


def wrapped(words: str, size: float, width: float, most: int, font: str = fonts.REGULAR) -> list[str]:
    """The words on at most so many lines; the last is cut where they need more. Line ends are kept."""
    lines: list[str] = []
    for paragraph in words.splitlines() or [""]:
        line = ""
        for word in fonts.tidy(paragraph).split(" "):
            longer = f"{line} {word}" if line else word
            if line and fonts.width(longer, size, font) > width:
                lines.append(line)
                line = word
            else:
                line = longer
            while fonts.width(line, size, font) > width and len(line) > 1:
                fits = max(1, len(cut(line, size, width, font)) - 1)
                lines.append(line[:fits])
                line = line[fits:]
        lines.append(line)
    if len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        lines = [*lines[: most - 1], cut(rest + "…", size, width, font)]
    return lines
