"""Every write with a meaning in the cohorts app, one module per use case."""
