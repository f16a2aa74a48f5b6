"""Steps over several records of a portfolio. Keyword-only; ``by`` is the person who acts, ``at`` the moment (now)."""

from assessment.operations.answers import return_for_more, sign_off
from assessment.operations.countersigning import countersign, refuse_countersignature
from assessment.operations.drafts import attach, detach, link, start, throw_away, write
from assessment.operations.reopening import ask_to_reopen, let_stand, reopen
from assessment.operations.reviews import accepted_set, hash_of_set, review_portfolio
from assessment.operations.screening import allow_name, forget_name, keep_in_files
from assessment.operations.self_assessments import Rating, discuss, lock_view, statements_at, write_view
from assessment.operations.sending import leave_out_personal_details, open_shown, submit, take_back, withdraw
from assessment.operations.sharing import comment_on_draft, end_sharing, share_draft
from assessment.operations.witnesses import (
    ask_for_witness,
    decline_to_witness,
    give_witness_statement,
    take_back_request,
)

__all__ = [
    "Rating",
    "accepted_set",
    "allow_name",
    "ask_for_witness",
    "ask_to_reopen",
    "attach",
    "comment_on_draft",
    "countersign",
    "decline_to_witness",
    "detach",
    "discuss",
    "end_sharing",
    "forget_name",
    "give_witness_statement",
    "hash_of_set",
    "keep_in_files",
    "leave_out_personal_details",
    "let_stand",
    "link",
    "lock_view",
    "open_shown",
    "refuse_countersignature",
    "reopen",
    "return_for_more",
    "review_portfolio",
    "share_draft",
    "sign_off",
    "start",
    "statements_at",
    "submit",
    "take_back",
    "take_back_request",
    "throw_away",
    "withdraw",
    "write",
    "write_view",
]
