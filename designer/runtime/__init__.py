"""When it happens for real: the passes, the outbox, the senders, the clock."""
