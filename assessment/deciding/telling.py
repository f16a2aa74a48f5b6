"""Who hears what on the way to a decision. No mail says how it goes: every mail about a pass and a fail is the same."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from apprentices.models import Involvement
from apprentices.operations import is_quiet
from assessment.models import Appeal, BoardOfExaminers, ChairsAction, HandInExtension, PortfolioSubmission
from assessment.models.examiner_comments import READS_COMMENTS
from assessment.models.submissions import APPEALS_LEAD, BOARD_OFFICERS, PANEL_OFFICERS
from consortium.models import Appointment
from core import links
from core.accounts.models import User
from core.notifications import outbox
from core.words import day, moment
from placements.models import Placement

REPORT_LINK = "supervisor_report"


def tell(submission: PortfolioSubmission, people: Iterable[User | None], news: str, *, key: str, url: str = "") -> None:
    """One mail to each of these people; none while the apprentice is in quiet."""
    placement = submission.placement
    address = url or reverse("assessment:submission", args=[submission.reference])
    _owe(placement, people, news, key=f"{key}-{submission.reference}", url=address)


def _owe(placement: Placement, people: Iterable[User | None], news: str, *, key: str, url: str) -> None:
    if is_quiet(placement.apprentice):
        return
    for person in {person for person in people if person is not None}:
        outbox.owe(
            to=person,
            template="decision_news",
            context={"apprentice": placement.apprentice, "placement": placement, "news": news, "url": url},
            key=f"decision-{key}-{person.reference}",
        )


def handed_in(submission: PortfolioSubmission) -> None:
    placement = submission.placement
    educators = [e.person for e in (placement.practice_educator, placement.overseen_by) if e is not None]
    tell(submission, educators, "A portfolio was handed in and waits for the recommendation.", key="handed-in")
    if placement.supervisor and not is_quiet(placement.apprentice):
        _ask_for_report(submission, placement.supervisor)


def _ask_for_report(submission: PortfolioSubmission, supervisor: User) -> None:
    """The workplace supervisor; who has no account gets a link of their own."""
    by_link = supervisor.comes_by_link
    outbox.owe(
        to=supervisor,
        template="supervisor_report_asked",
        context={
            "apprentice": submission.placement.apprentice,
            "placement": submission.placement,
            "submission": submission,
            "link": links.make(person=supervisor, purpose=REPORT_LINK, subject=submission)[1] if by_link else "",
        },
        secret=by_link,
        key=f"supervisor-report-{submission.reference}-{supervisor.reference}",
    )


def hand_in_extended(given: HandInExtension) -> None:
    placement = given.placement
    news = f"The last day for handing in your portfolio is now {day(given.until)}."
    url = reverse("assessment:hand_in", args=[placement.reference])
    _owe(placement, [placement.apprentice.person], news, key=f"extended-{given.pk}", url=url)


def to_sign_beside(submission: PortfolioSubmission) -> None:
    overseer = submission.placement.overseen_by
    news = "A recommendation is signed and waits for your signature beside it."
    tell(submission, [overseer.person if overseer else None], news, key=f"beside-{submission.version}")


def sent_back(submission: PortfolioSubmission) -> None:
    educator = submission.placement.practice_educator.person
    news = "A recommendation came back to you instead of being signed beside."
    tell(submission, [educator], news, key=f"sent-back-{submission.version}")


def to_tutor(submission: PortfolioSubmission) -> None:
    tell(submission, tutors(submission), "A recommendation waits for you.", key=f"tutor-{submission.version}")


def queried(submission: PortfolioSubmission) -> None:
    educator = submission.placement.practice_educator.person
    tell(submission, [educator], "The university tutor has a question for you.", key=f"queried-{submission.version}")


def opinion_asked(submission: PortfolioSubmission, person: User, reference: str) -> None:
    url = reverse("assessment:second_opinion", args=[reference])
    news = "You are asked to read a portfolio that was handed in, and to say what you think of it."
    tell(submission, [person], news, key=f"opinion-{reference}", url=url)


def opinion_answered(submission: PortfolioSubmission, asked_by: User, reference: str, *, state: str) -> None:
    tell(submission, [asked_by], "There is an answer to what you asked.", key=f"opinion-{state}-{reference}")


def ready_for_panel(submission: PortfolioSubmission) -> None:
    news = "A portfolio is ready for the practice assessment panel."
    people = officers(submission, *PANEL_OFFICERS)
    tell(submission, people, news, key=f"panel-{submission.version}")


def more_is_asked(submission: PortfolioSubmission, by_day: datetime.date | None) -> None:
    """The practice educator and the apprentice: more is asked for, which is no result."""
    placement = submission.placement
    until = f" by {day(by_day)}" if by_day else ""
    news = f"Before anything is decided, more is asked for{until}. That is no result."
    people = [placement.apprentice.person, placement.practice_educator.person, *tutors(submission)]
    tell(submission, people, news, key=f"more-{submission.version}")


def ready_for_board(submission: PortfolioSubmission) -> None:
    news = "A portfolio is ready for the board of examiners."
    people = officers(submission, *BOARD_OFFICERS)
    tell(submission, people, news, key=f"board-{submission.version}", url=reverse("assessment:boards"))


def released(submission: PortfolioSubmission, at: datetime.datetime) -> None:
    """Everybody whom it concerns, in the same transaction, with the same words whatever the result is."""
    apprentice = submission.placement.apprentice
    decided = reverse("assessment:submission", args=[submission.reference])
    record = reverse("apprentices:record", args=[apprentice.reference])
    news = f"The result of a portfolio was released on {moment(at)}."
    placement = submission.placement
    educators = [e.person for e in (placement.practice_educator, placement.overseen_by) if e is not None]
    tell(submission, [apprentice.person, *educators, *tutors(submission)], news, key="released", url=decided)
    tell(submission, employers(submission), news, key="released", url=record)


def examiner_commented(board: BoardOfExaminers, *, at: datetime.datetime) -> None:
    """Officers of the board and the chair of the panel, once for what an examiner wrote before the release."""
    for person in _appointed([board.university_id], *READS_COMMENTS):
        outbox.owe(
            to=person,
            template="examiner_commented",
            context={"board": board},
            key=f"examiner-commented-{board.reference}-{at:%Y%m%d%H%M}-{person.reference}",
        )


def tutors(submission: PortfolioSubmission) -> list[User]:
    return _involved(submission, Involvement.Kind.TUTOR)


def employers(submission: PortfolioSubmission) -> list[User]:
    """Line managers, and whoever leads for the employer: they hear of a result at the same moment as the apprentice."""
    return [*_involved(submission, Involvement.Kind.LINE_MANAGER), *_leads(submission)]


def _involved(submission: PortfolioSubmission, kind: str) -> list[User]:
    held = Involvement.objects.on(timezone.localdate()).filter(apprentice=submission.placement.apprentice, kind=kind)
    return [one.person for one in held.select_related("person") if one.person]


def _leads(submission: PortfolioSubmission) -> list[User]:
    employer = submission.placement.apprentice.employer
    return _appointed([employer.pk, employer.part_of_id], "workforce_lead")


def officers(submission: PortfolioSubmission, *roles: str) -> list[User]:
    return _appointed([submission.placement.apprentice.cohort.university_id], *roles)


def _appointed(organisations: Iterable[int | None], *roles: str) -> list[User]:
    held = (
        Appointment.objects.accepted()
        .filter(closed_at__isnull=True)
        .on(timezone.localdate())
        .filter(organisation__in=[pk for pk in organisations if pk], role__code__in=roles)
    )
    return [one.person for one in held.select_related("person")]


# Appeals and chair's action ----------------------------------------------------------------------------------


def appeal_lodged(appeal: Appeal) -> None:
    submission = appeal.decision.submission
    url = reverse("assessment:appeal", args=[appeal.reference])
    news = "An appeal was lodged, and waits for whether it is admissible."
    tell(submission, officers(submission, APPEALS_LEAD), news, key=f"appeal-{appeal.reference}", url=url)


def appeal_answered(appeal: Appeal) -> None:
    url = reverse("assessment:appeal", args=[appeal.reference])
    news = "There is an answer to your appeal."
    key = f"appeal-{appeal.reference}-{appeal.state}"
    tell(appeal.decision.submission, [appeal.lodged_by], news, key=key, url=url)


def set_aside(submission: PortfolioSubmission) -> None:
    """The apprentice, those who taught and the employer, at the same moment."""
    placement = submission.placement
    educators = [e.person for e in (placement.practice_educator, placement.overseen_by) if e is not None]
    news = "A released result was set aside on appeal. A new panel reads the portfolio, and another result follows."
    key = f"set-aside-{submission.version}"
    tell(submission, [placement.apprentice.person, *educators, *tutors(submission)], news, key=key)
    record = reverse("apprentices:record", args=[placement.apprentice.reference])
    tell(submission, employers(submission), news, key=key, url=record)


def action_proposed(action: ChairsAction) -> None:
    submission = action.submission
    placement = submission.placement
    educators = [e.person for e in (placement.practice_educator, placement.overseen_by) if e is not None]
    people = [placement.apprentice.person, *educators, *tutors(submission), *employers(submission)]
    news = "Chair’s action is proposed: days for days that were lost. It needs your agreement in writing."
    url = reverse("assessment:chairs_action", args=[action.reference])
    tell(submission, people, news, key=f"action-{action.reference}", url=url)


def action_agreed(action: ChairsAction) -> None:
    submission = action.submission
    url = reverse("assessment:chairs_action", args=[action.reference])
    news = "Every party has agreed in writing. You can take chair’s action."
    people = officers(submission, "assessment_panel_chair")
    tell(submission, people, news, key=f"action-agreed-{action.reference}", url=url)
