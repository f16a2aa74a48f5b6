"""May this person? Each function answers ``YES`` or ``no`` with the reason and who can."""
