"""Reading ideas: what pages, exports and actions ask for."""
