"""Pages of recruitment: thin, fetch in scope, ask permission, one call, answer."""
