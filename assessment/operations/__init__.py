"""Steps over several records of a portfolio. Keyword-only; ``by`` is the person who acts, ``at`` the moment (now)."""

from assessment.operations.answers import return_for_more, sign_off
from assessment.operations.drafts import attach, detach, link, start, throw_away, write
from assessment.operations.reviews import accepted_set, hash_of_set, review_portfolio
from assessment.operations.sending import open_shown, submit, take_back, withdraw

__all__ = [
    "accepted_set",
    "attach",
    "detach",
    "hash_of_set",
    "link",
    "open_shown",
    "return_for_more",
    "review_portfolio",
    "sign_off",
    "start",
    "submit",
    "take_back",
    "throw_away",
    "withdraw",
    "write",
]
