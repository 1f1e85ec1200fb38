"""Who did what, when, and with what change."""
