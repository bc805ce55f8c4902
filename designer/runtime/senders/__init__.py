"""Senders: one channel a file. A sender takes a parcel, hands it over, and says what became of it."""
