"""Pages of the portfolio: fetch in scope, ask permission, one call, answer."""
