"""Settings in, open desk out: the one place where doors meet core. A module for each need, so that no command loads more than its own."""
