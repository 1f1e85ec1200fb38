"""Documents to keep and print, PDF and DOCX, from Markdown: made in a process of their own, kept for a day."""
