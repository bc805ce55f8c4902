"""Ideas against a conflict: scenarios that break a rule together, or one that breaks it alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

import networkx as nx

from designer.analysis.atoms import entry_condition, satisfiable
from designer.analysis.draft import Draft, has_one_way_out
from designer.analysis.ideas import Idea, Search, graph_of, is_passed_by, most_of, waits_between
from designer.analysis.pressure import Memo, prove
from designer.analysis.priority import rank
from designer.analysis.target import leaves
from designer.analysis.verdict import Conflict, Due, Proof, Witness
from designer.analysis.words import lasting
from designer.domain.channel import Category
from designer.domain.condition import All, Condition, Did, InSegment, NotDid
from designer.domain.data import Mutability
from designer.domain.plan import Plan
from designer.domain.portfolio import Portfolio
from designer.domain.pressure import TOLERANCE, contribution
from designer.domain.scenario import (
    NEXT,
    DateTrigger,
    Effect,
    Message,
    Priority,
    Reentry,
    Scenario,
    ScheduleTrigger,
    TriggerNode,
    Update,
    Wait,
)
from designer.domain.time import HOUR, Duration

#: Waits that are lengthened together at most, and rounds of a search.
_STEPS = 16


class OfConflict(Search):
    """Scenarios that break a rule together, or one that breaks it alone."""

    def __init__(self, portfolio: Portfolio, conflict: Conflict, memo: Memo, before: Proof) -> None:
        super().__init__(portfolio, conflict.rule, memo, before)
        self.conflict = conflict
        #: The scenarios in question, who passes last being first: it is the one to change.
        self.scenarios = sorted(
            (scenario for scenario in portfolio.scenarios if scenario.key in conflict.scenarios),
            key=rank,
            reverse=True,
        )
        self._narrow_memo = Memo()
        policy = portfolio.policy
        self._kept = replace(
            policy,
            caps=tuple(cap for cap in policy.caps if cap.id == self.rule),
            gaps=tuple(gap for gap in policy.gaps if gap.id == self.rule),
            score=policy.score if self.rule == "score" else None,
            quiet_hours=(),
            exclusions=(),
        )

    # ── Whether it is gone

    def gone(self, draft: Draft) -> bool:
        proof = self._narrow(draft)
        if self.conflict.exempt:
            return not any(found.exempt for found in proof.conflicts)
        row = next((row for row in proof.rows if row.rule == self.rule), None)
        limit = self.conflict.limit + (TOLERANCE if self.rule == "score" else 0)
        return (row is None or most_of(row) <= limit) and not any(not one.exempt for one in proof.conflicts)

    def _narrow(self, draft: Draft) -> Proof:
        """The proof of the rule over these scenarios alone, the others being there without a message."""
        keys = set(self.conflict.scenarios)
        policy = self._kept
        if draft.portfolio.policy is not self.portfolio.policy:
            policy = replace(
                draft.portfolio.policy,
                caps=tuple(cap for cap in draft.portfolio.policy.caps if cap.id == self.rule),
                gaps=tuple(gap for gap in draft.portfolio.policy.gaps if gap.id == self.rule),
                score=policy.score,
                quiet_hours=(),
                exclusions=(),
            )
        narrow = replace(
            draft.portfolio,
            policy=policy,
            scenarios=(
                *(one for one in draft.portfolio.scenarios if one.key in keys),
                *self._silent,
            ),
            plan=Plan(campaigns=tuple(one for one in draft.portfolio.plan.campaigns if one.key in keys)),
        )
        return prove(narrow, memo=self._narrow_memo)

    @cached_property
    def _silent(self) -> tuple[Scenario, ...]:
        """The other scenarios that change contacts or take them out: what they do to these still holds."""
        keys = set(self.conflict.scenarios)
        return tuple(
            Scenario(
                key=one.key,
                name=one.name,
                trigger=one.trigger,
                nodes=tuple(node for node in one.nodes if isinstance(node, Update)),
                edges=(),
                priority=Priority(prevails_over=one.priority.prevails_over),
            )
            for one in self.portfolio.scenarios
            if one.key not in keys
            and (
                any(isinstance(node, Update) for node in one.nodes)
                or any(
                    prevails.scenario in keys and prevails.effect is not Effect.ORDER
                    for prevails in one.priority.prevails_over
                )
            )
        )

    def _witness(self, draft: Draft) -> Witness | None:
        """The run that still breaks the rule."""
        proof = self._narrow(draft)
        row = next((row for row in proof.rows if row.rule == self.rule), None)
        if self.conflict.exempt:
            worst = next((found.worst for found in proof.conflicts if found.exempt), None)
        else:
            worst = None if row is None else row.worst
        return None if worst is None else worst.witness

    # ── Ideas

    def ideas(self) -> Iterator[Idea]:
        yield from self._time()
        yield from self._weight()
        yield from self._apart()
        # where it could keep a service message from leaving, everything else is better
        if not self._firm:
            yield from self._exclusive()
        yield from self._channel()
        yield from self._scope()
        if self._firm:
            yield from self._exclusive()

    def inside(self, key: str) -> tuple[str, str]:
        if len(self.conflict.scenarios) == 1:
            return "", ""
        fr, en = self.named(key)
        return f" dans « {fr} »", f" in '{en}'"

    @cached_property
    def _firm(self) -> frozenset[str]:
        """The scenarios with a message that no rule holds back: nobody is kept out of them."""
        return frozenset(
            scenario.key
            for scenario in self.scenarios
            if any(self._is_exempt(scenario, node.id) for node in scenario.nodes)
        )

    def _is_exempt(self, scenario: Scenario, node_id: str) -> bool:
        """Whether a node is a message that the rules let pass."""
        node = scenario.by_id.get(node_id)
        return (
            isinstance(node, Message)
            and not self.portfolio.policy.rule_of(scenario.category_of(node)).subject
        )

    @cached_property
    def _events(self) -> tuple[Due, ...]:
        """The messages of the run that shows the conflict; without a run, those concerned, at once."""
        worst = self.conflict.worst
        if worst is not None and worst.witness is not None:
            return worst.witness.events
        found = []
        for key, node in self.conflict.nodes:
            scenario = self.portfolio.scenario(key)
            message = None if scenario is None else scenario.by_id.get(node)
            if isinstance(message, Message):
                found.append(Due(at=0, scenario=key, node=node, channel=message.channel))
        return tuple(found)

    def _missing(self, events: Sequence[Due]) -> int | None:
        """The most minutes that a window which is too full would have to be longer."""
        width = None if self.question is None else self.question.width
        if width is None:
            return None
        most = (
            1 if self.question is not None and self.question.after is not None else int(self.conflict.limit)
        )
        return max(
            (
                width - (last.at - first.at)
                for first, last in zip(events, events[most:], strict=False)
                if last.at - first.at < width
            ),
            default=None,
        )

    def _time(self) -> Iterator[Idea]:
        """Longer waits between the messages of one scenario, one of them if that is enough."""
        guess = self._missing(self._events)
        found = 0
        for scenario in self.scenarios:
            for node, after in self._steps_of(scenario):
                idea: Idea | None = None
                for wait in waits_between(scenario, node, after):
                    idea = self.longer_wait(scenario.key, wait, guess)
                    if idea is not None:
                        break
                if idea is None and has_one_way_out(scenario.by_id[node]):
                    idea = self.new_wait(scenario.key, node, guess=guess)
                if idea is not None:
                    found += 1
                    yield idea
            idea = self._reentry(scenario, guess)
            if idea is not None:
                found += 1
                yield idea
        if not found:
            together = self._together()
            if together is not None:
                yield together

    def _steps_of(self, scenario: Scenario) -> list[tuple[str, str]]:
        """From message to message of the scenario in the run; from its start, where others meet it there."""
        nodes = [due.node for due in self._events if due.scenario == scenario.key]
        if self.conflict.worst is None:
            steps = [(node, node) for node in nodes]
        else:
            steps = list(pairwise(nodes))
            if nodes and scenario.start is not None and self._is_tied(scenario):
                steps.append((scenario.start.id, nodes[0]))
        # what leaves at once whatever the rules say is not made to wait
        return [step for step in dict.fromkeys(steps) if not self._is_exempt(scenario, step[1])]

    def _is_tied(self, scenario: Scenario) -> bool:
        """Whether its entries may come at known times after those of another one of these."""
        dated = DateTrigger | ScheduleTrigger
        return any(
            other is not scenario
            and (
                other.trigger == scenario.trigger
                or (isinstance(other.trigger, dated) and isinstance(scenario.trigger, dated))
            )
            for other in self.scenarios
        )

    def _reentry(self, scenario: Scenario, guess: int | None) -> Idea | None:
        """More time from one stay in the scenario, or one entry, to the next."""
        entry = scenario.entry
        if self.conflict.exempt and scenario.key in self._firm and len(self.scenarios) > 1:
            return None
        if entry.reentry is Reentry.NEVER or (entry.gap is not None and not entry.gap.exact):
            return None
        base = 0 if entry.gap is None else entry.gap.minutes

        def make(more: int) -> Draft:
            return self.start.entry(scenario.key, gap=Duration(minutes=base + more))

        more = self.least(make, base, guess)
        if more is None:
            return None
        fr, en = lasting(base + more)
        in_fr, in_en = self.inside(scenario.key)
        since_fr = "la sortie" if entry.reentry is Reentry.AFTER_EXIT else "l'entrée"
        since_en = "leaving" if entry.reentry is Reentry.AFTER_EXIT else "entering"
        return Idea(
            kind="reentry",
            label={
                "fr": f"N'entrer de nouveau{in_fr} que {fr} après {since_fr}",
                "en": f"Enter again{in_en} only {en} after {since_en}",
            },
            draft=make(more),
            cost={
                "fr": "Qui revient plus tôt n'entre pas.",
                "en": "Whoever comes back earlier does not enter.",
            },
        )

    def _together(self) -> Idea | None:
        """Several waits lengthened, each by what is missing where the run breaks the rule."""
        draft, steps = self.start, []
        for _ in range(_STEPS):
            witness = self._witness(draft)
            step = None if witness is None else self._step(draft, witness.events)
            if step is None:
                return None
            draft, changed = step
            steps.append(changed)
            if self.gone(draft):
                break
        else:
            return None
        places = list(dict.fromkeys((key, place) for key, place, _ in steps))
        if len(places) < 2:
            return None
        fr_places, en_places = [], []
        for key, place in places:
            if place in self.start.scenario(key).by_id:
                fr_places.append(f"« {place} »")
                en_places.append(f"'{place}'")
            else:
                source = next(edge.source for edge in draft.scenario(key).edges if edge.target == place)
                fr_places.append(f"une nouvelle après « {source} »")
                en_places.append(f"a new one after '{source}'")
        fr, en = lasting(sum(more for _, _, more in steps))
        return Idea(
            kind="lengthen",
            label={
                "fr": f"Allonger plusieurs attentes, {fr} en tout : {', '.join(fr_places)}",
                "en": f"Lengthen several waits, {en} in all: {', '.join(en_places)}",
            },
            draft=_compact(self.start, draft),
            cost={
                "fr": f"Les derniers messages partent jusqu'à {fr} plus tard.",
                "en": f"The last messages leave up to {en} later.",
            },
        )

    def _step(self, draft: Draft, events: Sequence[Due]) -> tuple[Draft, tuple[str, str, int]] | None:
        """One wait lengthened where the first window that is too full has one."""
        width = None if self.question is None else self.question.width
        if width is None:
            return None
        most = int(self.conflict.limit)
        for at, (first, last) in enumerate(zip(events, events[most:], strict=False)):
            more = width - (last.at - first.at)
            if more <= 0:
                continue
            inner = events[at : at + most + 1]
            for one, other in reversed(list(pairwise(inner))):
                if one.scenario != other.scenario or draft.portfolio.scenario(one.scenario) is None:
                    continue
                scenario = draft.scenario(one.scenario)
                if self._is_exempt(scenario, other.node):
                    continue
                for wait in waits_between(scenario, one.node, other.node):
                    if wait.for_ is None or is_passed_by(scenario, one.node, other.node, wait.id):
                        continue
                    longer = draft.waiting(scenario.key, wait.id, wait.for_.minutes + more)
                    return longer, (scenario.key, wait.id, more)
                if nx.has_path(graph_of(scenario), one.node, other.node):
                    longer = draft.pausing_after(scenario.key, one.node, more)
                    return longer, (scenario.key, longer.scenario(scenario.key).nodes[-1].id, more)
        return None

    def _weight(self) -> Iterator[Idea]:
        """Lighter messages of one scenario, as light as the score asks for."""
        question = self.question
        if question is None or question.score is None:
            return
        for scenario in self.scenarios:
            draft = self.start
            for _ in range(_STEPS):
                lighter = self._lighter(draft, scenario.key)
                if lighter is None:
                    break
                draft = lighter
                if self.gone(draft):
                    draft = _compact(self.start, draft)
                    yield self._lightened(draft, scenario.key)
                    break

    def _lighter(self, draft: Draft, key: str) -> Draft | None:
        """The messages of the scenario in the run, lighter by what is too much, where they can be."""
        assert self.question is not None
        score, witness = self.question.score, self._witness(draft)
        if score is None or witness is None or not witness.events or not witness.scores:
            return None
        last = witness.events[-1].at
        scenario = draft.scenario(key)
        weights: dict[str, float] = {}
        mine = 0.0
        for due in witness.events:
            node = scenario.by_id.get(due.node) if due.scenario == key else None
            if isinstance(node, Message):
                weight = score.weight_of(node.channel) if node.weight is None else node.weight
                weights[node.id] = weight
                mine += contribution(score, weight, last - due.at)
        excess = witness.scores[-1] - score.threshold
        if not 0 < excess < mine:
            return None
        for node_id, weight in weights.items():
            # rounded down to what people write
            scaled = int(weight * (mine - excess) / mine * 10) / 10
            draft = draft.message(key, node_id, weight=scaled)
        return draft

    def _lightened(self, draft: Draft, key: str) -> Idea:
        was, now = self.start.scenario(key), draft.scenario(key)
        said = [
            (node.id, node.weight)
            for node, before in zip(now.nodes, was.nodes, strict=True)
            if isinstance(node, Message) and node is not before
        ]
        in_fr, in_en = self.inside(key)
        fr = ", ".join(f"« {node} » à {weight:g}".replace(".", ",") for node, weight in said)
        en = ", ".join(f"'{node}' to {weight:g}" for node, weight in said)
        return Idea(
            kind="weight",
            label={"fr": f"Baisser le poids{in_fr} : {fr}", "en": f"Lower the weight{in_en}: {en}"},
            draft=draft,
            cost={
                "fr": "Le score compte moins ces messages, pour toutes les règles.",
                "en": "The score counts these messages for less.",
            },
        )

    def _apart(self) -> Iterator[Idea]:
        """The audience of one scenario without that of another, on what cannot change."""
        if len(self.conflict.scenarios) < 2:
            return
        audiences: list[tuple[str, Condition | None]] = [
            *((scenario.key, entry_condition(scenario)) for scenario in reversed(self.scenarios)),
            *(
                (campaign.key, campaign.audience)
                for campaign in self.portfolio.plan.campaigns
                if campaign.key in self.conflict.scenarios
            ),
        ]
        for scenario in self.scenarios:
            if scenario.key in self._firm:
                continue
            for key, audience in audiences:
                part = None if key == scenario.key else _lasting_part(audience, self.portfolio)
                if part is None:
                    continue
                draft = self.start.excluding(scenario.key, part)
                left = entry_condition(draft.scenario(scenario.key))
                if not satisfiable(left, self.portfolio):
                    continue
                one_fr, one_en = self.named(scenario.key)
                other_fr, other_en = self.named(key)
                yield Idea(
                    kind="exclude",
                    label={
                        "fr": f"Exclure de « {one_fr} » la cible de « {other_fr} »",
                        "en": f"Exclude the audience of '{other_en}' from '{one_en}'",
                    },
                    draft=draft,
                    cost={
                        "fr": f"Ces contacts n'entrent plus dans « {one_fr} ».",
                        "en": f"These contacts no longer enter '{one_en}'.",
                    },
                )

    def _exclusive(self) -> Iterator[Idea]:
        """One scenario at a time, with a wait at the end of each where what follows would come too soon."""
        groups = {scenario.entry.group for scenario in self.scenarios} - {None}
        if len(self.scenarios) < 2 or len(groups) > 1:
            return
        group = next(iter(groups), None) or "-".join(sorted(scenario.key for scenario in self.scenarios))
        draft = self.start
        for scenario in self.scenarios:
            if scenario.entry.group != group:
                draft = draft.entry(scenario.key, group=group)
        waits_at: dict[tuple[str, str], int] = {}
        for _ in range(_STEPS):
            if self.gone(draft):
                break
            witness = self._witness(draft)
            more = None if witness is None else self._between(witness.events)
            # nothing left to see and yet no proof: all the time that the window asks for
            steps = [more] if more else [(place, self.longest - had) for place, had in waits_at.items()]
            steps = [(place, minutes) for place, minutes in steps if minutes > 0]
            if not steps:
                return
            start = {place for place, _ in steps if self._starts(*place)}
            if any(key in self._firm for key, _ in start):
                return
            for place, minutes in steps:
                had = waits_at.get(place, 0)
                minutes = max(minutes, self.longest - had) if had else minutes
                waits_at[place] = had + minutes
                draft = _paused_after(draft, *place, minutes)
        else:
            return
        names = [self.named(scenario.key) for scenario in reversed(self.scenarios)]
        fr = " et ".join(f"« {name} »" for name, _ in names)
        en = " and ".join(f"'{name}'" for _, name in names)
        with_fr = with_en = ""
        cost_fr = "Qui est dans l'un n'entre pas dans l'autre, et ne le retrouve pas ensuite."
        cost_en = "Whoever is in one does not enter the other, nor is caught up with later."
        for (key, node), minutes in waits_at.items():
            name, lasts = self.named(key), lasting(minutes)
            if self._starts(key, node):
                with_fr += f", {lasts[0]} d'attente au début de « {name[0]} »"
                with_en += f", {lasts[1]} of waiting at the start of '{name[1]}'"
                cost_fr += f" « {name[0]} » commence {lasts[0]} plus tard."
                cost_en += f" '{name[1]}' starts {lasts[1]} later."
            else:
                with_fr += f", {lasts[0]} d'attente à la fin de « {name[0]} »"
                with_en += f", {lasts[1]} of waiting at the end of '{name[1]}'"
        for key in sorted(self._firm):
            name = self.named(key)
            cost_fr += f" Attention : « {name[0]} », qui porte un message de service, peut ne pas partir."
            cost_en += f" Mind that '{name[1]}', which has a service message, may not leave."
        yield Idea(
            kind="exclusive",
            label={
                "fr": f"Rendre exclusifs {fr}{with_fr}",
                "en": f"Make {en} exclusive{with_en}",
            },
            draft=_compact(self.start, draft),
            cost={"fr": cost_fr, "en": cost_en},
        )

    def _starts(self, key: str, node: str) -> bool:
        """Whether a wait after the node is at the start of the scenario."""
        return isinstance(self.start.scenario(key).by_id.get(node), TriggerNode)

    def _between(self, events: Sequence[Due]) -> tuple[tuple[str, str], int] | None:
        """Where time is missing from the last message of one scenario in the run to the first of the next.

        After the last message of the first one, or where that one can be left at any time, after the trigger
        of the other one (before a wait until a local time, which the message keeps): scenario and node, and
        how many minutes, in full hours.
        """
        width = None if self.question is None else self.question.width
        if width is None:
            return None
        most = int(self.conflict.limit)
        for at, (first, last) in enumerate(zip(events, events[most:], strict=False)):
            missing = width - (last.at - first.at)
            if missing <= 0:
                continue
            for one, other in pairwise(events[at : at + most + 1]):
                leaving, entering = (self.portfolio.scenario(due.scenario) for due in (one, other))
                if leaving is None or entering is None or leaving is entering or entering.start is None:
                    continue
                if self._can_be_left(leaving.key):
                    place = (entering.key, entering.start.id)
                else:
                    place = (leaving.key, one.node)
                return place, -(-missing // HOUR) * HOUR
        return None

    def _can_be_left(self, key: str) -> bool:
        """Whether a contact may leave a scenario anywhere, so that a wait at its end holds nobody."""
        scenario = self.start.scenario(key)
        return (
            scenario.exit_when is not None
            or (scenario.goal is not None and not scenario.goal.stay)
            or any(
                prevails.scenario == key and prevails.effect is Effect.EXIT
                for other in self.portfolio.scenarios
                for prevails in other.priority.prevails_over
            )
        )

    def _channel(self) -> Iterator[Idea]:
        """One message of the run on a channel that the rule does not look at."""
        for scenario in self.scenarios:
            nodes = dict.fromkeys(due.node for due in reversed(self._events) if due.scenario == scenario.key)
            for id_ in nodes:
                message = scenario.by_id[id_]
                assert isinstance(message, Message)
                for channel in self.other_channels(message):
                    yield self.switched(scenario, message, channel)

    def _scope(self) -> Iterator[Idea]:
        """The rule looks at what it can hold back alone: exempt messages no longer fill it."""
        question = self.question
        if not self.conflict.exempt or question is None or question.score is not None:
            return
        policy = self.portfolio.policy
        looked_at = question.scope.categories or frozenset(Category)
        kept = frozenset(category for category in looked_at if policy.rule_of(category).subject)
        if not kept:
            return
        yield Idea(
            kind="scope",
            label={
                "fr": f"Ne plus compter les messages exemptés dans la règle « {self.rule} »",
                "en": f"No longer count exempt messages under the rule '{self.rule}'",
            },
            draft=self.start.looking_at(self.rule, kept),
            cost={
                "fr": "Un message commercial peut suivre de près un message de service, partout.",
                "en": "A commercial message may closely follow a service message, everywhere.",
            },
        )


def _paused_after(draft: Draft, key: str, node: str, minutes: int) -> Draft:
    """So many minutes more right after a node: in the wait that is there, else in a new one."""
    scenario = draft.scenario(key)
    after = scenario.by_id.get(scenario.next_of.get((node, NEXT), ""))
    if isinstance(after, Wait) and after.for_ is not None and after.for_.exact:
        return draft.waiting(key, after.id, after.for_.minutes + minutes)
    return draft.pausing_after(key, node, minutes)


def _lasting_part(condition: Condition | None, portfolio: Portfolio) -> Condition | None:
    """What of a condition rests on what cannot change: whoever satisfies the condition satisfies it."""
    match condition:
        case None:
            return None
        case All(parts=parts):
            kept = [part for part in (_lasting_part(one, portfolio) for one in parts) if part is not None]
            return None if not kept else kept[0] if len(kept) == 1 else All(parts=tuple(kept))
        case InSegment(segment=key) if key in portfolio.segments and not _lasts(condition, portfolio):
            return _lasting_part(portfolio.segments[key].condition, portfolio)
        case _:
            return condition if _lasts(condition, portfolio) else None


def _lasts(condition: Condition, portfolio: Portfolio) -> bool:
    """Whether its truth never changes for a contact."""
    for leaf in leaves(condition, portfolio):
        if isinstance(leaf, Did | NotDid | InSegment) or not hasattr(leaf, "field"):
            return False
        known = portfolio.data.attributes.get(leaf.field)
        if (known is not None and known.mutability in (Mutability.VOLATILE, Mutability.MONOTONE)) or (
            leaf.field in portfolio.updated or leaf.field.startswith("consent_")
        ):
            return False
    return True


def _compact(start: Draft, draft: Draft) -> Draft:
    """The same draft with the last of several changes of one place alone."""
    last = {(change.document, change.path): at for at, change in enumerate(draft.changes)}
    kept = [change for at, change in enumerate(draft.changes) if last[change.document, change.path] == at]
    return replace(draft, changes=(*start.changes, *kept)) if len(kept) != len(draft.changes) else draft
