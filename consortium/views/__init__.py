"""Pages of the consortium."""
