"""Who writes in scores that were given on paper, and until when."""

from __future__ import annotations

from core.accounts.models import User
from core.permissions import YES, Answer, no
from recruitment.models import PanelCandidate, PanelMember, ScoreSheet, SelectionDay
from recruitment.permissions.selection import may_run

IN_TIME = (*SelectionDay.GOES_ON, SelectionDay.State.SCORING_CLOSED)


def is_in_time(day: SelectionDay) -> Answer:
    """From the start of the day until the panels begin to talk."""
    if day.state in IN_TIME:
        return YES
    if day.is_scored:
        return no("The panels have begun to talk, so no more scores come in. Please tell the people who run the day.")
    return no("Scores are entered from paper when the day has started.")


def may_enter(user: User, member: PanelMember, candidate: PanelCandidate, day: SelectionDay) -> Answer:
    """Write in a member's paper sheet: those who run the day, but nobody who sits on the same panel."""
    if not (answer := may_run(user, day)):
        return answer
    if not (answer := is_in_time(day)):
        return answer
    if PanelMember.objects.filter(panel=member.panel_id, person=user.pk or 0).current().exists():
        return no("You sit on this panel, so somebody else enters the scores of its members.")
    if not member.is_seated or candidate.panel_id != member.panel_id:
        return no("Only the confirmed members of a panel score its candidates.")
    if candidate.state not in (PanelCandidate.State.EXPECTED, PanelCandidate.State.ATTENDED):
        return no("This candidate is not with this panel.")
    if member.step_outs.filter(candidate=candidate).exists():
        return no("This member stepped out for this candidate, so no scores of theirs are used.")
    return _no_sheet_of_their_own(member, candidate)


def _no_sheet_of_their_own(member: PanelMember, candidate: PanelCandidate) -> Answer:
    sheet = ScoreSheet.objects.filter(member=member, candidate=candidate).first()
    if sheet is None or sheet.state == ScoreSheet.State.ON_PAPER:
        return YES
    if sheet.state != ScoreSheet.State.DRAFT:
        return no("This member has sent scores for this candidate already.")
    if sheet.scores.filter(value__isnull=False).exists():
        return no("This member has begun to score this candidate on a screen. Ask them to send it there.")
    return YES
