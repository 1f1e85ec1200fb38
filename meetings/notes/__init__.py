"""Notes from talks, workshops and the day: written by several at once, reviewed, published."""
