"""Projects that came before, run now, and grew from ideas: their figures, material, meetings and what came of them."""
