"""Pausing and resuming, of everything and of one scenario, and waking the runtime of this process."""

from __future__ import annotations

from flask import current_app

from designer.store import scenarios, workspace


def pause() -> None:
    """Freeze everything: no pass, no message; a demo clock stands still."""
    workspace.set_paused(True)


def resume() -> None:
    """Let everything go on; what became late meanwhile follows each scenario's ``misfire``."""
    workspace.set_paused(False)
    wake()


def pause_scenario(key: str) -> str:
    """Freeze one scenario. Raises ``NotFound``, ``Refused``."""
    return scenarios.pause(key)


def resume_scenario(key: str) -> str:
    """Let one scenario go on. Raises ``NotFound``, ``Refused``."""
    state = scenarios.resume(key)
    wake()
    return state


def wake() -> None:
    """Tell the runtime of this process, if any, that there is something to do; another one sees it soon."""
    scheduler = current_app.extensions.get("designer.runtime")
    if scheduler is not None:
        scheduler.wake()
