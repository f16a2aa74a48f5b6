"""Pages of what changes in an apprenticeship."""
