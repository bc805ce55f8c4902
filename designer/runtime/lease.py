"""Who runs the passes: one process at a time, by a row that it renews and that fences what it writes."""

from __future__ import annotations

import os
import socket
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

from sqlalchemy import update
from sqlalchemy.orm import Session

from designer.store import workspace
from designer.store.database import writing
from designer.store.models import Lease

#: Seconds after which a silent owner is taken to be gone.
TERM_S = 15.0
LEASE = "passes"
#: Seconds after which it is renewed.
RENEW_S = 3.0


class LeaseLost(Exception):
    """Another process runs the passes now; whatever was being written is not."""


@lru_cache(maxsize=1)
def boot() -> str:
    """The boot of this machine: a mark of one boot may be missing after the machine itself has stopped.

    Empty where the machine does not say, in which case nothing is taken for sure.
    """
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


class Leadership:
    """This process's claim to run the passes."""

    def __init__(self) -> None:
        self.owner = f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid4().hex[:8]}"
        self._fence: int | None = None
        self._renewed = 0.0

    @property
    def is_ageing(self) -> bool:
        """Whether it is time to renew it."""
        return workspace.real_now() - self._renewed > RENEW_S

    @property
    def held(self) -> bool:
        """Whether it was ours when we last looked."""
        return self._fence is not None

    def take(self) -> bool:
        """Take the lease, or keep it: whether it is ours now. The second answer is whether it is new."""
        return self._take()[0]

    def take_over(self) -> tuple[bool, bool]:
        """Whether the lease is ours, and whether it was not before."""
        return self._take()

    def _take(self) -> tuple[bool, bool]:
        if self.held and not self.is_ageing:
            # Whatever is written is checked against the row in any case.
            return True, False
        with writing(durable=False) as session:
            now = workspace.real_now()
            row = session.get(Lease, LEASE)
            if row is None:
                row = Lease(name=LEASE, owner=self.owner, fence=1, expires_real=now + TERM_S)
                session.add(row)
                self._fence, self._renewed = 1, now
                return True, True
            if row.owner == self.owner and row.fence == self._fence:
                row.expires_real = now + TERM_S
                self._renewed = now
                return True, False
            if row.expires_real > now and not _is_gone(row.owner):
                self._fence = None
                return False, False
            row.owner, row.fence = self.owner, row.fence + 1
            row.expires_real = now + TERM_S
            self._fence, self._renewed = row.fence, now
            return True, True

    def confirm(self, session: Session) -> None:
        """Renew the lease in a transaction under way. Raises ``LeaseLost`` when it is another's."""
        self._renewed = workspace.real_now()
        renewed = session.execute(
            update(Lease)
            .where(Lease.name == LEASE, Lease.owner == self.owner, Lease.fence == (self._fence or 0))
            .values(expires_real=workspace.real_now() + TERM_S),
            execution_options={"synchronize_session": False},
        )
        if renewed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
            self._fence = None
            raise LeaseLost("another process runs the passes of this workspace")

    def expect(self, owner: str, fence: int) -> None:
        """Compare with the row as read in a transaction. Raises ``LeaseLost`` if they differ."""
        if (owner, fence) != (self.owner, self._fence):
            self._fence = None
            raise LeaseLost("another process runs the passes of this workspace")

    def release(self) -> None:
        """Let another process take over at once."""
        if self._fence is None:
            return
        with writing(durable=False) as session:
            row = session.get(Lease, LEASE)
            if row is not None and row.owner == self.owner:
                row.expires_real = 0.0
        self._fence = None


def _is_gone(owner: str) -> bool:
    """Whether the owner was a process of this machine that no longer runs; of others we cannot tell."""
    host, _, rest = owner.partition(":")
    pid = rest.partition(":")[0]
    if host != socket.gethostname()[:60] or not pid.isdigit() or int(pid) == os.getpid():
        return host == socket.gethostname()[:60] and pid == str(os.getpid())
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return _is_dead(pid)


def _is_dead(pid: str) -> bool:
    """Whether a process that still has its number has died, and only waits for its parent to notice."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    # the name in parentheses may hold anything; the state is the word after it
    return stat.rpartition(")")[2].split()[:1] in (["Z"], ["X"])
