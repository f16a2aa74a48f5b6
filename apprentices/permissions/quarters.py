"""Who closes a quarter of the log, and who lets in late time."""

from __future__ import annotations

from apprentices.models import Apprentice
from apprentices.models.quarters import KEEPERS
from apprentices.permissions.parties import speaks_for_university
from consortium import people
from core.accounts.models import User
from core.permissions import YES, Answer, no


def may_close_quarters(user: User) -> Answer:
    """Tutors and compliance officers of a university; everybody else sees the closed days in the log itself."""
    if people.holds(user, *KEEPERS):
        return YES
    return no("Tutors and compliance officers of the university close a quarter of the log.")


def may_let_in_late_time(user: User, apprentice: Apprentice) -> Answer:
    if speaks_for_university(user, apprentice):
        return YES
    return no("The university tutor lets in time for days of a closed quarter.")
