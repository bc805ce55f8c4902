"""What is to be mended in the texts of a template, with the place of each fault in its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from designer.analysis.wording import filter_names, parsed, texts_of
from designer.analysis.words import perhaps
from designer.domain.channel import Channel
from designer.domain.data import KNOWN_ATTRIBUTES, DataModel
from designer.domain.finding import Severity
from designer.domain.message import Template
from designer.domain.text import nearest

#: What every message is given beside the contact's attributes.
GIVEN = ("event", "brand", "unsubscribe_url")

#: How an SMS says how to receive no more of them.
_STOP = re.compile(r"\bSTOP\b|unsubscribe_url", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing to mend in one text."""

    #: ``syntax``, ``field``, ``property``, ``filter`` or ``stop``.
    kind: str
    severity: Severity
    #: The part of the template, ``variants.vip.subject`` for one of a variant.
    part: str
    #: Nothing where one text serves all languages.
    language: str | None
    #: The passage, as code points of the text; the whole text where the parser does not know it.
    start: int
    end: int
    fr: str
    en: str
    #: What to put in place of the passage, where that is clear.
    instead: str | None = None


def proofread(template: Template, data: DataModel, *, event: str | None, asked: bool) -> list[Fault]:
    """Every fault of a template's texts, in the order of its parts.

    ``event`` is the one that triggers the scenario, whose properties the texts may quote; ``asked`` says
    whether the message is one that takes consent, and so has to say how to refuse it. It never raises.
    """
    found: list[Fault] = []
    for part, language, text in texts_of(template):
        read = parsed(text)
        if read.fault is not None:
            start, end = read.at or (0, len(text))
            instead = None
            if read.unknown_filter is not None:
                instead = nearest(read.unknown_filter, filter_names())
            fr, en = read.fault.fr, read.fault.en
            if instead is not None:
                fr, en = f"{fr} ; vouliez-vous dire « {instead} » ?", f"{en}; did you mean '{instead}'?"
            found.append(
                Fault(
                    kind="filter" if read.unknown_filter else "syntax",
                    severity=Severity.ERROR,
                    part=part,
                    language=language,
                    start=start,
                    end=end,
                    fr=_sentence(fr),
                    en=_sentence(en),
                    instead=instead,
                )
            )
        found += _unknown(text, read.uses, data, event, part, language)
    if asked and template.channel is Channel.SMS:
        found += _without_stop(template)
    return found


def _unknown(
    text: str,
    uses: tuple[tuple[str, int], ...],
    data: DataModel,
    event: str | None,
    part: str,
    language: str | None,
) -> Iterator[Fault]:
    attributes: Mapping[str, object] = data.attributes
    known = [*attributes, *KNOWN_ATTRIBUTES, *GIVEN]
    properties = data.properties_of(event) if event is not None else None
    for name, start in uses:
        root, _, rest = name.partition(".")
        root = root.partition("[")[0]
        field = rest.partition(".")[0].partition("[")[0]
        if root == "event":
            if not field or not properties or field in properties:
                continue
            near_fr, near_en = perhaps(field, properties)
            at = text.find(field, start)
            if at < 0:
                continue
            yield Fault(
                kind="property",
                severity=Severity.WARNING,
                part=part,
                language=language,
                start=at,
                end=at + len(field),
                fr=f"L'évènement « {event} » n'a pas de propriété « {field} »{near_fr}",
                en=f"The event '{event}' has no property '{field}'{near_en}",
                instead=nearest(field, properties),
            )
        elif data.declared and attributes and root not in known and name not in known:
            near_fr, near_en = perhaps(root, known)
            yield Fault(
                kind="field",
                severity=Severity.WARNING,
                part=part,
                language=language,
                start=start,
                end=start + len(root),
                fr=f"Rien ne remplit le champ « {root} »{near_fr}",
                en=f"Nothing fills the field '{root}'{near_en}",
                instead=nearest(root, known),
            )


def _without_stop(template: Template) -> Iterator[Fault]:
    for part, language, text in texts_of(template):
        if part.rpartition(".")[2] == "text" and not _STOP.search(text):
            yield Fault(
                kind="stop",
                severity=Severity.WARNING,
                part=part,
                language=language,
                start=0,
                end=0,
                fr="Ce SMS ne dit pas comment ne plus en recevoir : ajoutez « STOP au » suivi du numéro court"
                " de votre opérateur.",
                en="This SMS does not say how to receive no more: add 'STOP to' and your operator's short"
                " code.",
            )


def has_stop(template: Template) -> bool:
    """Whether every text of an SMS says how to receive no more of them."""
    return not any(_without_stop(template))


def _sentence(words: str) -> str:
    ended = words if words.endswith(("?", "!", ".")) else f"{words}."
    return ended[:1].upper() + ended[1:]
