"""What is drawn, by name; how is the product's own business."""

from __future__ import annotations

from designer.engine.draws import draw


def of_control(seed: str, contact: str) -> float:
    """Whether the contact is held out of everything."""
    return draw(seed, "control", contact)


def of_scenario_control(seed: str, contact: str, scenario: str) -> float:
    """Whether the contact is held out of one scenario."""
    return draw(seed, "control", contact, scenario)


def of_experiment(seed: str, contact: str, scenario: str, node: str, visit: int) -> float:
    """The way out of an experiment on one visit."""
    return draw(seed, contact, scenario, node, visit)


def of_tie(seed: str, contact: str, scenario: str, entry: int, node: str) -> float:
    """The order of messages that nothing else tells apart."""
    return draw(seed, contact, scenario, entry, node)
