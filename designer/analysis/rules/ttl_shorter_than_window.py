"""A delayed message makes sense for as long as the rule that delays it looks back."""

from __future__ import annotations

from collections.abc import Iterator

from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.words import lasting
from designer.domain.channel import Category, Channel
from designer.domain.finding import Severity
from designer.domain.policy import Calendar, Policy, Scope
from designer.domain.pressure import length
from designer.domain.scenario import IfBlocked, Message

_Kind = tuple[Channel, Category]


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
    windows = list(_windows(case, policy, [node for _, node in messages]))
    found = []
    for index, node in messages:
        if node.if_blocked is not IfBlocked.DELAY:
            continue
        category = case.scenario.category_of(node)
        if not policy.rule_of(category).subject:
            continue
        here = case.bits[node.id]
        longest = max(
            (
                (minutes, rule)
                for minutes, rule, looked_at, full in windows
                if full & here and (node.channel, category) in looked_at
            ),
            default=(0, ""),
        )
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
    case: Case, policy: Policy, messages: list[Message]
) -> Iterator[tuple[int, str, frozenset[_Kind], int]]:
    """The rules with room for one: minutes, name, the kinds of messages that they look at, and, as bits, the
    nodes that come after a message that fills them.
    """
    scenario = case.scenario
    #: What comes after the messages of each kind.
    behind: dict[_Kind, int] = {}
    for one in messages:
        kind = (one.channel, scenario.category_of(one))
        behind[kind] = behind.get(kind, 0) | case.behind[one.id]

    def seen(scope: Scope) -> frozenset[_Kind]:
        return frozenset(
            (channel, category)
            for channel, category in behind
            if scope.holds(channels=frozenset((channel,)), category=category, scenario=scenario.key)
        )

    def full(filling: frozenset[_Kind]) -> int:
        nodes = 0
        for kind in filling:
            if policy.rule_of(kind[1]).counts:
                nodes |= behind[kind]
        return nodes

    for cap in policy.caps:
        if cap.max == 1 and not isinstance(cap.per, Calendar):
            looked_at = seen(cap.scope)
            yield length(cap.per), cap.id, looked_at, full(looked_at)
    for gap in policy.gaps:
        if gap.max is None:
            looked_at = seen(gap.scope)
            # without channels of its own a gap is between the messages that it looks at
            yield (
                length(gap.min),
                gap.id,
                looked_at,
                full(seen(Scope(channels=gap.after)) if gap.after else looked_at),
            )


RULE = Rule(
    id="ttl-shorter-than-window",
    severity=Severity.WARNING,
    title={
        "fr": "Un message retenu garde son sens assez longtemps",
        "en": "A delayed message makes sense for long enough",
    },
    scenario=check,
)
