"""The loops of the daemon: poll, examine, send, sweep; the schedule owns the clock."""
