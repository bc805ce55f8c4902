"""Writers of one process take turns in the order in which they came.

SQLite lets one writer in at a time and wakes the waiting ones by chance. A pass writes batch after batch, a
dispatch message after message: without an order, somebody's save could wait for all of them.
"""

from __future__ import annotations

from collections import deque
from threading import Lock


class Turns:
    """A lock whose waiters are served first come, first served. Not reentrant."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._taken = False
        self._waiting: deque[Lock] = deque()

    def take(self, timeout: float) -> bool:
        """Wait for one's turn, at most so many seconds; whether it came."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            gate = Lock()
            gate.acquire()
            self._waiting.append(gate)
        if gate.acquire(timeout=timeout):
            return True
        with self._guard:
            if gate in self._waiting:
                self._waiting.remove(gate)
                return False
        # The turn came just as the wait was over.
        return True

    def give(self) -> None:
        """End one's turn: the next one in the queue has it."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
