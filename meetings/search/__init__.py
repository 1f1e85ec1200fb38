"""One row per public thing, found exactly or folded."""
