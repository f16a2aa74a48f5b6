"""From rows to what the rules of a panel ask: who somebody is, whose portfolio it is, why it is read in full."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from assessment.deciding import parts
from assessment.models import PanelConflict, PanelItem, PanelMember, PortfolioSubmission, Recommendation, TutorReview
from assessment.models.panel_meetings import CHAIR, MEMBER, SECRETARY
from assessment.panels import rules
from assessment.panels.rules import Because, Part
from consortium.models import Appointment, Organisation
from core.accounts.models import User
from placements.models import Designation, Placement, Setting

State = PortfolioSubmission.State
Kind = Organisation.Kind
EMPLOYERS = {Kind.COUNCIL, Kind.SERVICE, Kind.TRUST}
LATELY = datetime.timedelta(days=365)
"""So long a kind of setting counts as read."""
PANEL_ROLES = (MEMBER, CHAIR, SECRETARY)


def bodies_of(organisations: Iterable[Organisation]) -> frozenset[int]:
    """What makes two people colleagues: the body in law, and (below nought) each borough that it covers."""
    bodies = {organisation.legal_body for organisation in organisations}
    return frozenset({body.pk for body in bodies} | {-borough.pk for body in bodies for borough in body.covers.all()})


def people_of(users: Iterable[User], *, on: datetime.date) -> dict[int, rules.Person]:
    """Each of these people with the bodies that they act for on a day; two queries for all of them."""
    ids = [user.pk for user in users]
    held = Appointment.objects.accepted().filter(person__in=ids, closed_at__isnull=True).on(on)
    found: dict[int, list[Organisation]] = {pk: [] for pk in ids}
    for one in held.select_related("organisation__part_of").prefetch_related(
        "organisation__covers", "organisation__part_of__covers"
    ):
        found[one.person_id].append(one.organisation)
    return {pk: rules.Person(pk, bodies_of(organisations)) for pk, organisations in found.items()}


def may_be_seated(*, on: datetime.date) -> QuerySet[User]:
    """Everybody who is appointed to sit on practice assessment panels, by any organisation."""
    held = Appointment.objects.accepted().filter(closed_at__isnull=True, role__code__in=PANEL_ROLES).on(on)
    return User.objects.filter(is_active=True, pk__in=held.order_by().values("person"))


def part_of(user: User, *, on: datetime.date) -> str:
    """From which part of the mix somebody comes. Whom a university appointed as chair only is independent."""
    held = Appointment.objects.accepted().filter(person=user, closed_at__isnull=True).on(on)
    kinds = set(held.exclude(role__code__in=(CHAIR, SECRETARY)).values_list("organisation__kind", flat=True))
    if Kind.LIVED_EXPERIENCE_GROUP in kinds:
        return Part.LIVED_EXPERIENCE
    if kinds & EMPLOYERS:
        return Part.EMPLOYER
    return Part.UNIVERSITY if Kind.UNIVERSITY in kinds else Part.INDEPENDENT


def whose(submission: PortfolioSubmission) -> rules.Whose:
    """Whose portfolio it is, and everybody who is kept from the panel by an earlier part in it."""
    apprentice = submission.placement.apprentice
    return rules.Whose(
        apprentice=apprentice.person_id,
        employers=bodies_of([apprentice.employer]),
        had_a_part=frozenset(person.pk for person in parts.kept_from_panel(submission)) - {apprentice.person_id},
    )


def due(university: Organisation) -> QuerySet[PortfolioSubmission]:
    """Portfolios of a university that are ready for a panel and on no agenda, with what the sample asks of each."""
    ready = PortfolioSubmission.objects.waiting_in(State.READY).filter(
        placement__apprentice__cohort__university=university
    )
    on_an_agenda = PanelItem.objects.filter(state=PanelItem.State.LISTED).values("submission")
    return with_facts(ready.exclude(pk__in=on_an_agenda))


def with_facts(submissions: QuerySet[PortfolioSubmission]) -> QuerySet[PortfolioSubmission]:
    return submissions.select_related(
        "placement__apprentice__person",
        "placement__apprentice__employer__part_of",
        "placement__apprentice__cohort",
        "placement__setting__organisation__part_of",
        "placement__practice_educator__person",
        "placement__overseen_by",
    ).prefetch_related(
        "recommendations__tutor_review",
        "recommendations__queries",
        "second_opinions",
        "panel_recommendations",
        "placement__practice_educator__designations",
    )


def kind_of_setting(setting: Setting) -> str:
    """What counts as one setting for the sample: the host's body in law and its service. Single teams seldom repeat."""
    return f"{setting.organisation.legal_body.pk} {setting.service}"


def settings_read(university: Organisation, *, on: datetime.date) -> set[str]:
    """The kinds of settings of which a panel of this university read a portfolio in full in the last twelve months."""
    read = (
        PanelItem.objects.standing()
        .exclude(because=[])
        .filter(meeting__university=university, meeting__starts_at__date__gt=on - LATELY)
        .select_related("submission__placement__setting__organisation__part_of")
    )
    return {kind_of_setting(item.submission.placement.setting) for item in read}


def portfolios_of(submissions: Sequence[PortfolioSubmission]) -> list[rules.Portfolio]:
    """What the sample asks of each; two queries more than their own, for however many."""
    placements = [submission.placement for submission in submissions]
    educators = {placement.practice_educator_id for placement in placements}
    finished = Placement.objects.filter(practice_educator__in=educators, state=Placement.State.CLOSED)
    taught: dict[int, list[tuple[int, datetime.date]]] = {}
    for educator, pk, starts_on in finished.values_list("practice_educator", "pk", "starts_on"):
        taught.setdefault(educator, []).append((pk, starts_on))
    earlier = PortfolioSubmission.objects.filter(placement__in=[p.pk for p in placements], state=State.REPLACED)
    replaced = set(earlier.values_list("placement_id", flat=True))
    return [
        rules.Portfolio(
            key=one.reference,
            setting=kind_of_setting(one.placement.setting),
            always=frozenset(_always(one, returned=one.placement_id in replaced, taught=taught)),
        )
        for one in submissions
    ]


def _always(
    submission: PortfolioSubmission, *, returned: bool, taught: dict[int, list[tuple[int, datetime.date]]]
) -> Iterable[Because]:
    standing = _standing(submission)
    if standing is None:
        return
    if standing.outcome == Recommendation.Outcome.FAIL:
        yield Because.FAIL
    if returned or submission.panel_recommendations.all():
        yield Because.RETURN
    placement = submission.placement
    before = [pk for pk, since in taught.get(placement.practice_educator_id, []) if since < placement.starts_on]
    if not before and not _held_stage_2(placement):
        yield Because.FIRST_TIME_EDUCATOR
    if _is_borderline(submission, standing):
        yield Because.BORDERLINE


def _held_stage_2(placement: Placement) -> bool:
    """Whether the practice educator held stage 2 when the placement began: nobody does who has not assessed before."""
    return any(
        one.stage == Designation.Stage.STAGE_2 and one.starts_on <= placement.starts_on
        for one in placement.practice_educator.designations.all()
    )


def _standing(submission: PortfolioSubmission) -> Recommendation | None:
    signed = [r for r in submission.recommendations.all() if r.state == Recommendation.State.SIGNED]
    return max(signed, key=lambda one: (one.signed_at, one.pk), default=None)


def _is_borderline(submission: PortfolioSubmission, standing: Recommendation) -> bool:
    """Nothing could be recommended, the tutor asked or saw it otherwise, or somebody gave a second opinion."""
    review: TutorReview | None = getattr(standing, "tutor_review", None)
    return (
        standing.outcome == Recommendation.Outcome.UNABLE
        or bool(standing.queries.all())
        or bool(review and review.outcome == TutorReview.Outcome.DISSENT)
        or any(opinion.state == "given" for opinion in submission.second_opinions.all())
    )


def withheld_at(meeting_id: int) -> set[tuple[int, int]]:
    """(person, portfolio) of every conflict that stands against a member of a meeting; one query."""
    people = PanelMember.objects.sitting().filter(meeting=meeting_id).values("person")
    conflicts = PanelConflict.objects.standing().filter(person__in=people)
    return set(conflicts.values_list("person_id", "submission_id"))


def in_the_room(item: PanelItem) -> list[PanelMember]:
    """Members who are here for an item: whoever has nothing to do with it is out of the room."""
    out = PanelConflict.objects.standing().filter(submission=item.submission_id).values("person")
    members = PanelMember.objects.sitting().filter(meeting=item.meeting_id).exclude(person__in=out)
    return [member for member in members.select_related("person") if member.is_here]
