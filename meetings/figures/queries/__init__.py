"""Read all figures: as many statements however much there is."""
