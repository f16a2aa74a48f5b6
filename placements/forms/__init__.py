"""Forms of practice learning: the register, settings, planning a placement, running it, its days."""
