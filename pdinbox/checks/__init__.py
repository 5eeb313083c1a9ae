"""documents -> findings: one module per group of tests, one registry of the closed vocabulary that rules may use."""
