"""Mailings: what organisers write to many at once, and invitations to the meeting that follows."""
