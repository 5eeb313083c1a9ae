"""Who comes in, and how: passwords, codes, security keys, single sign-on, and the sessions that follow."""
