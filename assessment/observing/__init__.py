"""Direct observations outside their model: counts, signed content, who may do what, where they are met."""
