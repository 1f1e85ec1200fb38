"""Presentations and other files, links, films and slideshows of a meeting; speakers upload theirs by a link."""
