"""The shapes of what is sent about organisations."""
