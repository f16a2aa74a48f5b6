"""Forms of recruitment. They collect; operations act."""
