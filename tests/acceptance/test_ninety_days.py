"""A part of the demo base lives through its first weeks; what left is judged by the mail host's log alone."""

import pytest

from bench.ninety_days import Left, run, violations
from designer.domain.channel import Category, Channel
from designer.domain.policy import Cap, Gap, Policy
from designer.domain.time import Duration

WEEK = Policy(caps=(Cap(id="week", max=2, per=Duration(minutes=7 * 1440)),))
PAUSE = Policy(gaps=(Gap(id="gap", min=Duration(minutes=48 * 60)),))


def left(*minutes):
    """E-mails of one contact at these minutes."""
    return [
        Left(contact="c", at=minute, channel=Channel.EMAIL, category=Category.COMMERCIAL, scenario="s")
        for minute in minutes
    ]


@pytest.mark.parametrize(
    ("policy", "minutes", "faults"),
    [
        (WEEK, (0, 1, 7 * 1440), 0),  # exactly a week apart is legal
        (WEEK, (0, 1, 7 * 1440 - 1), 1),
        (PAUSE, (0, 2880), 0),
        (PAUSE, (0, 2879), 1),
    ],
)
def test_the_judge_sees_what_is_one_too_many(policy, minutes, faults):
    assert len(violations(policy, left(*minutes))) == faults


@pytest.mark.slow
def test_the_demo_base_lives_within_its_caps_and_gaps_and_every_message_is_accounted_for(tmp_path):
    result = run(tmp_path, days=90, contacts=600)
    assert result.faults == []
    assert result.figures["arrived"] > 50
    assert result.figures["node_steps"] > 300
