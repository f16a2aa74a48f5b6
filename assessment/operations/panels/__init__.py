"""Steps of a practice assessment panel. Keyword-only; ``by`` is the person who acts, ``at`` the moment (now)."""

from assessment.operations.panels.agenda import (
    add_to_agenda,
    defer,
    find_conflicts,
    read_in_full,
    take_off_agenda,
)
from assessment.operations.panels.conflicts import declare, declare_conflict, lift_conflict
from assessment.operations.panels.deciding import add_action, confirm_together, do_action, record_outcome
from assessment.operations.panels.meetings import (
    call_meeting,
    came,
    cancel_meeting,
    close_meeting,
    give_seat,
    move_meeting,
    open_meeting,
    set_terms,
    substitute,
    went,
    write_item_minutes,
    write_minutes,
)
from assessment.operations.panels.packs import give_packs
from assessment.operations.panels.reading import (
    answer_together,
    assign_readers,
    propose_together,
    send_sheet,
    write_sheet,
)

__all__ = [
    "add_action",
    "add_to_agenda",
    "answer_together",
    "assign_readers",
    "call_meeting",
    "came",
    "cancel_meeting",
    "close_meeting",
    "confirm_together",
    "declare",
    "declare_conflict",
    "defer",
    "do_action",
    "find_conflicts",
    "give_packs",
    "give_seat",
    "lift_conflict",
    "move_meeting",
    "open_meeting",
    "propose_together",
    "read_in_full",
    "record_outcome",
    "send_sheet",
    "set_terms",
    "substitute",
    "take_off_agenda",
    "went",
    "write_item_minutes",
    "write_minutes",
    "write_sheet",
]
