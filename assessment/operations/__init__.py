"""Steps over several records of a portfolio. Keyword-only; ``by`` is the person who acts, ``at`` the moment (now)."""

from assessment.operations.answers import return_for_more, sign_off
from assessment.operations.drafts import attach, detach, link, start, throw_away, write
from assessment.operations.reviews import accepted_set, hash_of_set, review_portfolio
from assessment.operations.self_assessments import Rating, discuss, lock_view, statements_at, write_view
from assessment.operations.sending import open_shown, submit, take_back, withdraw

__all__ = [
    "Rating",
    "accepted_set",
    "attach",
    "detach",
    "discuss",
    "hash_of_set",
    "link",
    "lock_view",
    "open_shown",
    "return_for_more",
    "review_portfolio",
    "sign_off",
    "start",
    "statements_at",
    "submit",
    "take_back",
    "throw_away",
    "withdraw",
    "write",
    "write_view",
]
