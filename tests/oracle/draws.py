"""What is drawn, by name; how is the product's own business."""

from __future__ import annotations

from designer.engine.draws import TO_HOLD_OUT, TO_RANK, TO_SPLIT, draw, identity


def of_control(seed: str, contact: str) -> float:
    """Whether the contact is held out of everything."""
    return draw(*identity(seed, contact), *identity("control"), 0, TO_HOLD_OUT)


def of_scenario_control(seed: str, contact: str, scenario: str) -> float:
    """Whether the contact is held out of one scenario."""
    return draw(*identity(seed, contact), *identity(scenario), 0, TO_HOLD_OUT)


def of_experiment(seed: str, contact: str, scenario: str, node: str, visit: int) -> float:
    """The way out of an experiment on one visit."""
    return draw(*identity(seed, contact), *identity(scenario, node), visit, TO_SPLIT)


def of_tie(seed: str, contact: str, scenario: str, entry: int, node: str) -> float:
    """The order of messages that nothing else tells apart."""
    return draw(*identity(seed, contact), *identity(scenario, node), entry, TO_RANK)
