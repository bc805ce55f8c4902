"""The messages of a drawing by the number that people see on them."""

from __future__ import annotations

from designer.domain.scenario import Message, Scenario, ways_out


def in_order(scenario: Scenario) -> tuple[Message, ...]:
    """The messages in the order in which a contact can come to them, fewest steps first: T1, T2 and so on."""
    queue = [] if scenario.start is None else [scenario.start.id]
    seen = set(queue)
    for id_ in queue:
        for way in ways_out(scenario.by_id[id_]):
            target = scenario.next_of.get((id_, way))
            if target is not None and target in scenario.by_id and target not in seen:
                seen.add(target)
                queue.append(target)
    queue += [id_ for id_ in scenario.by_id if id_ not in seen]
    return tuple(node for id_ in queue if isinstance(node := scenario.by_id[id_], Message))


def quoted(scenario: Scenario, id_: str) -> tuple[str, str]:
    """A step by its identifier in both languages, a message with the number of the drawing where they differ.

    An identifier says "t3" as long as the step lives; its number changes with what is drawn before it.
    """
    for number, node in enumerate(in_order(scenario), start=1):
        if node.id == id_ and id_.casefold() != f"t{number}":
            return f"« {id_} » (T{number})", f"'{id_}' (T{number})"
    return f"« {id_} »", f"'{id_}'"
