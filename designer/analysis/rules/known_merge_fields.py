"""Merge fields of messages are declared attributes."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.wording import parsed, part_in_words, texts_of
from designer.analysis.words import perhaps
from designer.domain.data import KNOWN_ATTRIBUTES
from designer.domain.finding import Severity

#: What every message is given beside the contact's attributes.
_GIVEN = ("event", "brand", "unsubscribe_url")


def check(case: Case) -> Iterator[Problem]:
    """The merge fields that nothing fills, each once a message, where attributes are declared."""
    data = case.portfolio.data
    if not data.declared or not data.attributes:
        return
    known = {*data.attributes, *KNOWN_ATTRIBUTES, *_GIVEN}
    for index, node, template in case.written():
        told: set[str] = set()
        for part, language, text in texts_of(template):
            for field in parsed(text).fields:
                root = field.partition(".")[0].partition("[")[0]
                if root in known or field in known or root in told:
                    continue
                told.add(root)
                part_fr, part_en = part_in_words(part, language)
                near_fr, near_en = perhaps(root, sorted(known))
                yield Problem(
                    fr=f"le gabarit « {template.key} », {part_fr}, emploie le champ « {root} », que rien ne"
                    f" remplit{near_fr} Corrigez-le, ou déclarez cet attribut dans les données.",
                    en=f"the template '{template.key}', {part_en}, uses the field '{root}', which nothing"
                    f" fills{near_en} Correct it, or declare this attribute in the data document.",
                    node=node.id,
                    path=("nodes", index, "template"),
                )


RULE = Rule(
    id="known-merge-fields",
    severity=Severity.WARNING,
    title={"fr": "Les champs des messages sont connus", "en": "The merge fields of messages are known"},
    scenario=check,
)
