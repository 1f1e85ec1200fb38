"""What every page needs: rendering, access, languages, dates, forms, errors, headers, limits, the page cache."""
