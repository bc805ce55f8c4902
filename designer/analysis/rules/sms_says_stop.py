"""An SMS that takes consent says how to receive no more."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.proofread import has_stop
from designer.analysis.rule import Case, Problem, Rule
from designer.domain.channel import Channel
from designer.domain.finding import Severity


def check(case: Case) -> Iterator[Problem]:
    """The commercial and relationship SMS with a text, of the template or of a variant, without STOP."""
    for index, node, template in case.written():
        if (
            node.channel is Channel.SMS
            and case.scenario.category_of(node).needs_consent
            and not has_stop(template)
        ):
            yield Problem(
                fr=f"le gabarit « {template.key} » est un SMS qui ne dit pas comment ne plus en recevoir ;"
                " ajoutez « STOP au » suivi du numéro court de votre opérateur, dans chaque texte.",
                en=f"the template '{template.key}' is an SMS that does not say how to receive no more; add"
                " 'STOP to' and your operator's short code to each of its texts.",
                node=node.id,
                path=("nodes", index, "template"),
            )


RULE = Rule(
    id="sms-says-stop",
    severity=Severity.WARNING,
    title={"fr": "Un SMS commercial dit STOP", "en": "A commercial SMS says STOP"},
    scenario=check,
)
