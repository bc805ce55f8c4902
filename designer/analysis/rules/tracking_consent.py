"""Nobody is judged by openings that they did not agree to have followed."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.inventory import Tree, Use, events_in, events_of, segments_in, trees_of
from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.target import Leaf, asked_at_entry, implies, leaves
from designer.domain.condition import Compare, Comparison, Condition, Consents, Did, NotDid
from designer.domain.finding import Severity
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import Split

_EVENT = "message.opened"
_CONSENT = "email_open_tracking"


def check(case: Case) -> Iterator[Problem]:
    """Every use of ``message.opened``, in a segment too, for contacts who may not have consented to it.

    The consent is certain where the audience asks for it, where the condition itself does, and at nodes that
    are come to only by ways of splits that do. Following openings person by person takes a consent of its own
    (CNIL, deliberation 2026-042).
    """
    uses = list(_uses(case))
    if not uses or any(_certain(part, case.portfolio) for part in asked_at_entry(case.scenario)):
        return
    unasked = _unasked(case) if any(use.node for use in uses) else set()
    for use in uses:
        if use.node is not None and use.node in case.reachable and use.node not in unasked:
            continue
        yield Problem(
            fr="l'ouverture d'un message ne se suit qu'avec un consentement à part ; ajoutez"
            " « consents: email_open_tracking » à la condition, ou fiez-vous au clic (message.clicked).",
            en="opening a message may be followed only with a consent of its own; add"
            " 'consents: email_open_tracking' to the condition, or go by clicks (message.clicked).",
            node=use.node,
            path=use.path,
        )


def _uses(case: Case) -> Iterator[Use]:
    """Where openings are looked at by a condition that does not make sure of the consent, or by an event."""
    scenario, portfolio = case.scenario, case.portfolio
    trees = list(trees_of(scenario))
    in_conditions: set[object] = set()
    for tree in trees:
        for use in (*events_in(iter([tree])), *_segments(tree, portfolio)):
            in_conditions.add(use.path)
            if use.name == _EVENT and not _certain(tree.condition, portfolio):
                yield use
    for use in events_of(scenario):
        if use.name == _EVENT and use.path not in in_conditions:
            yield use


def _segments(tree: Tree, portfolio: Portfolio) -> Iterator[Use]:
    """The segments of a condition that look at openings, named by the event they look at."""
    for use in segments_in(iter([tree])):
        segment = portfolio.segments.get(use.name)
        if segment is None or _certain(segment.condition, portfolio):
            continue
        for leaf in leaves(segment.condition, portfolio):
            match leaf:
                case Did(event=event) | NotDid(did=Did(event=event)) if event == _EVENT:
                    yield Use(name=_EVENT, path=use.path, node=use.node, document=use.document)
                    break
                case _:
                    pass


def _unasked(case: Case) -> set[str]:
    """The nodes that somebody can come to past every way of a split that makes sure of the consent."""
    sure: set[tuple[str, str | None]] = set()
    for node in case.scenario.nodes:
        if isinstance(node, Split):
            sure |= {(node.id, way.path) for way in node.paths if _certain(way.when, case.portfolio)}
    start = case.scenario.start
    found = {start.id} if start is not None else set()
    todo = list(found)
    while todo:
        node_id = todo.pop()
        for edge in case.scenario.edges:
            if edge.source == node_id and (node_id, edge.path) not in sure and edge.target in case.at:
                if edge.target not in found:
                    found.add(edge.target)
                    todo.append(edge.target)
    return found


def _certain(condition: Condition, portfolio: Portfolio) -> bool:
    """Whether everyone of whom the condition is true has consented."""
    return implies(condition, portfolio, _consents)


def _consents(leaf: Leaf) -> bool:
    match leaf:
        case Consents(channel=channel):
            return channel == _CONSENT
        case Compare(how=Comparison.EQ, field=field, value=value):
            return field == f"consent_{_CONSENT}" and value is True
        case _:
            return False


RULE = Rule(
    id="tracking-consent",
    severity=Severity.WARNING,
    to_publish=Severity.ERROR,
    title={"fr": "Le suivi des ouvertures est consenti", "en": "Following openings is consented to"},
    scenario=check,
)
