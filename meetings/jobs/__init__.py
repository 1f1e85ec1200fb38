"""Timed jobs, each under a lease, and the worker that runs them beside the outbox."""
