"""What ``designer check`` answers about portfolios, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from designer.analysis.findings import check
from designer.analysis.pressure import prove
from designer.analysis.priority import Order, priority_of
from designer.analysis.verdict import Proof
from designer.domain.finding import Finding, Severity
from designer.domain.portfolio import Portfolio
from designer.domain.source import Source
from designer.domain.text import say


class Read(Protocol):
    """A portfolio as it was read (``designer.formats.portfolio.read`` gives such)."""

    @property
    def portfolio(self) -> Portfolio: ...
    @property
    def sources(self) -> Mapping[str, Source]: ...
    @property
    def findings(self) -> tuple[Finding, ...]: ...
    @property
    def unreadable(self) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class Report:
    """Scenarios, findings, pressure and priorities of one or several portfolios, checked apart."""

    scenarios: tuple[str, ...]
    findings: tuple[Finding, ...]
    priority: tuple[Order, ...]
    #: What is proved of each portfolio.
    proofs: tuple[Proof, ...] = ()
    #: Whether a file could not be read at all.
    unreadable: bool = False

    @property
    def status(self) -> int:
        """The exit status: 0 fine, 1 a finding of severity error, 2 a file that cannot be read."""
        if self.unreadable:
            return 2
        return int(any(finding.severity is Severity.ERROR for finding in self.findings))

    def to_json(self, language: str = "en") -> dict[str, Any]:
        """The answer of ``designer check --format json``, messages in one language."""
        return {
            "scenarios": list(self.scenarios),
            "findings": [finding_to_json(finding, language) for finding in self.findings],
            "pressure": [row.to_json() for proof in self.proofs for row in proof.rows],
            "priority": {
                "order": [key for order in self.priority for key in order.order],
                "cycles": [list(circle) for order in self.priority for circle in order.cycles],
                "ties": [list(tie) for order in self.priority for tie in order.ties],
            },
        }


def report(readings: Sequence[Read]) -> Report:
    """Check portfolios, each apart: the faults of their documents first, then what the rules say.

    The command composes it: ``report(read(paths, overrides)).to_json(language)`` and ``.status``, with
    ``read`` of ``designer.formats.portfolio``, which raises ``BadInput`` for what does not exist.
    """
    findings: list[Finding] = []
    proofs: list[Proof] = []
    for reading in readings:
        proofs.append(prove(reading.portfolio))
        findings += [*reading.findings, *check(reading.portfolio, reading.sources, proof=proofs[-1])]
    return Report(
        scenarios=tuple(scenario.key for reading in readings for scenario in reading.portfolio.scenarios),
        findings=tuple(findings),
        priority=tuple(priority_of(reading.portfolio) for reading in readings),
        proofs=tuple(proofs),
        unreadable=any(reading.unreadable for reading in readings),
    )


def finding_to_json(finding: Finding, language: str = "en") -> dict[str, Any]:
    """One finding as the command answers it."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "scenario": finding.scenario,
        "node": finding.node,
        "message": say(finding.message, language),
        "path": finding.path,
        "file": finding.file,
        "line": finding.line,
    }
