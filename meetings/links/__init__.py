"""Secret links: the key of those who have no account."""
