"""Read projects."""
