"""What it all came to: meetings, people, ideas and projects, year by year, as charts with their tables."""
