"""The university’s assignments beside practice: marks, resubmissions, and where the two point apart."""
