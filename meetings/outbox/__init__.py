"""Outgoing mail as rows: written in the transaction that causes it, rendered and sent by the worker."""
