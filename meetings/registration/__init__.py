"""Sign-ups: pools of seats and the places in them, the waiting list, the attendee's own page."""
