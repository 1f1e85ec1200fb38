"""What is read of organisations."""
