"""An e-mail that is to bring something invites to do something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.domain.channel import Channel
from designer.domain.finding import Severity
from designer.domain.message import Template
from designer.domain.text import Text

#: A link of a body, in Markdown or plain, and where it leads.
_LINK = re.compile(r"\]\(\s*<?(\{\{.*?\}\}|[^)\s>]+)|<?(https?://[^\s)>]+)")
_LEAVING = "unsubscribe_url"


def check(case: Case) -> Iterator[Problem]:
    """The commercial and relationship e-mails without a button and without a link in their body.

    The link to unsubscribe invites to nothing. Where the template cannot be read nothing is said.
    """
    for index, node, template in case.written():
        if (
            node.channel is Channel.EMAIL
            and case.scenario.category_of(node).needs_consent
            and not _invites(template)
        ):
            yield Problem(
                fr=f"le gabarit « {template.key} » n'invite à rien : ni bouton, ni lien ; ajoutez-lui un"
                " bouton (cta) qui dit quoi faire.",
                en=f"the template '{template.key}' invites to nothing: it has no button and no link; add a"
                " button (cta) that says what to do.",
                node=node.id,
                path=("nodes", index, "template"),
            )


def _invites(template: Template) -> bool:
    cta = template.cta
    if cta is not None and any(text.strip() for text in _each(cta.label)) and cta.url.strip():
        return True
    return any(
        _LEAVING not in (link[1] or link[2]) for text in _each(template.body) for link in _LINK.finditer(text)
    )


def _each(text: Text | None) -> tuple[str, ...]:
    if text is None:
        return ()
    return (text,) if isinstance(text, str) else tuple(text.values())


RULE = Rule(
    id="message-has-call-to-action",
    severity=Severity.WARNING,
    title={"fr": "Un e-mail invite à agir", "en": "An e-mail has a call to action"},
    scenario=check,
)
