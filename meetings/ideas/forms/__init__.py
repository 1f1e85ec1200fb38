"""The forms of calls, ideas and partners."""
