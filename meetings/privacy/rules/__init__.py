"""How long is what kept, when does it go, who counts once, and which column holds what."""
