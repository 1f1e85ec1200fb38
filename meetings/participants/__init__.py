"""The organiser's participants: lists, exports, attendance, and use cases that reach across features."""
