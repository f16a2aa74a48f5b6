"""How outcomes fall by group, so that nobody is found in them; and a practice educator's own judgements, to them."""
