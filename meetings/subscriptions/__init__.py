"""Subscriptions: who is told of a new meeting, by what they chose, until they leave."""
