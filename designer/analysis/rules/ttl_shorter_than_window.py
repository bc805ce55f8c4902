"""A delayed message makes sense for as long as the rule that delays it looks back."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.words import lasting
from designer.domain.channel import Channel
from designer.domain.finding import Severity
from designer.domain.policy import Calendar, Policy, Scope
from designer.domain.pressure import length
from designer.domain.scenario import IfBlocked, Message, Scenario


def check(case: Case) -> Iterator[Problem]:
    """The first message that a message before it can hold back until it has lost its sense.

    Only rules with room for one message are looked at: of others the next place may come sooner than a whole
    window later. One finding a scenario, since its messages mostly share their time to live.
    """
    policy = case.portfolio.policy
    messages = [
        (index, node)
        for index, node in enumerate(case.scenario.nodes)
        if isinstance(node, Message) and node.id in case.reachable and case.at[node.id] == index
    ]
    found = []
    for index, node in messages:
        if node.if_blocked is not IfBlocked.DELAY:
            continue
        if not policy.rule_of(case.scenario.category_of(node)).subject:
            continue
        before = [other for _, other in messages if node.id in case.reach(case.after[other.id])]
        longest = max(_windows(case.scenario, policy, node, before), default=(0, ""))
        if longest[0] > length(node.ttl):
            found.append((index, node, longest))
    if not found:
        return
    index, node, (width, rule) = found[0]
    window_fr, window_en = lasting(width)
    ttl_fr, ttl_en = lasting(length(node.ttl))
    more_fr = more_en = ""
    if len(found) > 1:
        others = len(found) - 1
        more_fr = f" ({others} autre{'s' if others > 1 else ''} message{'s' if others > 1 else ''} de même)"
        more_en = f" ({others} other message{'s' if others > 1 else ''} likewise)"
    yield Problem(
        fr=f"la règle « {rule} » peut retenir ce message {window_fr} après un autre du même scénario, et il"
        f" n'a plus de sens après {ttl_fr}{more_fr} : il peut être perdu ; allongez sa durée de vie (ttl) ou"
        " l'attente qui le précède.",
        en=f"the rule '{rule}' can hold this message back for {window_en} after another one of the same"
        f" scenario, and it makes no sense after {ttl_en}{more_en}: it can be lost; lengthen its time to"
        " live (ttl) or the wait before it.",
        node=node.id,
        path=("nodes", index, "ttl"),
    )


def _windows(
    scenario: Scenario, policy: Policy, node: Message, before: list[Message]
) -> Iterator[tuple[int, str]]:
    """Minutes and name of the rules with room for one that look at this message and that one before fills."""

    def looks_at(scope: Scope, message: Message) -> bool:
        return scope.holds(
            channels=frozenset((message.channel,)),
            category=scenario.category_of(message),
            scenario=scenario.key,
        )

    counted = [one for one in before if policy.rule_of(scenario.category_of(one)).counts]
    for cap in policy.caps:
        if cap.max == 1 and not isinstance(cap.per, Calendar) and looks_at(cap.scope, node):
            if any(looks_at(cap.scope, one) for one in counted):
                yield length(cap.per), cap.id
    for gap in policy.gaps:
        if gap.max is None and looks_at(gap.scope, node):
            after: frozenset[Channel] | None = gap.after
            if any(one.channel in after if after else looks_at(gap.scope, one) for one in counted):
                yield length(gap.min), gap.id


RULE = Rule(
    id="ttl-shorter-than-window",
    severity=Severity.WARNING,
    title={
        "fr": "Un message retenu garde son sens assez longtemps",
        "en": "A delayed message makes sense for long enough",
    },
    scenario=check,
)
