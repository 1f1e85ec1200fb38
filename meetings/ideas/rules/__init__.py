"""Rules of ideas: pure, without application or database."""
