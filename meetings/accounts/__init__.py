"""Organisers: their accounts, sign-in and permissions."""
