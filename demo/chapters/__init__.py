"""The chapters of the story, in the order in which they are told."""
