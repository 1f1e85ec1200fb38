"""What holds for projects, without database or request."""
