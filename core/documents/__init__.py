"""Documents: HTML to PDF with nothing fetched from outside, and packs built in the background."""
