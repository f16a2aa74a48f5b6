"""What support adds to the portal's lists: scans, support plans, mentors and visits that wait; feed and section."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from apprentices import people
from apprentices.models import (
    Apprentice,
    Involvement,
    Mentoring,
    Party,
    PriorLearning,
    ScanView,
    SkillsScan,
    SupportOffer,
    WorkplaceVisit,
)
from apprentices.models.involvement import related
from apprentices.models.visits import overdue_after, visits_due
from apprentices.operations import visited_by
from apprentices.permissions import keeps_mentors
from apprentices.registrations import support_mails
from apprentices.registrations.changes import sees_changes
from apprentices.registrations.waiting import Waiting, sources
from consortium import people as consortium_people
from consortium.models import Organisation
from core import registry
from core.accounts.models import User
from core.audit.guards import Guard, declare
from core.registry import CalendarItem, Need, RecordSection, WorkItem

Kind = Involvement.Kind
MOST = 10
HOUR = datetime.timedelta(hours=1)

GUARDS = (
    Guard(SkillsScan, name="discussed_scan_is_frozen", when="OLD.state = 'discussed'"),
    Guard(ScanView, name="sent_view_is_frozen", when="OLD.sent_at IS NOT NULL"),
    Guard(PriorLearning, name="decided_prior_learning_is_frozen", when="OLD.state = 'decided'"),
    Guard(
        WorkplaceVisit,
        name="recorded_visit_is_frozen",
        when="OLD.state <> 'planned'",
        erasable=("notes", "agreed", "missed_because"),
    ),
)
"""What was said before the others were seen, what was discussed and decided, and what was agreed at a visit, stays."""


# What needs somebody -----------------------------------------------------------------------------------------


def waiting(user: User, on: datetime.date) -> Iterator[Waiting]:
    held = people.kinds(user)
    if Kind.SELF in held:
        yield _own_scan(user)
    if not held.isdisjoint({Kind.LINE_MANAGER, Kind.TUTOR}):
        yield _views_to_give(user, on)
        yield _scans_to_discuss(user, on)
    if not held.isdisjoint({Kind.SELF, Kind.LINE_MANAGER, Kind.TUTOR}):
        yield _support_to_look_at(user, on)
    if Kind.TUTOR in held:
        yield _prior_learning(user, on)
        yield _visits_to_record(user, on)
        yield _visits_due(user, on)
    if Kind.TUTOR in held or consortium_people.holds(user, "compliance_officer"):
        yield _visits_overdue(user, on)
    if held or works_for_an_employer(user):
        yield _mentoring_to_answer(user)
    if keeps_mentors(user):
        yield _mentors_wanted(user, on)


def works_for_an_employer(user: User) -> bool:
    """Whether somebody can be asked to mentor: mentors work for an employer, or hold no appointment here."""
    elsewhere = (Organisation.Kind.CONSORTIUM_OFFICE, Organisation.Kind.UNIVERSITY)
    appointments = consortium_people.held(user)
    return not appointments or any(post.organisation.kind not in elsewhere for post in appointments)


def _mine(user: User, on: datetime.date, *kinds: str) -> Q:
    """What is of the apprentices on the programme to whom a person stands in one of these relations."""
    return Q(apprentice__in=related(user, *kinds, on=on), apprentice__state__in=Apprentice.ON_PROGRAMME)


def _sent(*parties: str) -> Exists:
    return Exists(ScanView.objects.filter(scan=OuterRef("pk"), party__in=parties, sent_at__isnull=False))


def _items(
    rows: QuerySet, words: str, page: str, *, apprentice: str = "apprentice", need: str = Need.DUE
) -> Callable[[], Iterator[WorkItem]]:
    """A task for each row, named after its apprentice."""

    def named() -> Iterator[WorkItem]:
        for row in rows.select_related(f"{apprentice}__person")[:MOST]:
            yield WorkItem(words.format(row.apprentice), reverse(f"apprentices:{page}", args=[row.reference]), need)

    return named


def _own_scan(user: User) -> Waiting:
    rows = SkillsScan.objects.filter(
        ~_sent(Party.APPRENTICE),
        state=SkillsScan.State.OPEN,
        apprentice__person=user,
        apprentice__state__in=Apprentice.ON_PROGRAMME,
    )
    return Waiting(rows, _items(rows, "Do your skills scan", "skills_scan"))


def _views_to_give(user: User, on: datetime.date) -> Waiting:
    """One view beside the apprentice's is enough: whoever comes first, the line manager or the tutor."""
    rows = SkillsScan.objects.filter(
        _mine(user, on, Kind.LINE_MANAGER, Kind.TUTOR),
        ~_sent(Party.EMPLOYER, Party.UNIVERSITY),
        state=SkillsScan.State.OPEN,
    ).exclude(apprentice__person=user)
    return Waiting(rows, _items(rows, "Give your view for the skills scan of {}", "skills_scan"))


def _scans_to_discuss(user: User, on: datetime.date) -> Waiting:
    rows = SkillsScan.objects.filter(
        _mine(user, on, Kind.LINE_MANAGER, Kind.TUTOR),
        _sent(Party.APPRENTICE),
        _sent(Party.EMPLOYER, Party.UNIVERSITY),
        state=SkillsScan.State.OPEN,
    ).exclude(apprentice__person=user)
    return Waiting(rows, _items(rows, "Talk through the skills scan with {}", "skills_scan"))


def _prior_learning(user: User, on: datetime.date) -> Waiting:
    open_ = PriorLearning.objects.filter(scan=OuterRef("pk"), state=PriorLearning.State.PROPOSED)
    rows = SkillsScan.objects.filter(
        _mine(user, on, Kind.TUTOR), Exists(open_), state=SkillsScan.State.DISCUSSED
    ).exclude(apprentice__person=user)
    return Waiting(rows, _items(rows, "Decide on the prior learning of {}", "skills_scan"))


def _support_to_look_at(user: User, on: datetime.date) -> Waiting:
    """For whoever wrote it, and the apprentice."""
    rows = SupportOffer.objects.to_look_at(on=on).filter(Q(apprentice__person=user) | Q(written_by=user))
    return Waiting(rows, lambda: _about_support(rows))


def _about_support(rows: QuerySet[SupportOffer]) -> Iterator[WorkItem]:
    for offer in rows.select_related("apprentice__person").order_by("review_on")[:MOST]:
        url = reverse("apprentices:support", args=[offer.apprentice.reference])
        yield WorkItem(f"Look again at the support of {offer.apprentice}", url, Need.DUE, due_on=offer.review_on)


# Mentors -----------------------------------------------------------------------------------------------------


def _mentoring_to_answer(user: User) -> Waiting:
    rows = Mentoring.objects.filter(
        Q(apprentice__person=user, apprentice_agreed_on__isnull=True)
        | Q(mentor__person=user, mentor_agreed_on__isnull=True),
        state=Mentoring.State.PROPOSED,
        apprentice__state__in=Apprentice.ON_PROGRAMME,
    )
    return Waiting(rows, _items(rows, "Answer the mentoring of {}", "mentoring"))


def _mentors_wanted(user: User, on: datetime.date) -> Waiting:
    led = Involvement.objects.led_by(user, Kind.EMPLOYER, "workforce_lead", on=on)
    rows = Mentoring.objects.another_asked().filter(
        apprentice__in=led.values("apprentice"), apprentice__state__in=Apprentice.ON_PROGRAMME
    )
    return Waiting(rows, lambda: _about_wanted(rows))


def _about_wanted(rows: QuerySet[Mentoring]) -> Iterator[WorkItem]:
    for mentoring in rows.select_related("apprentice__person")[:MOST]:
        url = reverse("apprentices:find_mentor", args=[mentoring.apprentice.reference])
        yield WorkItem(f"Find another mentor for {mentoring.apprentice}", url, Need.DUE)


# Visits ------------------------------------------------------------------------------------------------------


def _visits_to_record(user: User, on: datetime.date) -> Waiting:
    rows = WorkplaceVisit.objects.filter(_mine(user, on, Kind.TUTOR), state=WorkplaceVisit.State.PLANNED, date__lt=on)
    return Waiting(rows, _items(rows, "Record the workplace visit with {}", "workplace_visit"))


def _visits_due(user: User, on: datetime.date) -> Waiting:
    rows = visits_due(visited_by(user, on=on), on=on, but_not_on=on - overdue_after())
    return Waiting(rows, lambda: [WorkItem("Plan the workplace visits that are due", _visits_url())])


def _visits_overdue(user: User, on: datetime.date) -> Waiting:
    rows = visits_due(visited_by(user, on=on), on=on - overdue_after())
    text = "Plan the workplace visits that are overdue"
    return Waiting(rows, lambda: [WorkItem(text, _visits_url(), Need.OVERDUE)])


def _visits_url() -> str:
    return f"{reverse('apprentices:workplace_visits')}?due=due"


def calendar(user: User) -> Iterator[CalendarItem]:
    """Visits that are planned, for the tutor who comes and the apprentice. Titles name nobody."""
    held = people.kinds(user)
    if held.isdisjoint({Kind.SELF, Kind.TUTOR}):
        return
    mine = _mine(user, timezone.localdate(), Kind.SELF, Kind.TUTOR)
    for visit in WorkplaceVisit.objects.filter(mine, state=WorkplaceVisit.State.PLANNED):
        starts_at = timezone.make_aware(datetime.datetime.combine(visit.date, visit.starts_at))
        yield CalendarItem(
            uid=f"visit-{visit.reference}",
            title="Workplace visit",
            starts_at=starts_at,
            ends_at=starts_at + HOUR,
            place=visit.place,
        )


# The record page ---------------------------------------------------------------------------------------------


def section(user: User, apprentice: Apprentice, on: datetime.date) -> RecordSection | None:
    """The way to the scan, the support plan, the mentor and visits: for the three parties."""
    if not sees_changes(user, apprentice):
        return None
    return RecordSection(
        title="Support",
        template="apprentices/sections/support.html",
        context={"apprentice": apprentice},
        url=reverse("apprentices:support", args=[apprentice.reference]),
    )


def register() -> None:
    """Enter everything above in the lists of the portal; called once, when the app is ready."""
    declare(*GUARDS)
    sources.register(waiting, order=24)
    registry.record_sections.register(section, order=64)
    registry.calendar_sources.register(calendar, order=22)
    for name, due in {
        "workplace visits due": support_mails.visits_fall_due,
        "workplace visits overdue": support_mails.visits_overdue,
        "support to look at again": support_mails.support_to_look_at,
    }.items():
        registry.reminder_rules.register(registry.ReminderRule(name, due))
