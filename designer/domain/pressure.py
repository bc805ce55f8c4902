"""The arithmetic of pressure: one definition of window, gap and score for the planner and the proof.

Windows are half-open: a cap of ``max`` over ``width`` holds when for every minute t at most ``max``
dispatches s have t − width < s ≤ t, so that exactly ``width`` apart is legal. A gap is a cap of one.
"""

from __future__ import annotations

from collections.abc import Sequence

from designer.domain.policy import Decay, HalfLife, Linear, Reading, Score, Steps
from designer.domain.time import DAY, Duration, Minute

#: Scores are sums of floats; a score this little above the threshold is the threshold.
TOLERANCE = 1e-9


def length(duration: Duration) -> int:
    """A duration as minutes where no date anchors it: a calendar month counts for thirty days."""
    return duration.minutes + duration.months * 30 * DAY


def decayed(decay: Decay, age: int) -> float:
    """The part of a weight that is left after ``age`` minutes: 1 at once, never growing."""
    match decay:
        case HalfLife(half_life=half):
            return float(2.0 ** (-age / length(half)))
        case Linear(over=over):
            return max(0.0, 1.0 - age / length(over))
        case Steps(steps=steps):
            return next((factor for upto, factor in steps if age <= length(upto)), 0.0)


def contribution(score: Score, weight: float, age: int) -> float:
    """What one dispatch of that weight and age (minutes) adds to the score."""
    left = decayed(score.decay, age)
    return weight * left if score.reading is Reading.PRODUCT else weight + left


def total(score: Score, sends: Sequence[tuple[Minute, float]], t: Minute) -> float:
    """The score at ``t`` of dispatches given as (minute, weight), later ones left out."""
    return sum(contribution(score, weight, t - at) for at, weight in sends if at <= t)
