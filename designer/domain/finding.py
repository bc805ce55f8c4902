"""What a check reports: data, never an exception and never a printed line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from designer.domain.text import Text, say


class Severity(Enum):
    """How much a finding weighs."""

    #: Blocks publication, and makes ``designer check`` end with status 1.
    ERROR = "error"
    #: Allowed, and shown until it is mended.
    WARNING = "warning"
    #: Worth knowing.
    INFO = "info"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing a rule has to say about one place of a document."""

    #: The rule's name, kebab-case, for ever: ``no-dead-end``.
    rule: str
    severity: Severity
    #: The whole sentence, in both languages: the object, the place, the cause and the next step.
    message: Text
    #: The scenario's key, where the document is a scenario.
    scenario: str | None = None
    #: The node's id, where one node is concerned.
    node: str | None = None
    #: The place in the document, as ``nodes/3/for``.
    path: str | None = None
    #: The file and the line (from 1) it was read from.
    file: str | None = None
    line: int | None = None
    #: How much it weighs when the scenario is to be published, where that differs.
    to_publish: Severity | None = None

    @property
    def blocks(self) -> bool:
        """Whether the scenario cannot be published while it stands, whatever it weighs in a draft."""
        return (self.to_publish or self.severity) is Severity.ERROR

    def at(self, *, file: str | None, line: int | None) -> Finding:
        """The same finding with its place in a file."""
        return replace(self, file=file, line=line)

    def line_of_text(self, language: str = "en") -> str:
        """One line for a terminal or a log: place, rule and sentence."""
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        where = " ".join(part for part in (place, self.scenario, self.node) if part)
        return f"{where + ': ' if where else ''}{say(self.message, language)} [{self.rule}]"
