"""Verbs of ideas: each is one transaction."""
