"""Every write with a meaning, one file per use case."""
