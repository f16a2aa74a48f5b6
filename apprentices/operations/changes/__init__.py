"""What changes an apprenticeship: asking for and agreeing a break, running it, suspending, leaving, quiet."""

from apprentices.operations.changes.asking import (
    Asked,
    agree_break,
    ask_break,
    propose_terms,
    refuse_break,
    take_back_break,
)
from apprentices.operations.changes.employment import end_employment, find_employer
from apprentices.operations.changes.leaving import never_start, record_exit_conversation, reinstate, withdraw
from apprentices.operations.changes.quiet import hold_quiet, lift_quiet
from apprentices.operations.changes.reasons import read_reason, share_reason
from apprentices.operations.changes.running import (
    extend_break,
    plan_return,
    record_return,
    record_return_meeting,
    run_breaks,
)
from apprentices.operations.changes.suspending import lift_suspension, suspend
from apprentices.operations.changes.telling import is_quiet

__all__ = [
    "Asked",
    "agree_break",
    "ask_break",
    "end_employment",
    "extend_break",
    "find_employer",
    "hold_quiet",
    "is_quiet",
    "lift_quiet",
    "lift_suspension",
    "never_start",
    "plan_return",
    "propose_terms",
    "read_reason",
    "record_exit_conversation",
    "record_return",
    "record_return_meeting",
    "refuse_break",
    "reinstate",
    "run_breaks",
    "share_reason",
    "suspend",
    "take_back_break",
    "withdraw",
]
