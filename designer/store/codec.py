"""Between stored JSON and domain records: the one place of the store that knows formats and checks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError

from designer import formats
from designer.domain.condition import Condition
from designer.domain.data import DataModel, Segment
from designer.domain.errors import BadInput, DocumentError
from designer.domain.finding import Finding
from designer.domain.matrix import Matrix
from designer.domain.message import Template
from designer.domain.plan import Plan
from designer.domain.policy import Policy
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import Scenario
from designer.formats.conditions import read_condition
from designer.formats.faults import findings_of

if TYPE_CHECKING:
    from designer.analysis.verdict import Proof

Json = Mapping[str, Any]

#: A document larger than this is refused.
MAX_BYTES = 2 * 1024 * 1024


def scenario(document: Json) -> Scenario:
    """A scenario document. Raises ``DocumentError``."""
    return formats.load_scenario(document)


def dump_scenario(record: Scenario) -> dict[str, Any]:
    """The document of a scenario."""
    return dict(formats.dump_scenario(record))


def policy(document: Json) -> Policy:
    """A policy document. Raises ``DocumentError``."""
    return formats.load_policy(document)


def data(document: Json) -> DataModel:
    """A data document. Raises ``DocumentError``."""
    return formats.load_data(document)


def segments(document: Json) -> Mapping[str, Segment]:
    """A segments document. Raises ``DocumentError``."""
    return formats.load_segments(document)


def plan(document: Json) -> Plan:
    """A plan document. Raises ``DocumentError``."""
    return formats.load_plan(document)


def matrix(document: Json) -> Matrix:
    """A matrix document. Raises ``DocumentError``."""
    return formats.load_matrix(document)


def dump_matrix(record: Matrix) -> dict[str, Any]:
    """The document of a matrix."""
    return formats.dump_matrix(record)


def template(document: Json) -> Template:
    """A message template. Raises ``DocumentError``."""
    return formats.load_template(document)


def condition(document: Any) -> Condition:
    """A condition. Raises ``DocumentError``."""
    try:
        return read_condition(document)
    except ValidationError as error:
        raise DocumentError(
            findings_of(error, fr="Condition", en="Condition", data=document, source=None)
        ) from None


def check(portfolio: Portfolio, proof: Proof) -> list[Finding]:
    """Every finding over a portfolio; ``proof`` is the portfolio's."""
    # The graph library is loaded by whoever checks, not by whoever only runs.
    from designer.analysis import check as check_all

    return list(check_all(portfolio, proof=proof))


def check_one(record: Scenario, portfolio: Portfolio, proof: Proof) -> list[Finding]:
    """The findings of one scenario, and of what all share, in a portfolio that holds it."""
    from designer.analysis.findings import check_beside

    return list(check_beside(record, portfolio, proof=proof))


def blocking(record: Scenario, portfolio: Portfolio, proof: Proof) -> list[Finding]:
    """What forbids publishing a scenario of a portfolio; nothing when it may be."""
    from designer.analysis import publishable

    return list(publishable(record, portfolio, proof=proof))


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """A finding as the API shows it and the version keeps it."""
    message = finding.message
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "blocks": finding.blocks,
        "scenario": finding.scenario,
        "node": finding.node,
        "message": {"fr": message, "en": message} if isinstance(message, str) else dict(message),
        "path": finding.path,
    }


def too_large(document: Mapping[str, Any], what: str) -> None:
    """Refuse what is not a JSON object of at most 2 MB. Raises ``BadInput``."""
    if not isinstance(document, Mapping):
        raise BadInput(f"The {what} must be a JSON object.")
    try:
        size = len(json.dumps(document))
    except (TypeError, ValueError, RecursionError) as error:
        raise BadInput(f"The {what} is not plain JSON: {error}.") from error
    if size > MAX_BYTES:
        raise BadInput(f"The {what} is {size:,} bytes long; at most {MAX_BYTES:,} are kept. Make it smaller.")
