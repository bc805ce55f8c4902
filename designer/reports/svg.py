"""The scene as an SVG document of its own: its typeface comes with it, nothing is fetched."""

from __future__ import annotations

import re
from html import escape
from itertools import chain

from designer.reports import fonts, paints
from designer.reports.scene import Box, Card, Key, Line, Scene, Sheet, Words

_FAMILY = f"{fonts.FAMILY}, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"
_CORNER = 10.0
#: Signs that XML has no place for.
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(scene: Scene) -> str:
    """The picture as SVG text."""
    box = scene.box
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(box.width)}" height="{_n(box.height)}" '
        f'viewBox="{_n(box.left)} {_n(box.top)} {_n(box.width)} {_n(box.height)}" '
        f'font-family="{_FAMILY}" lang="{scene.language}" role="img" aria-label="{_text(scene.heading)}">'
    )
    parts = [
        opening,
        f"<title>{_text(scene.heading)}</title>",
        _typeface(scene),
        _rect(box, paints.PAPER),
        *(_words(words) for words in scene.title),
        *(_group(group) for group in scene.groups),
        *(_line(line) for line in scene.lines),
        *(_card(card) for card in scene.cards),
        *(_note(note) for note in scene.notes),
        *(_key(key) for key in scene.legend),
        "</svg>",
    ]
    return "".join(parts)


def all_words(scene: Scene) -> list[Words]:
    """Every line of words of a scene."""
    return [
        *scene.title,
        *chain.from_iterable(sheet.words for sheet in (*scene.groups, *scene.notes)),
        *chain.from_iterable(card.title for card in scene.cards),
        *(card.detail for card in scene.cards if card.detail is not None),
        *(port.label for card in scene.cards for port in card.ports),
        *(key.label for key in scene.legend),
    ]


def _typeface(scene: Scene) -> str:
    signs: dict[bool, set[str]] = {False: set(), True: set("T0123456789")}
    for words in all_words(scene):
        signs[words.bold].update(words.text)
    faces = [
        f"@font-face{{font-family:{fonts.FAMILY};font-weight:{fonts.WEIGHTS[font]};"
        f"src:url({fonts.embedded(font, frozenset(signs[bold]))}) format('woff')}}"
        for bold, font in ((False, fonts.REGULAR), (True, fonts.BOLD))
        if signs[bold]
    ]
    return f"<defs><style>{''.join(faces)}</style></defs>"


def _n(value: float) -> str:
    """A figure with two digits at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _text(words: str) -> str:
    """Words as they stand in XML, without the signs that XML has no place for."""
    return escape(_NO_XML.sub("", words), quote=True)


def _rect(box: Box, fill: str, rest: str = "") -> str:
    return (
        f'<rect x="{_n(box.left)}" y="{_n(box.top)}" width="{_n(box.width)}" height="{_n(box.height)}" '
        f'fill="{fill}"{rest}/>'
    )


def _words(words: Words) -> str:
    weight = ' font-weight="600"' if words.bold else ""
    anchor = ' text-anchor="middle"' if words.middle else ""
    return (
        f'<text x="{_n(words.x)}" y="{_n(words.y)}" font-size="{_n(words.size)}" '
        f'fill="{words.colour}"{weight}{anchor}>{_text(words.text)}</text>'
    )


def _group(group: Sheet) -> str:
    rest = f' rx="14" stroke="{group.paint.strong}" stroke-opacity="0.45" stroke-dasharray="6 4"'
    words = "".join(_words(words) for words in group.words)
    return f"<g><title>{_text(group.full)}</title>{_rect(group.box, group.paint.soft, rest)}{words}</g>"


def _note(note: Sheet) -> str:
    rest = f' rx="6" stroke="{note.paint.strong}" stroke-opacity="0.5"'
    words = "".join(_words(words) for words in note.words)
    return f"<g><title>{_text(note.full)}</title>{_rect(note.box, note.paint.soft, rest)}{words}</g>"


def _line(line: Line) -> str:
    x, y = line.points[-1]
    way = f'<path d="{rounded(line)}" fill="none" stroke="{paints.LINE}" stroke-width="1.5"/>'
    if not line.has_head:
        return way
    head = f"M{_n(x - 4)} {_n(y - 7)}L{_n(x)} {_n(y)}L{_n(x + 4)} {_n(y - 7)}z"
    return way + f'<path d="{head}" fill="{paints.LINE}"/>'


def rounded(line: Line) -> str:
    """The line with its corners rounded, as path data of M, L and Q."""
    points = line.points
    data = [f"M{_n(points[0][0])} {_n(points[0][1])}"]
    for index in range(1, len(points)):
        x, y = points[index]
        if index == len(points) - 1:
            data.append(f"L{_n(x)} {_n(y)}")
            break
        ax, ay = towards(points[index], points[index - 1])
        bx, by = towards(points[index], points[index + 1])
        data.append(f"L{_n(ax)} {_n(ay)}Q{_n(x)} {_n(y)} {_n(bx)} {_n(by)}")
    return "".join(data)


def towards(corner: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """The point where the rounding of a corner begins, on the way to the next one."""
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = abs(dx) + abs(dy)
    share = min(_CORNER, length / 2) / (length or 1.0)
    return corner[0] + dx * share, corner[1] + dy * share


def _sign(data: str, x: float, y: float, scale: float, colour: str) -> str:
    return (
        f'<path transform="translate({_n(x)} {_n(y)}) scale({_n(scale)})" d="{data}" fill="none" '
        f'stroke="{colour}" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"/>'
    )


def _card(card: Card) -> str:
    box, paint = card.box, card.paint
    square = Box(left=box.left + 12, top=box.top + 12, width=40, height=40)
    parts = [
        f"<title>{_text(card.full)}</title>",
        _rect(box, paints.PAPER, f' rx="10" stroke="{paints.BORDER}"'),
        _rect(square, paint.soft, ' rx="9"'),
    ]
    if card.time:
        time = Words(
            x=box.left + 32,
            y=box.top + 47,
            text=card.time,
            size=10.5,
            colour=paint.strong,
            bold=True,
            middle=True,
        )
        parts += [_sign(card.sign, box.left + 24, box.top + 16, 0.8, paint.strong), _words(time)]
    else:
        parts.append(_sign(card.sign, box.left + 22, box.top + 22, 1, paint.strong))
    parts += [_words(words) for words in card.title]
    if card.detail is not None:
        parts.append(_words(card.detail))
    for index, port in enumerate(card.ports):
        if index == 0:
            parts.append(
                f'<path d="M{_n(box.left)} {_n(port.box.top)}h{_n(box.width)}" stroke="{paints.BORDER}"/>'
            )
        else:
            parts.append(
                f'<path d="M{_n(port.box.left)} {_n(port.box.top)}v{_n(port.box.height)}" '
                f'stroke="{paints.BORDER}"/>'
            )
        parts.append(_words(port.label))
    return f"<g>{''.join(parts)}</g>"


def _key(key: Key) -> str:
    x, y = key.at
    square = Box(left=x, top=y, width=20, height=20)
    return (
        _rect(square, key.paint.soft, ' rx="5"')
        + _sign(key.sign, x + 4, y + 4, 0.6, key.paint.strong)
        + _words(key.label)
    )
