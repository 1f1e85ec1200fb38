"""What is counted as what, which small numbers are not told, and which figures may be added up."""
