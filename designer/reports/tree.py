"""The scene of the tree of scenarios: a column a level, joined by lines, with its gaps in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from designer.analysis.speech import Language, Speech, french_spaces
from designer.analysis.tree import TASK, Branch, Kind, Lack, Tree
from designer.domain.errors import BadInput
from designer.domain.text import say
from designer.domain.words import Label
from designer.reports import fonts, paints
from designer.reports.fitting import cut, wrapped
from designer.reports.paints import Paint
from designer.reports.scene import (
    DETAIL,
    HEADING,
    MARGIN,
    SMALL,
    TITLE,
    WAY,
    Box,
    Key,
    Line,
    Scene,
    Sheet,
    Words,
)

#: The width of each column and its head, and the free room between two of them.
_COLUMNS: Final[Mapping[Kind, tuple[float, Label]]] = {
    Kind.TARGET: (184.0, {"fr": "Cible", "en": "Target"}),
    Kind.MOMENT: (196.0, {"fr": "Moment clé", "en": "Key moment"}),
    Kind.LEVER: (164.0, {"fr": "Levier", "en": "Lever"}),
    Kind.SCENARIO: (256.0, {"fr": "Scénario", "en": "Scenario"}),
    Kind.CHANNEL: (180.0, {"fr": "Canaux", "en": "Channels"}),
}
_ACROSS: Final = 40.0
#: Free room between two branches, and between two targets.
_DOWN, _APART = 10.0, 28.0
#: Where lines meet a box of any height, and the room of words in it.
_MIDDLE, _LINE, _SIDE = 18.0, 15.0, 12.0
_GAP_MIDDLE: Final = 13.0
#: From one channel to the next.
_CHIP: Final = 24.0
#: Room of the title, and of the heads of the columns below it.
_TITLE_ROOM, _HEAD_ROOM = 62.0, 30.0
#: Lines that a name may take.
_MOST: Final = 3

_GAPS: Final = Paint(paints.LINE, paints.PAPER)
_PAINTS: Final = {
    Kind.TARGET: paints.GROUPS["grey"],
    Kind.MOMENT: paints.KINDS["trigger"],
    Kind.LEVER: paints.GROUPS["amber"],
    Kind.SCENARIO: Paint(paints.LINE, paints.PAPER),
}
_SAID: Final[Mapping[str, Label]] = {
    "title": {"fr": "Arbre des scénarios", "en": "Tree of scenarios"},
    "gap": {"fr": "Manque", "en": "Gap"},
    "bare": {"fr": "segments qu’aucun scénario ne nomme : ", "en": "segments that no scenario names: "},
    "nothing": {"fr": "Aucun scénario.", "en": "No scenario."},
}
_COUNTS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "scenario": {"fr": ("scénario", "scénarios"), "en": ("scenario", "scenarios")},
    "target": {"fr": ("cible", "cibles"), "en": ("target", "targets")},
    "gap": {"fr": ("manque", "manques"), "en": ("gap", "gaps")},
}
_STATES: Final[Mapping[str, Label]] = {
    "draft": {"fr": "Brouillon", "en": "Draft"},
    "in_review": {"fr": "En relecture", "en": "In review"},
    "approved": {"fr": "Approuvé", "en": "Approved"},
    "live": {"fr": "En direct", "en": "Live"},
    "paused": {"fr": "En pause", "en": "Paused"},
    "archived": {"fr": "Archivé", "en": "Archived"},
}


def build(tree: Tree, language: Language = "fr", *, gaps: bool = True) -> Scene:
    """The picture of a tree; without ``gaps``, of what there is alone."""
    return _Growing(language, gaps).scene(tree)


class _Growing:
    """Lays branch below branch, each at the height of the first that grows on it."""

    def __init__(self, language: Language, gaps: bool) -> None:
        self.language: Language = language
        self.speech = Speech(language=language)
        self.gaps = gaps
        self.left: dict[Kind, float] = {}
        at = 0.0
        for kind, (width, _head) in _COLUMNS.items():
            self.left[kind] = at
            at += width + _ACROSS
        self.right = at - _ACROSS
        self.boxes: list[Sheet] = []
        self.dashed: list[Sheet] = []
        self.lines: list[Line] = []
        self.chips: list[Key] = []
        self.remarks: list[Words] = []

    def scene(self, tree: Tree) -> Scene:
        """The whole picture."""
        bottom = 0.0
        for target in tree.targets:
            if target.count:
                top = bottom + _APART if bottom else 0.0
                bottom = self.branch(target, top)
        bare = [say(target.label, self.language) for target in tree.targets if not target.count]
        if bare and self.gaps:
            sentence = french_spaces(_SAID["bare"][self.language]) + self.speech.listing(bare) + "."
            bottom = self.gap(sentence, 0.0, bottom + _APART if bottom else 0.0, "bare").bottom
        title = self.title(tree)
        if not bottom:
            title.append(self.words(_SAID["nothing"][self.language], 0.0, 4.0, TITLE))
        inner = Box(left=0, top=0, width=self.right, height=max(bottom, _MIDDLE))
        above = MARGIN + _TITLE_ROOM + _HEAD_ROOM
        return Scene(
            language=self.language,
            heading=_SAID["title"][self.language],
            box=Box(
                left=-MARGIN,
                top=-above,
                width=self.right + 2 * MARGIN,
                height=above + inner.height + MARGIN,
            ),
            inner=inner,
            title=(*title, *self.remarks),
            groups=tuple(self.dashed),
            lines=tuple(self.lines),
            cards=(),
            notes=tuple(self.boxes),
            legend=tuple(self.chips),
        )

    def title(self, tree: Tree) -> list[Words]:
        """The name of the picture, its figures, and the heads of its columns."""
        figures = [
            self.count("scenario", tree.scenarios),
            self.count("target", len(tree.targets)),
            *([self.count("gap", tree.gaps)] if self.gaps else []),
        ]
        top = -_TITLE_ROOM - _HEAD_ROOM
        heading = _SAID["title"][self.language]
        return [
            Words(x=0, y=top + 18, text=heading, size=HEADING, colour=paints.INK, bold=True),
            self.words(" · ".join(figures), 0.0, top + 40, TITLE),
            *(
                self.words(head[self.language], self.left[kind], -14.0, WAY)
                for kind, (_width, head) in _COLUMNS.items()
            ),
        ]

    def count(self, word: str, count: int) -> str:
        """``3 cibles``."""
        one, many = _COUNTS[word][self.language]
        single = count < 2 if self.language == "fr" else count == 1
        return f"{self.speech.number(count)} {one if single else many}"

    # ── Branches ────────────────────────────────────────────────────────────────────────────────────────

    def branch(self, branch: Branch, top: float) -> float:
        """A branch and all that grows on it, from a height down; where it ends."""
        box = self.box(branch, top)
        if branch.kind is Kind.SCENARIO:
            return max(box.bottom, self.channels(branch, box))
        below = top
        inner = list(_COLUMNS)[list(_COLUMNS).index(branch.kind) + 1]
        for child in branch.children:
            self.join(box, self.left[inner], below + _MIDDLE, child.key)
            below = self.branch(child, below) + _DOWN
        for gap in branch.gaps if self.gaps else ():
            sentence = say(gap.says, self.language)
            if gap.lack is Lack.LEVER:
                below = self.remark(sentence, self.left[inner], below - _DOWN) + _DOWN
                continue
            drawn = self.gap(sentence, self.left[inner], below, gap.lack.value)
            self.join(box, drawn.left, drawn.top + _GAP_MIDDLE, gap.lack.value)
            below = drawn.bottom + _DOWN
        return max(box.bottom, below - _DOWN)

    def box(self, branch: Branch, top: float) -> Box:
        """The box of a branch: its name, and a line below it."""
        width = _COLUMNS[branch.kind][0]
        room = width - 2 * _SIDE
        paint = _PAINTS[branch.kind]
        name = say(branch.label, self.language)
        bold = branch.kind is not Kind.LEVER and branch.is_said
        size = TITLE if branch.kind is Kind.TARGET else DETAIL
        rows = wrapped(name, size, room, _MOST, fonts.BOLD if bold else fonts.REGULAR)
        note = self.note(branch)
        left = self.left[branch.kind]
        lines = [
            Words(
                x=left + _SIDE,
                y=top + 22 + index * _LINE,
                text=row,
                size=size,
                colour=paints.INK,
                bold=bold,
            )
            for index, row in enumerate(rows)
        ]
        if note:
            y = top + 22 + len(rows) * _LINE
            lines.append(self.words(cut(note, SMALL, room), left + _SIDE, y, SMALL))
        box = Box(left=left, top=top, width=width, height=21 + _LINE * len(lines))
        sheet = Sheet(
            id=branch.key,
            box=box,
            paint=paint if branch.is_said else _GAPS,
            words=tuple(lines),
            full=" · ".join(part for part in (name, note) if part),
        )
        (self.boxes if branch.is_said else self.dashed).append(sheet)
        return box

    def note(self, branch: Branch) -> str:
        """What stands below a name: how many, which group, which state."""
        if branch.kind is Kind.TARGET:
            return self.count("scenario", branch.count)
        if branch.state is not None:
            return say(_STATES.get(branch.state, branch.state), self.language)
        return say(branch.detail, self.language)

    def channels(self, branch: Branch, box: Box) -> float:
        """The channels of a scenario beside its box; where they end."""
        left, y = self.left[Kind.CHANNEL], box.top + _MIDDLE - 10
        if not branch.children:
            if not branch.gaps or not self.gaps:
                return box.bottom
            drawn = self.gap(say(branch.gaps[0].says, self.language), left, box.top + 5, branch.key)
            self.join(box, left, drawn.top + _GAP_MIDDLE, branch.key)
            return drawn.bottom
        self.join(box, left, box.top + _MIDDLE, branch.key)
        for leaf in branch.children:
            kind = "task" if leaf.key == TASK else "message"
            label = say(leaf.label, self.language) + (f" × {leaf.count}" if leaf.count > 1 else "")
            self.chips.append(
                Key(
                    at=(left, y),
                    paint=paints.KINDS[kind],
                    sign=paints.CHANNELS.get(leaf.key, paints.SIGNS[kind]),
                    label=self.words(label, left + 28, y + 14, WAY, paints.INK),
                )
            )
            y += _CHIP
        return y - _CHIP + 20

    def remark(self, sentence: str, left: float, top: float) -> float:
        """A gap that nearly every branch has: a line of words without a box; where it ends."""
        self.remarks.append(self.words(self.missing(sentence), left + _SIDE, top + 15, SMALL))
        return top + 20

    def missing(self, sentence: str) -> str:
        """A gap's sentence, called what it is."""
        return f"{_SAID['gap'][self.language]} · {sentence}"

    def gap(self, sentence: str, left: float, top: float, id_: str) -> Box:
        """A gap, in a dashed box as wide as it needs."""
        said = self.missing(sentence)
        room = self.right - left - 2 * _SIDE
        rows = wrapped(said, WAY, room, 12)
        width = max(fonts.width(row, WAY) for row in rows) + 2 * _SIDE
        box = Box(left=left, top=top, width=width, height=11 + _LINE * len(rows))
        words = tuple(
            self.words(row, left + _SIDE, top + 17 + index * _LINE, WAY) for index, row in enumerate(rows)
        )
        self.dashed.append(Sheet(id=id_, box=box, paint=_GAPS, words=words, full=said))
        return box

    def join(self, box: Box, x: float, y: float, id_: str) -> None:
        """A line from a box to what grows on it."""
        start = (box.right, box.top + _MIDDLE)
        turn = box.right + _ACROSS / 2
        points = (start, (turn, start[1]), (turn, y), (x, y)) if y != start[1] else (start, (x, y))
        self.lines.append(Line(source="", way="", target=id_, points=points, has_head=False))

    def words(self, text: str, x: float, y: float, size: float, colour: str = paints.SOFT) -> Words:
        """A line of words, quiet unless said otherwise."""
        return Words(x=x, y=y, text=fonts.tidy(text), size=size, colour=colour)


# ── As a file ───────────────────────────────────────────────────────────────────────────────────────────


def _svg(scene: Scene) -> bytes:
    from designer.reports import svg

    return svg.svg(scene).encode()


def _png(scene: Scene) -> bytes:
    from designer.reports import png

    return png.png(scene)


def _pdf(scene: Scene) -> bytes:
    from designer.reports import pdf

    return pdf.pdf(scene, "a3")


@dataclass(frozen=True, kw_only=True)
class FileKind:
    """One kind of file."""

    media_type: str
    make: Callable[[Scene], bytes]


#: By the end of a file's name.
FORMS: Final[Mapping[str, FileKind]] = {
    "svg": FileKind(media_type="image/svg+xml", make=_svg),
    "png": FileKind(media_type="image/png", make=_png),
    "pdf": FileKind(media_type="application/pdf", make=_pdf),
}


def make(form: str, tree: Tree, language: Language = "fr", *, gaps: bool = True) -> bytes:
    """The file of a tree. Raises ``BadInput`` for a form that is not made."""
    kind = FORMS.get(form)
    if kind is None:
        raise BadInput(f"There is no picture '{form}' of the tree; there are {', '.join(FORMS)}.")
    return kind.make(build(tree, language, gaps=gaps))
