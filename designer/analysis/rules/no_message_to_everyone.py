"""A message is chosen for those who get it."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.target import is_formal, leaves
from designer.analysis.wording import parsed, texts_of
from designer.domain.data import KNOWN_ATTRIBUTES
from designer.domain.finding import Severity
from designer.domain.scenario import Message, ScheduleTrigger, Split, WaitEvent

#: Merge fields that address somebody and adapt nothing to them.
_ADDRESS = frozenset(
    {"first_name", "last_name", "name", "title", "civility", "prenom", "nom", "civilite"}
    | {"event", "brand", "unsubscribe_url", *KNOWN_ATTRIBUTES}
)


def check(case: Case) -> Iterator[Problem]:
    """The commercial and relationship messages that a schedule sends to the whole base.

    An audience that only asks for a consent or an address chooses nobody. Every other trigger answers
    something that a contact does, is or comes to, or somebody's choice; behind a split or a wait for an event
    a message is chosen; and one whose template has merge fields beyond the name is adapted.
    """
    scenario = case.scenario
    if not isinstance(scenario.trigger, ScheduleTrigger) or scenario.start is None:
        return
    audience = scenario.audience
    if audience is not None and not all(is_formal(leaf) for leaf in leaves(audience, case.portfolio)):
        return
    for node in _unchosen(case, scenario.start.id):
        message = scenario.by_id[node]
        if (
            isinstance(message, Message)
            and scenario.category_of(message).needs_consent
            and not _adapted(case, message)
        ):
            yield Problem(
                fr="ce message part à toute la base, sans critère : ajoutez une cible (audience), ou une"
                " condition avant lui, pour que l'offre réponde à ce que chacun cherche.",
                en="this message leaves for the whole base, without any criterion: add an audience, or a"
                " condition before it, so that the offer is what each of them looks for.",
                node=node,
                path=case.path_of(node),
            )


def _unchosen(case: Case, start: str) -> list[str]:
    """The nodes that everyone who enters may come to, in the order of the document."""
    found, todo = {start}, [start]
    while todo:
        node = todo.pop()
        if isinstance(case.scenario.by_id[node], Split | WaitEvent):
            continue
        for after in case.after[node]:
            if after not in found:
                found.add(after)
                todo.append(after)
    return sorted(found, key=lambda node: case.at[node])


def _adapted(case: Case, message: Message) -> bool:
    template = case.portfolio.messages.get(message.template) if message.template else None
    if template is None:
        return False
    fields = (field for _, _, text in texts_of(template) for field in parsed(text).fields)
    return any(field.partition(".")[0].partition("[")[0] not in _ADDRESS for field in fields)


RULE = Rule(
    id="no-message-to-everyone",
    severity=Severity.WARNING,
    title={"fr": "Un message a une cible", "en": "A message has a target"},
    scenario=check,
)
