"""What is missing for a scenario to be launched, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from designer.analysis.matrix.table import Both
from designer.domain.matrix import Criterion, Gate, Opening, Row
from designer.domain.scenario import Sheet
from designer.domain.text import LANGUAGES, Text, say

#: What the gates are called.
GATES: dict[Gate, Both] = {
    Gate.LEGAL: {"fr": "juridique", "en": "legal"},
    Gate.CONSENT: {"fr": "consentement", "en": "consent"},
    Gate.DATA: {"fr": "données", "en": "data"},
}

_STANDING: dict[Opening | None, Both] = {
    Opening.CLOSED: {"fr": "Verrou fermé", "en": "Gate closed"},
    Opening.DEGRADED: {"fr": "Mode dégradé", "en": "Degraded mode"},
    None: {"fr": "Verrou à examiner", "en": "Gate to be looked at"},
}


def both(text: Text) -> Both:
    """A text in both languages."""
    return {language: say(text, language) for language in LANGUAGES}


def lacking(row: Row, criteria: Sequence[Criterion], sheet: Sheet) -> list[Both]:
    """Gates that are not open, levels that nobody gave, data that is not there, and what the sheet says."""
    return [*_gates(row), *_levels(row, criteria), *_of_sheet(sheet)]


def _gates(row: Row) -> Iterator[Both]:
    for gate, name in GATES.items():
        opening = row.gates.get(gate)
        if opening is not Opening.OPEN:
            yield _about(_STANDING[opening], name)


def _levels(row: Row, criteria: Sequence[Criterion]) -> Iterator[Both]:
    for one in criteria:
        if one.key not in row.scores:
            yield _about({"fr": "Note à donner", "en": "Level to give"}, both(one.name))


def _of_sheet(sheet: Sheet) -> Iterator[Both]:
    for need in sheet.data:
        if need.available is False:
            yield _about({"fr": "Donnée absente", "en": "Datum not available"}, both(need.name))
    if sheet.degraded is not None:
        yield from (both(one) for one in sheet.degraded.missing)


def _about(what: Both, of: Both) -> Both:
    return {
        "fr": f"{what['fr']}\N{NARROW NO-BREAK SPACE}: {of['fr']}",
        "en": f"{what['en']}: {of['en']}",
    }
