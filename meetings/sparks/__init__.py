"""Sparks: one line of an idea from anybody at the meeting, shown on a wall and grouped afterwards."""
