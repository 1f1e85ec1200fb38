"""Organisations and the words that describe them: types, sectors, municipalities, programme areas, target groups."""
