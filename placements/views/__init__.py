"""Pages of practice learning."""
