"""The conditions of variants name what there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from designer.analysis.inventory import Tree, Use, events_in, fields_in, segments_in
from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.words import perhaps
from designer.domain.data import KNOWN_ATTRIBUTES, RECEIPTS, DataModel
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
    """The unknown names in the variants' conditions."""
    kinds = list(_kinds(case.portfolio))
    for index, node, template in case.written():
        told: set[tuple[str, str]] = set()
        for variant in template.variants:
            for kind in kinds:
                for use in kind.uses(iter([Tree(condition=variant.when, path=())])):
                    # properties are looked up at their own event
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
            tree = Tree(condition=variant.when, path=("nodes", index, "template"), node=node.id)
            yield from _properties(tree, case.portfolio.data, template.key, variant.key)


def _properties(tree: Tree, data: DataModel, template: str, variant: str) -> Iterator[Problem]:
    """The undeclared properties that a condition asks of events, each once."""
    told: set[tuple[str, str]] = set()
    for use in fields_in(iter([tree])):
        # an event declared without properties is one whose properties nobody wrote down
        known = data.properties_of(use.event) if data.declared and use.event is not None else None
        if use.event is None or not known or use.name in known or (use.event, use.name) in told:
            continue
        told.add((use.event, use.name))
        near_fr, near_en = perhaps(use.name, sorted(known))
        yield Problem(
            fr=f"le gabarit « {template} », variante « {variant} » : l'évènement « {use.event} » n'a pas de"
            f" propriété « {use.name} »{near_fr} Corrigez la condition de cette variante.",
            en=f"the template '{template}', variant '{variant}': the event '{use.event}' has no property"
            f" '{use.name}'{near_en} Correct the condition of this variant.",
            node=tree.node,
            path=tree.path,
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
