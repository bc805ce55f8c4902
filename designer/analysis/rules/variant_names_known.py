"""The conditions of variants name what there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from designer.analysis.inventory import Tree, Use, events_in, fields_in, segments_in
from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.words import perhaps
from designer.domain.data import KNOWN_ATTRIBUTES, RECEIPTS
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """Something that conditions name, and what of it there is."""

    fr: str
    en: str
    uses: Callable[[Iterator[Tree]], Iterator[Use]]
    known: frozenset[str]


def check(case: Case) -> Iterator[Problem]:
    """The unknown attributes, events and segments of the variants' conditions, each once a message."""
    kinds = list(_kinds(case.portfolio))
    for index, node, template in case.written():
        told: set[tuple[str, str]] = set()
        for variant in template.variants:
            for kind in kinds:
                for use in kind.uses(iter([Tree(condition=variant.when, path=())])):
                    # what the properties of an event are called is that event's affair
                    if use.event is not None or use.name in kind.known or (kind.en, use.name) in told:
                        continue
                    told.add((kind.en, use.name))
                    near_fr, near_en = perhaps(use.name, sorted(kind.known))
                    yield Problem(
                        fr=f"le gabarit « {template.key} », variante « {variant.key} » : {kind.fr}"
                        f" « {use.name} » n'existe pas{near_fr} Corrigez la condition de cette variante.",
                        en=f"the template '{template.key}', variant '{variant.key}': {kind.en} '{use.name}'"
                        f" does not exist{near_en} Correct the condition of this variant.",
                        node=node.id,
                        path=("nodes", index, "template"),
                    )


def _kinds(portfolio: Portfolio) -> Iterator[_Kind]:
    """What is checked by name: only what is declared somewhere."""
    data, segments = portfolio.data, portfolio.segments
    if data.declared and data.attributes:
        known = frozenset({*data.attributes, *KNOWN_ATTRIBUTES})
        yield _Kind(fr="l'attribut", en="the attribute", uses=fields_in, known=known)
    if data.declared and data.events:
        known = frozenset({*data.events, *RECEIPTS})
        yield _Kind(fr="l'évènement", en="the event", uses=events_in, known=known)
    if portfolio.segments_declared or segments:
        yield _Kind(fr="le segment", en="the segment", uses=segments_in, known=frozenset(segments))


RULE = Rule(
    id="variant-names-known",
    severity=Severity.ERROR,
    title={
        "fr": "Les conditions des variantes nomment ce qui existe",
        "en": "The conditions of variants name what there is",
    },
    scenario=check,
)
