"""What is done to projects, each a transaction of its own."""
