"""What the people of a meeting are reminded of: so long before the meeting or a deadline, or after it, by mail."""
