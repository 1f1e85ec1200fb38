"""Pages that mix features: home, one meeting, the desk, outbox and audit, feeds, search, set-up."""
