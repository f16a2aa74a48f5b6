"""How dates and numbers are printed where a template names no filter."""
