"""Uploaded files: checked by what they hold, stored under a random key, sent as attachments."""
