"""How is the list chosen and sorted, what do pasted lines say, and what is safe in a spreadsheet."""
