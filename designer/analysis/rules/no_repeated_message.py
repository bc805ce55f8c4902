"""Nobody gets the same message twice on one way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.domain.channel import Channel
from designer.domain.finding import Severity
from designer.domain.scenario import Message


def check(case: Case) -> Iterator[Problem]:
    """The messages that follow another one of the same template and channel, on some way.

    A circle may repeat its own message on purpose, so that only different nodes count; of two that follow
    each other in a circle the later in the document is named.
    """
    same: dict[tuple[str, Channel], list[str]] = defaultdict(list)
    for node, index in case.at.items():
        message = case.scenario.nodes[index]
        if isinstance(message, Message) and message.template is not None and node in case.reachable:
            same[(message.template, message.channel)].append(node)
    told: dict[str, str] = {}
    for nodes in same.values():
        behind = {node: case.reach(case.after[node]) for node in nodes} if len(nodes) > 1 else {}
        for index, later in enumerate(nodes):
            for other, before in enumerate(nodes):
                around = other > index and before in behind.get(later, ())
                if other != index and later in behind[before] and not around:
                    told.setdefault(later, before)
    for node in sorted(told, key=lambda node: case.at[node]):
        template = getattr(case.scenario.by_id[node], "template", "")
        yield Problem(
            fr=f"le gabarit « {template} » est déjà parti à l'étape « {told[node]} » du même chemin : le"
            " contact recevrait deux fois le même message ; donnez-lui un autre gabarit.",
            en=f"the template '{template}' has already left at the node '{told[node]}' of the same way, so"
            " that the contact would get one message twice; give it another template.",
            node=node,
            path=case.path_of(node, "template"),
        )


RULE = Rule(
    id="no-repeated-message",
    severity=Severity.WARNING,
    title={"fr": "Aucun message en double sur un chemin", "en": "No message twice on one way"},
    scenario=check,
)
