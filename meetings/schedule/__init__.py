"""Meetings: when, where, their programme, what follows from them, and their publishing."""
