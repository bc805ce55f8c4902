"""Every error the product raises on purpose.

DesignerError
├── BadInput            a document, file or argument cannot be used as it is
│   └── DocumentError   a document does not load; carries one finding per fault
├── NotFound            the named object does not exist
├── Conflict            the object has changed since it was read
├── Refused             the operation is understood and not allowed now
└── Unavailable         something outside (database, mail host, built editor) is missing
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from designer.domain.finding import Finding


class DesignerError(Exception):
    """Something went wrong; the message names the object, the place, the cause and the next step."""

    #: The stable kebab-case word for programs.
    code = "error"


class BadInput(DesignerError):
    """The input cannot be read; correct what the message names and send it again."""

    code = "bad-input"


class DocumentError(BadInput):
    """The document does not load; every fault is listed, correct them and load it again."""

    code = "document"

    def __init__(self, findings: Sequence[Finding], message: str | None = None) -> None:
        self.findings = tuple(findings)
        super().__init__(message or "; ".join(finding.line_of_text() for finding in self.findings))


class NotFound(DesignerError):
    """There is no such object; check its name."""

    code = "not-found"


class Conflict(DesignerError):
    """The object has changed since it was read; read it again and repeat the change."""

    code = "conflict"


class Refused(DesignerError):
    """The operation is not allowed in the present state; the message says what allows it."""

    code = "refused"

    def __init__(
        self,
        message: str,
        findings: Sequence[Finding] = (),
        code: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        self.findings = tuple(findings)
        #: What helps to answer, as JSON.
        self.details = details
        if code is not None:
            self.code = code
        super().__init__(message)


class Unavailable(DesignerError):
    """Something the product needs is missing or does not answer; the message says how to mend it."""

    code = "unavailable"
