"""What each mode of a clock decides next."""

import pytest

from designer.domain.time import DAY
from designer.runtime.clock import STRETCH, Span, moved, next_span
from designer.store.workspace import ClockState

LAST = 1_000_000


def state(mode="paused", *, kind="demo", last=LAST, target=None, speed=60.0):
    return ClockState(
        kind=kind, last=last, mode=mode, speed=speed, anchor_minute=LAST, anchor_real=5000.0, target=target
    )


@pytest.mark.parametrize(
    ("clock", "real", "span"),
    [
        (state("paused"), 9000.0, None),
        # an hour a second
        (state("run"), 5000.0, None),
        (state("run"), 5001.0, (LAST + 1, LAST + 60)),
        (state("run"), 5000.5, (LAST + 1, LAST + 30)),
        # never more than a stretch at once
        (state("run"), 9000.0, (LAST + 1, LAST + STRETCH)),
        # a minute a minute
        (state("real"), 5059.0, None),
        (state("real"), 5060.0, (LAST + 1, LAST + 1)),
        (state("max"), 5000.0, (LAST + 1, LAST + STRETCH)),
        (state("step", target=LAST + 60), 5000.0, (LAST + 1, LAST + 60)),
        (state("step", target=LAST), 5000.0, None),
        # the machine's clock set back
        (state("run"), 4000.0, None),
        # a real clock decides the present minute, once
        (state("real", kind="real"), (LAST + 3) * 60 + 59.9, (LAST + 3, LAST + 3)),
        (state("real", kind="real"), LAST * 60 + 59.9, None),
        (state("real", kind="real"), (LAST - 500) * 60.0, None),
    ],
)
def test_the_next_pass_decides_what_the_mode_says(clock, real, span):
    assert next_span(clock, real) == (Span(floor=span[0], until=span[1]) if span else None)


def test_a_step_ends_paused_at_its_target():
    clock = state("step", target=LAST + DAY + 60)
    clock = moved(clock, Span(floor=LAST + 1, until=LAST + DAY), 5000.0)
    assert (clock.mode, clock.last) == ("step", LAST + DAY)
    clock = moved(clock, Span(floor=LAST + DAY + 1, until=LAST + DAY + 60), 5000.0)
    assert (clock.mode, clock.last, clock.target) == ("paused", LAST + DAY + 60, None)


def test_a_clock_that_cannot_keep_up_goes_on_from_where_it_is():
    clock = moved(state("run"), Span(floor=LAST + 1, until=LAST + STRETCH), 9000.0)
    assert (clock.anchor_minute, clock.anchor_real) == (LAST + STRETCH, 9000.0)
    assert next_span(clock, 9000.0) is None


def test_a_clock_never_goes_back():
    assert moved(state("max"), Span(floor=1, until=2), 0.0).last == LAST
