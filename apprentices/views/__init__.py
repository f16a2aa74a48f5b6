"""Pages: fetch in scope, ask permission, one call, answer."""
