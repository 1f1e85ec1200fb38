"""Organisations as pages: members, meetings, projects, ideas; two spellings made one, and back again."""
