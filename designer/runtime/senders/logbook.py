"""The sender of channels that have no real one yet: it keeps the message for the outbox page, and says so."""

from __future__ import annotations

from designer.runtime.senders.port import Fate, Parcel, Receipt


class Logbook:
    """Takes every parcel and lets nothing leave; the outbox row that it is called for keeps the words."""

    real = False

    def send(self, parcel: Parcel) -> Receipt:
        """Accept the parcel; the detail states that it went nowhere."""
        return Receipt(
            fate=Fate.SENT, detail="kept in the outbox: this channel has no real sender", reference=parcel.key
        )

    def close(self) -> None:
        """There is nothing to let go of."""
