"""Who keeps the mentor register, matches, agrees and ends; a no says why and who can."""

from __future__ import annotations

from django.utils import timezone

from apprentices.models import Apprentice, Mentor, Mentoring
from apprentices.permissions.parties import leads_employer_of, speaks_for_university
from consortium import people
from core.accounts.models import User
from core.permissions import YES, Answer, no


def keeps_mentors(user: User) -> bool:
    """Whether somebody keeps entries of the register: workforce leads, for their own employer."""
    return people.holds(user, "workforce_lead")


def may_list_mentor(user: User) -> Answer:
    return YES if keeps_mentors(user) else no("Workforce leads keep the mentor register.")


def may_keep_mentor(user: User, mentor: Mentor) -> Answer:
    if Mentor.objects.kept_by(user, on=timezone.localdate()).filter(pk=mentor.pk).exists():
        return YES
    return no(f"The workforce lead of {mentor.organisation} keeps this entry.")


def may_propose_mentor(user: User, apprentice: Apprentice) -> Answer:
    if not leads_employer_of(user, apprentice) and not speaks_for_university(user, apprentice):
        return no("The workforce lead or the university proposes a mentor.")
    if apprentice.state not in Apprentice.ON_PROGRAMME:
        return no(f"{apprentice} is not on the programme now.")
    if Mentoring.objects.open().filter(apprentice=apprentice).exists():
        return no("There is a mentor, or one is proposed.")
    return YES


def may_agree_mentoring(user: User, mentoring: Mentoring) -> Answer:
    """The apprentice and the mentor, each once."""
    if mentoring.state != Mentoring.State.PROPOSED:
        return no(f"This is {mentoring.get_state_display().lower()}, so there is nothing to agree.")
    if user.pk == mentoring.apprentice.person_id:
        return YES if not mentoring.apprentice_agreed_on else no("You have agreed already.")
    if user.pk == mentoring.mentor.person_id:
        return YES if not mentoring.mentor_agreed_on else no("You have agreed already.")
    return no("The apprentice and the mentor agree, nobody else.")


def may_end_mentoring(user: User, mentoring: Mentoring) -> Answer:
    """Say no to a proposal, or end what runs: either of the two, and whoever matches."""
    if mentoring.state not in Mentoring.OPEN:
        return no("This is over.")
    either = user.pk in (mentoring.apprentice.person_id, mentoring.mentor.person_id)
    apprentice = mentoring.apprentice
    if either or leads_employer_of(user, apprentice) or speaks_for_university(user, apprentice):
        return YES
    return no("The apprentice, the mentor and those who match them end it.")


def may_ask_for_another(user: User, apprentice: Apprentice) -> Answer:
    """Another mentor, without a reason: the apprentice."""
    if user.pk != apprentice.person_id:
        return no(f"Only {apprentice} asks for another mentor.")
    if not Mentoring.objects.open().filter(apprentice=apprentice).exists():
        return no("There is no mentor now.")
    return YES
