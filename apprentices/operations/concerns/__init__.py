"""Concerns: raising and triage, telling and holding, plans and their reviews, what is overdue."""

from apprentices.operations.concerns.arrangements import keep_arrangements
from apprentices.operations.concerns.ending import (
    answer_check,
    close_concern,
    decide_on_placement,
    escalate_concern,
    refer_concern,
)
from apprentices.operations.concerns.holding import (
    ask_to_prolong,
    end_hold,
    hold_telling,
    need_no_hold,
    review_hold,
)
from apprentices.operations.concerns.planning import (
    PlannedAction,
    add_concern_action,
    review_concern,
    settle_concern_action,
    start_plan,
)
from apprentices.operations.concerns.raising import (
    RaisedConcern,
    ask_safeguarding,
    named_in,
    raise_concern,
    would_deal_with,
)
from apprentices.operations.concerns.running import run_concerns
from apprentices.operations.concerns.telling import open_concern, reply_to_concern, tell_apprentice

__all__ = [
    "PlannedAction",
    "RaisedConcern",
    "add_concern_action",
    "answer_check",
    "ask_safeguarding",
    "ask_to_prolong",
    "close_concern",
    "decide_on_placement",
    "end_hold",
    "escalate_concern",
    "hold_telling",
    "keep_arrangements",
    "named_in",
    "need_no_hold",
    "open_concern",
    "raise_concern",
    "refer_concern",
    "reply_to_concern",
    "review_concern",
    "review_hold",
    "run_concerns",
    "settle_concern_action",
    "start_plan",
    "tell_apprentice",
    "would_deal_with",
]
