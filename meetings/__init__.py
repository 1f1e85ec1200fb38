"""Meetings: from the invitation to what came of it, for the bodies that bring people together."""
