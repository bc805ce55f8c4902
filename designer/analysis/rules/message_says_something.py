"""A message has the words its channel needs."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.wording import PARTS, SPOKEN
from designer.domain.channel import Channel
from designer.domain.finding import Severity
from designer.domain.message import Template
from designer.domain.text import LANGUAGES

#: What a channel needs, each of one part or of either of two; by default the text, else the body.
_NEEDED: dict[Channel, tuple[tuple[str, ...], ...]] = {
    Channel.EMAIL: (("subject",), ("body",)),
    Channel.MAIL: (("body",),),
}
_BY_DEFAULT = (("text", "body"),)


def check(case: Case) -> Iterator[Problem]:
    """The messages with a needed part empty everywhere (error) or in one language (warning)."""
    for index, node, template in case.written():
        for parts in _NEEDED.get(node.channel, _BY_DEFAULT):
            spoken = _languages(template, parts)
            fr, en = PARTS[parts[0]]["fr"], PARTS[parts[0]]["en"]
            if not spoken:
                yield Problem(
                    fr=f"le gabarit « {template.key} » est vide là où ce canal a besoin de mots ({fr}) ;"
                    " écrivez-les dans le gabarit.",
                    en=f"the template '{template.key}' is empty where this channel needs words ({en});"
                    " write them in the template.",
                    node=node.id,
                    path=("nodes", index, "template"),
                )
            elif len(spoken) == 1:
                (present,) = spoken
                (absent,) = set(LANGUAGES) - spoken
                yield Problem(
                    fr=f"le gabarit « {template.key} » n'a pas de mots {SPOKEN[absent]['fr']} ({fr}) : qui"
                    f" lit cette langue le recevrait {SPOKEN[present]['fr']} ; écrivez-les dans le gabarit.",
                    en=f"the template '{template.key}' has no words {SPOKEN[absent]['en']} ({en}): whoever"
                    f" reads that language would receive it {SPOKEN[present]['en']}; write them in the"
                    " template.",
                    node=node.id,
                    path=("nodes", index, "template"),
                    severity=Severity.WARNING,
                )


def _languages(template: Template, parts: tuple[str, ...]) -> set[str]:
    """The languages in which one of the parts has words; a text of no language serves all."""
    spoken: set[str] = set()
    for part in parts:
        text = getattr(template, part)
        if isinstance(text, str) and text.strip():
            return set(LANGUAGES)
        if text is not None and not isinstance(text, str):
            spoken |= {language for language in LANGUAGES if text.get(language, "").strip()}
    return spoken


RULE = Rule(
    id="message-says-something",
    severity=Severity.ERROR,
    title={"fr": "Tout message dit quelque chose", "en": "Every message says something"},
    scenario=check,
)
