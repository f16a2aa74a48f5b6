"""A day of a practice assessment panel: thirty portfolios handed in, signed, read, and on the table this afternoon."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from apprentices.models import Apprentice, CalendarEntry
from assessment import operations as assessment
from assessment.capabilities import statements_for as statements_of_portfolio
from assessment.content import hash_of
from assessment.deciding import content as deciding_content
from assessment.deciding.permissions import second_opinion_educators
from assessment.models import Claim, PanelItem, PanelMeeting, PanelMember, PanelReading, PortfolioSubmission
from assessment.operations import panels, recommendations, second_opinions, submissions, tutoring
from assessment.operations.panels.reading import outcomes_for, statements_for, why_not
from assessment.panels import content as panel_content
from consortium.models import Cohort, Organisation
from core.accounts.models import User
from demo import clock
from demo.chapters import learning, placements
from demo.chapters.portfolio import LOGS
from demo.world import World
from placements.models import Placement, PlacementDay, PracticeEducator, Setting
from placements.operations import days

PORTFOLIOS = 30
STARTED, WEEKS = 190, 24
"""So many days ago their first placement began, and so many weeks it was planned for."""

HANDED_IN, SIGNED, CALLED, GIVEN_OUT, READ = 45, 38, 40, 21, 6
"""Days before the panel on which each thing was done."""

WORKING_DAYS = (0, 1, 2, 3)
HOLISTIC = (
    "Asks before telling, names the law in words that people use, and writes records that could be read by those whom "
    "they are about. In the last weeks carried three pieces of work from the first call to the review."
)
OF_A_CAPABILITY = "Seen in the work of the last months and spoken of in supervision; what is written agrees with it."
DOUBT = "Kind and careful. What guided the decisions was asked for three times and stayed thin to the end."
SHEETS = (
    "The portfolio carries the recommendation. Two pieces stand out; the reading behind them could be named.",
    "A modest portfolio that says honestly what is still hard. I would have liked to see one more observation.",
)


@dataclass(frozen=True)
class Panel:
    """Who sits."""

    meeting: PanelMeeting
    secretary: User
    seats: list[PanelMember]


def tell(world: World) -> None:
    if world.size.in_bulk:
        return  # the size of all London is for pages, not for a day of one panel
    university = world.universities[0]
    handed_in = [made for made in _portfolios(world, university) if made is not None]
    panel = _call(world, university)
    with clock.at(clock.on(world.today - datetime.timedelta(days=GIVEN_OUT), 10)):
        panels.add_to_agenda(panel.meeting, submissions=handed_in, by=panel.secretary, seed=f"demo-{world.today:%Y}")
    _declare_and_give_out(world, panel)
    _name_readers(world, panel)
    _read(world, panel)


def _portfolios(world: World, university: Organisation) -> Iterator[PortfolioSubmission | None]:
    cohort = _cohort(world, university)
    educators = {
        service.pk: [e for e in PracticeEducator.objects.filter(kept_by=service) if _holds_stage_2(e, world)]
        for service in world.services
    }
    settings = {setting.organisation_id: setting for setting in Setting.objects.order_by("pk")}
    for number in range(PORTFOLIOS):
        apprentice = learning.enrol(world, cohort, 8 + number)
        placement = _placed(world, apprentice, educators, settings)
        if placement is not None:
            _evidence(world, apprentice, placement, number)
            yield _handed_in(world, placement, number)


def _cohort(world: World, university: Organisation) -> Cohort:
    first = world.cohorts[0]
    starts_on = placements.monday(world.today - datetime.timedelta(days=460))
    return Cohort.objects.create(
        name=f"{starts_on:%B %Y}, {university.short_name}, second intake",
        standard_version=first.standard_version,
        university=university,
        starts_on=starts_on,
    )


def _holds_stage_2(educator: PracticeEducator, world: World) -> bool:
    return educator.facts().stage_on(world.today - datetime.timedelta(days=STARTED)) == "stage_2"


def _placed(
    world: World,
    apprentice: Apprentice,
    educators: dict[int, list[PracticeEducator]],
    settings: dict[int, Setting],
) -> Placement | None:
    """A first placement with all its days, which the practice educator confirmed together at the end."""
    placement = placements.place(world, apprentice, 1, educators, settings, started=STARTED, weeks=WEEKS, days_done=0)
    if placement is None:
        return None
    until = world.today - datetime.timedelta(days=HANDED_IN + 4)
    with clock.at(clock.on(until, 17)):
        entries = [
            days.Entry(date=date, kind=PlacementDay.Kind.PRESENT, note="", absence="") for date in _days(placement)
        ]
        days.log_days(placement, entries=entries, by=apprentice.person, today=until)
        waiting = dict(placement.days.awaiting_confirmation().values_list("pk", "kind"))
        days.confirm_days(placement, shown=waiting, by=placement.practice_educator.person)
    placement.refresh_from_db()
    return placement


def _days(placement: Placement) -> list[datetime.date]:
    """As many days as are required, four a week, on which nothing else stands in the calendar."""
    elsewhere = ("break", "leave", "taught_day", "skills_day", "induction")
    kept = CalendarEntry.objects.filter(apprentice=placement.apprentice_id, kind__in=elsewhere)
    taken = set(kept.values_list("date", flat=True))
    every = (
        placement.starts_on + datetime.timedelta(days=n) for n in range((placement.ends_on - placement.starts_on).days)
    )
    free = [date for date in every if date.weekday() in WORKING_DAYS and date not in taken]
    return free[: placement.days_required]


def _evidence(world: World, apprentice: Apprentice, placement: Placement, number: int) -> None:
    """Two or three pieces, each sent and signed off while the placement ran."""
    who, educator = apprentice.person, placement.practice_educator.person
    for piece in range(2 + number % 2):
        happened = placement.starts_on + datetime.timedelta(days=20 + 30 * piece)
        title, text = LOGS[(number + piece) % len(LOGS)]
        with clock.at(clock.on(happened, 19)):
            evidence = assessment.start(apprentice, kind="reflective_log", by=who)
            assessment.write(evidence, title=title, text=text, happened_on=happened, by=who)
            judged = statements_of_portfolio(apprentice, on=happened).filter(framework__judged=True).order_by("pk")
            chosen = list(judged)[piece : piece + 3]
            claims = {one.pk: "It shows how I began with what matters to the person." for one in chosen}
            assessment.link(evidence, claims=claims, by=who, on=happened)
            assessment.submit(evidence, by=who)
        with clock.at(clock.on(happened + datetime.timedelta(days=4), 15)):
            evidence.refresh_from_db()
            assessment.sign_off(
                evidence,
                number=1,
                judgements={c.pk: Claim.Judgement.SUFFICIENT for c in Claim.objects.filter(version=evidence.shown)},
                statement="I have talked this through with the apprentice and I saw the practice that it tells of.",
                by=educator,
            )


def _handed_in(world: World, placement: Placement, number: int) -> PortfolioSubmission:
    """Handed in, recommended and answered by the tutor: most pass; one fails, one tutor sees it otherwise."""
    apprentice, educator = placement.apprentice.person, placement.practice_educator.person
    fails = number == 4
    with clock.at(clock.on(world.today - datetime.timedelta(days=HANDED_IN), 18)):
        read = hash_of(deciding_content.snapshot_of(placement))
        made = submissions.hand_in(placement, read=read, by=apprentice)
    with clock.at(clock.on(world.today - datetime.timedelta(days=SIGNED), 11)):
        complete = placement.days_counted >= placement.days_required
        outcome = "fail" if fails else "pass" if complete else "unable"
        written = recommendations.write_recommendation(
            made,
            outcome=outcome,
            because="" if complete else "days",
            said={one.pk: OF_A_CAPABILITY for one in recommendations.capabilities_for(made)},
            holistic=DOUBT if fails else HOLISTIC,
            unexplained_until_now="It was spoken of in supervision each time and not written down early enough."
            if fails
            else "",
            by=educator,
        )
        signed = recommendations.sign_recommendation(
            written, read=hash_of(deciding_content.recommended(written)), by=educator
        )
    with clock.at(clock.on(world.today - datetime.timedelta(days=SIGNED - 4), 9)):
        tutor = placement.apprentice.involvements.get(kind="tutor").person
        tutoring.review_recommendation(made, outcome="concur", read=signed.content_hash, by=tutor)
    if fails:
        _second_opinion(world, made, tutor)
    made.refresh_from_db()
    return made


def _second_opinion(world: World, made: PortfolioSubmission, tutor: User) -> None:
    """A fail is read once more, by a practice educator of another council."""
    day = world.today - datetime.timedelta(days=SIGNED - 6)
    made.refresh_from_db()
    with clock.at(clock.on(day, 9)):
        educator = second_opinion_educators(made, on=day)[0]
        asked = second_opinions.ask_for_second_opinion(made, educator=educator, by=tutor)
        accepted = second_opinions.accept_request(asked, apart=True, by=educator.person)
    with clock.at(clock.on(day + datetime.timedelta(days=7), 16)):
        second_opinions.give_opinion(
            accepted,
            supports=True,
            reasons="I looked for the reasoning behind the decisions in every piece and found it in none.",
            by=educator.person,
        )


def _call(world: World, university: Organisation) -> Panel:
    """The secretary calls it; a chair from one borough, members from university, boroughs and beyond."""
    since = world.today - datetime.timedelta(days=700)
    secretary = world.person()
    world.appoint(secretary, "assessment_panel_secretary", university, since=since)
    boroughs = [s for s in world.services if s.service][:40:7]
    chair = world.person()
    world.appoint(chair, "assessment_panel_member", boroughs[0], since=since)
    world.appoint(chair, "assessment_panel_chair", boroughs[0], since=since)
    members = []
    for at in (university, *boroughs[1:4], _group(world)):
        person = world.who(at, "tutor") if at == university else world.person()
        world.appoint(person, "assessment_panel_member", at, since=since)
        members.append(person)
    independent = Organisation.objects.filter(kind=Organisation.Kind.VOLUNTARY).first()
    if independent is not None:
        members.append(world.person())
        world.appoint(members[-1], "assessment_panel_member", independent, since=since)
    with clock.at(clock.on(world.today - datetime.timedelta(days=CALLED), 9)):
        meeting = panels.call_meeting(
            university, starts_at=clock.on(world.today, 14), place="Council Chamber 2, and online", by=secretary
        )
        panels.give_seat(meeting, person=chair, role="chair", by=secretary)
        for person in members:
            panels.give_seat(meeting, person=person, role="member", by=secretary)
    return Panel(meeting, secretary, list(meeting.members.select_related("person").order_by("pk")))


def _group(world: World) -> Organisation:
    return Organisation.objects.get(kind=Organisation.Kind.LIVED_EXPERIENCE_GROUP, name="Voices for Change London")


def _declare_and_give_out(world: World, panel: Panel) -> None:
    """Everybody declares; one has nothing to do with the third on the agenda; packs go out."""
    day = world.today - datetime.timedelta(days=GIVEN_OUT - 1)
    for number, seat in enumerate(panel.seats):
        with clock.at(clock.on(day, 11, number)):
            seen = PanelItem.objects.visible_to(seat.person).filter(meeting=panel.meeting).order_by("pk")
            panels.declare(seat, items=list(seen[2:3]) if number == 3 else [], by=seat.person)


def _name_readers(world: World, panel: Panel) -> None:
    """Two readers for each that is read in full, in turn, as far as the rules allow them."""
    day = world.today - datetime.timedelta(days=GIVEN_OUT - 1)
    able = [seat for seat in panel.seats if seat.role != PanelMember.Role.SECRETARY]
    for number, item in enumerate(i for i in panel.meeting.items.order_by("pk") if i.in_full):
        with clock.at(clock.on(day, 15, number)):
            for first in range(len(able)):
                pair = [able[(number + first) % len(able)], able[(number + first + 2) % len(able)]]
                if not why_not(item, pair, on=day):
                    panels.assign_readers(item, members=pair, by=panel.secretary)
                    break
    with clock.at(clock.on(day, 17)):
        panels.give_packs(panel.meeting, by=panel.secretary)


def _read(world: World, panel: Panel) -> None:
    """Most sheets are sent; two readers differ and have agreed, two differ still, and one has not read yet."""
    items = [item for item in panel.meeting.items.order_by("pk") if item.readings.exists()]
    for number, item in enumerate(items):
        readings = list(item.readings.standing().select_related("member__person").order_by("pk"))
        for place, reading in enumerate(readings):
            if number == len(items) - 1 and place:
                continue
            differs = number in (1, 2) and place == 1
            with clock.at(clock.on(world.today - datetime.timedelta(days=READ), 9 + place, number % 60)):
                _sheet(reading, differs=differs, words=SHEETS[(number + place) % 2])
        if number == 1 and len(readings) == 2:
            one, other = (reading.member.person for reading in readings)
            with clock.at(clock.on(world.today - datetime.timedelta(days=READ - 1), 12)):
                words = "One more observation would settle it; both of us would ask for that and for nothing else."
                said = panels.propose_together(item, would_recommend="more_evidence", words_of_both=words, by=one)
                panels.answer_together(item, agrees=True, version=said.version, by=other)


def _sheet(reading: PanelReading, *, differs: bool, words: str) -> None:
    reader = reading.member.person
    agrees = next(code for code, _ in outcomes_for(reading.item) if code in ("confirm_pass", "concur_fail", "disagree"))
    written = panels.write_sheet(
        reading,
        comments={one.pk: "Found where it is said to be." for one in statements_for(reading.item)},
        overall=words,
        would_recommend="more_evidence" if differs else agrees,
        by=reader,
    )
    panels.send_sheet(written, read=hash_of(panel_content.sheet(written)), by=reader)
