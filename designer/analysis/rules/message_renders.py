"""What a message says can be made ready for a contact."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.wording import parsed, part_in_words, texts_of
from designer.domain.finding import Severity


def check(case: Case) -> Iterator[Problem]:
    """The messages whose template has a text that Liquid cannot read."""
    for index, node, template in case.written():
        for part, language, text in texts_of(template):
            fault = parsed(text).fault
            if fault is None:
                continue
            part_fr, part_en = part_in_words(part, language)
            yield Problem(
                fr=f"le gabarit « {template.key} » ne peut pas partir, {part_fr} : {fault.fr}. Corrigez ce"
                " texte dans le gabarit et enregistrez-le.",
                en=f"the template '{template.key}' cannot leave, {part_en}: {fault.en}. Correct this text"
                " in the template and save it.",
                node=node.id,
                path=("nodes", index, "template"),
            )


RULE = Rule(
    id="message-renders",
    severity=Severity.ERROR,
    title={"fr": "Les champs des messages se lisent", "en": "The merge fields of messages can be read"},
    scenario=check,
)
