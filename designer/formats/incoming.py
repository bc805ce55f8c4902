"""A scenario that arrives as text, whatever it is written in: YAML, JSON or BPMN 2.0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from designer.domain.errors import BadInput, DocumentError
from designer.domain.finding import Finding
from designer.formats.bpmnin import load_bpmn
from designer.formats.documents import load_scenario
from designer.formats.remarks import Remark
from designer.formats.yamltext import parse_yaml


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """What was read, before anything is kept."""

    form: Literal["yaml", "bpmn"]
    document: Mapping[str, Any]
    #: What is read as something else, and what is left out.
    remarks: tuple[Remark, ...] = ()
    #: What the scenario lacks to be whole, each with its line where the text has it.
    findings: tuple[Finding, ...] = ()


def read(text: str | bytes, file: str = "") -> Incoming:
    """The scenario of a text; raises ``DocumentError`` or ``BadInput`` where there is none in it."""
    start = (
        text[:200].lstrip() if isinstance(text, str) else text[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    )
    if (start[:1] if isinstance(start, str) else start[:1].decode("latin-1")) == "<" or (
        isinstance(start, str) and start.startswith("\ufeff<")
    ):
        reading = load_bpmn(text, file)
        return Incoming(
            form="bpmn",
            document=reading.document,
            remarks=reading.remarks,
            findings=_faults(reading.document),
        )
    parsed = parse_yaml(text, file)
    if parsed.findings:
        raise DocumentError(parsed.findings)
    if not isinstance(parsed.data, Mapping) or not isinstance(parsed.data.get("nodes"), list):
        raise BadInput(
            f"{file or 'The text'} holds no scenario: it has no list 'nodes'. "
            "Give a scenario as YAML, JSON or BPMN 2.0."
        )
    findings: tuple[Finding, ...] = ()
    try:
        load_scenario(parsed.data, parsed.source)
    except DocumentError as error:
        findings = tuple(error.findings)
    return Incoming(form="yaml", document=parsed.data, findings=findings)


def _faults(document: Mapping[str, Any]) -> tuple[Finding, ...]:
    try:
        load_scenario(document)
    except DocumentError as error:
        return tuple(error.findings)
    return ()
