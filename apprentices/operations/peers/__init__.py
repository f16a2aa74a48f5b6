"""Steps of the exchange: shadowing days and peer learning sets."""

from apprentices.operations.peers.attending import There, reflect, take_shadowing_register
from apprentices.operations.peers.balance import balance
from apprentices.operations.peers.learning_sets import (
    MeetingPlan,
    begin_learning_set,
    cancel_meeting,
    close_learning_set,
    come_back_to_sets,
    invite_to_set,
    join_learning_set,
    leave_learning_set,
    plan_meeting,
    rest_from_sets,
)
from apprentices.operations.peers.meetings import (
    agree_to_notes,
    expected_at_meeting,
    notes_wait_for,
    take_meeting_register,
    write_notes,
)
from apprentices.operations.peers.places import ask_new_employer, come_back, rest
from apprentices.operations.peers.refusals import ask_refusals, is_about_a_placement_day
from apprentices.operations.peers.shadowing import (
    Offer,
    agree,
    ask_for_day,
    cancel_ask,
    cancel_day_offered,
    decline,
    do_not_release,
    offer_days,
    release,
)

__all__ = [
    "MeetingPlan",
    "Offer",
    "There",
    "agree",
    "agree_to_notes",
    "ask_for_day",
    "ask_new_employer",
    "ask_refusals",
    "balance",
    "begin_learning_set",
    "cancel_ask",
    "cancel_day_offered",
    "cancel_meeting",
    "close_learning_set",
    "come_back",
    "come_back_to_sets",
    "decline",
    "do_not_release",
    "expected_at_meeting",
    "invite_to_set",
    "is_about_a_placement_day",
    "join_learning_set",
    "leave_learning_set",
    "notes_wait_for",
    "offer_days",
    "plan_meeting",
    "reflect",
    "release",
    "rest",
    "rest_from_sets",
    "take_meeting_register",
    "take_shadowing_register",
    "write_notes",
]
