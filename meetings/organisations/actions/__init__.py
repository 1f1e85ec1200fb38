"""What is done to organisations, each a transaction of its own."""
