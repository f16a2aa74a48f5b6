"""Steps of recruitment over several records. Keyword-only; ``by`` is the person who acts."""
