"""Readers and assessors from other boroughs: who may read what, who reads for whom, and how that balances."""
