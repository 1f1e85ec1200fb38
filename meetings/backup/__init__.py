"""Copies of the database and the files, made while the service runs, and put back."""
