"""Read the people of a meeting: as a list, one by one, for the caterer, and row by row for an export."""
