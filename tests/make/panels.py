import datetime
from types import SimpleNamespace

from django.utils import timezone

from apprentices.models import Apprentice
from assessment.capabilities import statements_for
from assessment.content import hash_of
from assessment.deciding import content
from assessment.models import (
    PanelItem,
    PanelMeeting,
    PanelMember,
    PanelReading,
    PortfolioSubmission,
    Recommendation,
    RecommendedCapability,
    TutorReview,
)
from assessment.operations import panels
from assessment.operations.panels.reading import statements_for as sheet_statements
from assessment.operations.submissions import step
from assessment.panels import content as panel_content
from consortium.models import Organisation
from core.accounts.models import User
from placements.models import Placement
from tests.make.assessment import accepted_evidence, portfolio_owner
from tests.make.consortium import appointment, cohort, council, organisation, service, university
from tests.make.people import person
from tests.make.placements import educator, placement

State = PortfolioSubmission.State
SECRETARY, CHAIR, MEMBER = (f"assessment_panel_{role}" for role in ("secretary", "chair", "member"))


def portfolio_for_panel(
    of: Apprentice | None = None,
    *,
    outcome: str = "pass",
    review: str = "concur",
    at: Organisation | None = None,
    in_placement: Placement | None = None,
    with_evidence: bool = True,
) -> PortfolioSubmission:
    """A portfolio that practice educator and tutor have signed, ready for a panel."""
    of = of or portfolio_owner(f"Apprentice {timezone.now():%f}", **({"cohort": cohort(at)} if at else {}))
    practised = in_placement or placement(of, practice_educator=educator())
    teacher, now = practised.practice_educator.person, timezone.now()
    if with_evidence:
        accepted_evidence(of, by=_assessor(of, teacher))
    snapshot = content.snapshot_of(practised)
    made = PortfolioSubmission.objects.create(
        placement=practised,
        number=practised.submissions.count() + 1,
        snapshot=snapshot,
        content_hash=hash_of(snapshot),
        handed_in_by=of.person,
        handed_in_at=now,
        due_on=timezone.localdate(),
        waiting_since=now,
    )
    recommendation = Recommendation.objects.create(
        submission=made,
        state=Recommendation.State.SIGNED,
        outcome=outcome,
        because="days" if outcome == "unable" else "",
        holistic="She asks first, and keeps to what was answered.",
        written_by=teacher,
        signed_at=now,
        content_hash="0" * 64,
    )
    judged = statements_for(of, on=timezone.localdate()).filter(framework__judged=True)
    RecommendedCapability.objects.bulk_create(
        RecommendedCapability(recommendation=recommendation, statement=one, words="Seen twice.") for one in judged
    )
    step(made, to=State.RECOMMENDED, by=teacher, at=now)
    TutorReview.objects.create(
        recommendation=recommendation,
        outcome=review,
        reasons="I read it otherwise." if review == "dissent" else "",
        reviewed_by=person(),
        content_hash="1" * 64,
    )
    step(made, to=State.READY, by=teacher, at=now)
    return made


def _assessor(of: Apprentice, teacher: User) -> User:
    from tests.make.assessment import practice_educator

    return teacher if of.involvements.filter(person=teacher).exists() else practice_educator(of, who=teacher)


def assessment_panel(
    *submissions: PortfolioSubmission, at: Organisation | None = None, days: int = 30
) -> SimpleNamespace:
    """A meeting called, with five seats: secretary, chair from an employer, university, independent, lived experience;
    the portfolios on its agenda, and nobody has declared yet.
    """
    at = at or (submissions[0].placement.apprentice.cohort.university if submissions else university())
    secretary = appointment(person("Sekai Secretary"), at, SECRETARY).person
    group = organisation(Organisation.Kind.LIVED_EXPERIENCE_GROUP)
    elsewhere, there = service(council()), service(council())
    people = {
        "chair": appointment(person("Chandra Chair"), elsewhere, CHAIR).person,
        "tutor": appointment(person("Tove Tutor"), at, MEMBER).person,
        "worker": appointment(person("Wren Worker"), there, MEMBER).person,
        "lived": appointment(person("Lio Lived"), group, MEMBER).person,
        "independent": appointment(
            person("Ines Independent"), organisation(Organisation.Kind.VOLUNTARY), MEMBER
        ).person,
    }
    appointment(people["chair"], elsewhere, MEMBER)
    starts_at = timezone.now() + datetime.timedelta(days=days)
    meeting = panels.call_meeting(at, starts_at=starts_at, place="Room 4", by=secretary)
    seats = {
        name: panels.give_seat(meeting, person=who, role="chair" if name == "chair" else "member", by=secretary)
        for name, who in people.items()
    }
    seats["secretary"] = meeting.members.get(person=secretary)
    items = panels.add_to_agenda(meeting, submissions=submissions, by=secretary, seed="s") if submissions else []
    return SimpleNamespace(
        meeting=meeting, university=at, secretary=secretary, seats=seats, items=items, elsewhere=elsewhere, **people
    )


def panel_declared(of: SimpleNamespace) -> SimpleNamespace:
    """Everybody has declared that there is nothing."""
    for seat in of.seats.values():
        panels.declare(seat, items=[], by=seat.person)
    return of


def item_in_full(item: PanelItem) -> PanelItem:
    """The item read in full, whatever the sample drew."""
    PanelItem.objects.filter(pk=item.pk, because=[]).update(because=["asked"])
    item.refresh_from_db()
    return item


def panel_readers(of: SimpleNamespace, item: PanelItem, *names: str) -> list[PanelReading]:
    return panels.assign_readers(item_in_full(item), members=[of.seats[name] for name in names], by=of.secretary)


def sent_panel_sheet(
    reading: PanelReading, would_recommend: str = "confirm_pass", overall: str = "It carries."
) -> PanelReading:
    reader = reading.member.person
    comments = {one.pk: f"Seen, says {reader.first_name}." for one in sheet_statements(reading.item)}
    reading = panels.write_sheet(
        reading, comments=comments, overall=overall, would_recommend=would_recommend, by=reader
    )
    return panels.send_sheet(reading, read=hash_of(panel_content.sheet(reading)), by=reader)


def panel_session(of: SimpleNamespace, *here: str) -> SimpleNamespace:
    """The meeting is in session today, with these people in the room (everybody)."""
    today = timezone.now() - datetime.timedelta(minutes=10)
    PanelMeeting.objects.filter(pk=of.meeting.pk).update(starts_at=today)
    panels.open_meeting(of.meeting, by=of.secretary)
    for name in here or ("chair", "tutor", "worker", "lived", "independent"):
        panels.came(PanelMember.objects.get(pk=of.seats[name].pk), by=of.secretary)
    of.meeting.refresh_from_db()
    return of
