"""Pages of capability reviews: panels, members' views, judgements, and what the apprentice sees."""
