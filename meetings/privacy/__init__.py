"""Kept no longer than needed: retention and erasure, and what a person sees of what is held about them."""
