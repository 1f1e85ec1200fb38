"""The shape of what is written and sent of material."""
