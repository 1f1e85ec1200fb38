"""Add, change, publish and remove material; one function, one use case, one transaction."""
