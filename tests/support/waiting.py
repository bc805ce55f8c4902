"""Waiting for simulations, which run in threads of their own."""

import threading


def simulations_over():
    """Return when no simulation runs any more in this process."""
    for thread in threading.enumerate():
        if thread.name.startswith("simulation-"):
            thread.join(60)
