"""Mail about ideas."""
