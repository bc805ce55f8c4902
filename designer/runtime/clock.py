"""The two clocks: the machine's, and the demo's, which is also the progress mark of its passes.

| mode of a demo clock | the next pass decides |
|---|---|
| paused | nothing |
| run | up to where ``speed`` demo minutes a real second have led since the anchor |
| real | the same at one minute a minute |
| max | the next stretch, at once |
| step | up to the target, a stretch at a time; then it is paused |

A demo clock moves when a pass is written, so that every minute is decided exactly once and bears its own
number. Time during which the program does not run, or cannot keep up, is not made up for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from designer.domain.errors import BadInput, Refused
from designer.domain.time import DAY, Duration, Minute
from designer.store import workspace
from designer.store.database import writing
from designer.store.workspace import ClockState

#: The longest stretch that one pass decides.
STRETCH: Minute = DAY
#: The longest and shortest step.
LONGEST_STEP: Minute = 31 * DAY
#: Demo minutes a real second: a real clock's pace, and the fastest that can be asked for.
REAL_SPEED = 1 / 60
FASTEST = 24 * 60.0

MODES = ("paused", "run", "real", "max", "step")


@dataclass(frozen=True, kw_only=True)
class Span:
    """The minutes that a pass decides."""

    floor: Minute
    until: Minute


def next_span(state: ClockState, real: float) -> Span | None:
    """What the next pass decides at real second ``real``; nothing while the clock stands still."""
    if state.kind == "real":
        now = int(real // 60)
        return Span(floor=now, until=now) if now > state.last else None
    goal = _goal(state, real)
    if goal is None or goal <= state.last:
        return None
    return Span(floor=state.last + 1, until=min(goal, state.last + STRETCH))


def _goal(state: ClockState, real: float) -> Minute | None:
    match state.mode:
        case "run" | "real":
            speed = REAL_SPEED if state.mode == "real" else state.speed
            return state.anchor_minute + int(max(0.0, real - state.anchor_real) * speed)
        case "max":
            return state.last + STRETCH
        case "step":
            return state.target
        case _:
            return None


def moved(state: ClockState, span: Span, real: float) -> ClockState:
    """The clock after the pass over ``span`` has been written."""
    after = replace(state, last=max(state.last, span.until))
    if state.kind == "real":
        return after
    if state.mode == "step" and (state.target is None or span.until >= state.target):
        return replace(after, mode="paused", target=None)
    goal = _goal(state, real)
    if state.mode in ("run", "real") and goal is not None and goal - span.until > STRETCH:
        # It cannot keep up: go on from here instead of falling behind for ever.
        return replace(after, anchor_minute=span.until, anchor_real=real)
    return after


def change(mode: str, *, step: Duration | None = None, speed: float | None = None) -> ClockState:
    """Set how the demo clock moves. ``step`` needs its length; ``run`` may be given another speed.

    Raises ``Refused`` on a real clock, ``BadInput`` for a mode, length or speed that cannot be.
    """
    if mode not in MODES:
        raise BadInput(f"A demo clock is {', '.join(MODES)}, not '{mode:.40}'.")
    with writing():
        state = workspace.clock()
        if state.kind != "demo":
            raise Refused(
                "This workspace runs on the real clock, which nobody sets; a demo workspace has its own."
            )
        target = None
        if mode == "step":
            if step is None or not step.exact or not 1 <= step.minutes <= LONGEST_STEP:
                raise BadInput("A step is a duration of one minute to 31 days, such as PT1H, P1D or P7D.")
            # Steps asked for one after the other add up.
            from_ = state.target if state.mode == "step" and state.target else state.last
            target = from_ + step.minutes
        if speed is not None and not 0 < speed <= FASTEST:
            raise BadInput(f"A speed is more than 0 and at most {FASTEST:.0f} demo minutes a second.")
        workspace.save_clock(
            replace(
                state,
                mode=mode,
                target=target,
                speed=speed if speed is not None else state.speed,
                anchor_minute=state.last,
                anchor_real=workspace.real_now(),
            )
        )
    return workspace.clock()


def start_from_here() -> None:
    """Count from now on: the time since the program last ran is not made up for."""
    with writing():
        state = workspace.clock()
        if state.kind == "demo":
            workspace.save_clock(replace(state, anchor_minute=state.last, anchor_real=workspace.real_now()))
