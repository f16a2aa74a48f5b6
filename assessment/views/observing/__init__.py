"""Pages of direct observations: which there are, arranging them, reporting, judging."""
