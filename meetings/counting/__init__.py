"""How many different people came to several meetings: by a keyed hash, then as numbers; no address is kept for it."""
