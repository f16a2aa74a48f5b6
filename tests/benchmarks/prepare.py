"""Run by ``manage.py shell`` in the database to be measured: rows that scale_data does not make, and who opens what.

Prints one line of JSON: the session of each person, and for each thing to be measured who does it and where.
"""

import json
import sys

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from apprentices.models import Apprentice, Involvement, OffTheJobEntry
from assessment.models import Evidence
from consortium.models import Appointment, Organisation
from core.accounts.models import User
from recruitment.models import Application, Group, PanelCandidate, PanelMember, SiftMark
from recruitment.operations import selection_days, sift, sift_reading
from tests import make

QUEUE, CANDIDATES, CRITERIA, MORE_MEMBERS, ROOMS = 50, 12, 6, 2, 20
APPLICATIONS, SIFTERS, READ = 5000, 10, 200


def first_with(role):
    return Appointment.objects.filter(role__code=role).earliest("pk").person


def one_involved(kind):
    return Involvement.objects.filter(kind=kind, apprentice__state="active").earliest("pk").person


def sees_everybody():
    """Somebody who answers for compliance at every university."""
    person = make.person("Sees Everybody")
    for university in Organisation.objects.filter(cohorts__isnull=False).distinct():
        make.appointment(person, university, "compliance_officer")
    return person


def with_a_queue():
    """A practice educator for whom the evidence of fifty apprentices waits, one piece of each."""
    person = make.person("Has A Queue")
    for evidence in Evidence.objects.waiting().of_those_learning().select_related("apprentice")[:QUEUE]:
        make.involvement(evidence.apprentice, Involvement.Kind.PRACTICE_EDUCATOR, person=person)
    return person


def scored_day():
    day = make.live_day(candidates=CANDIDATES, criteria=CRITERIA)
    room = day.panels.get()
    for _ in range(MORE_MEMBERS):
        make.panel_member(room, Group.EMPLOYER, state=PanelMember.State.CONFIRMED)
    for slot in room.candidates.all():
        make.all_scores(slot)
    selection_days.close_scoring(day=day, by=make.coordinator_of(day))
    return day


def sifted_campaign():
    """A campaign of five thousand that is being sifted by ten, a fifth of it read twice; two hundred answers marked."""
    planned = make.sift(criteria=3, second_share=20)
    for _ in range(SIFTERS):
        make.sifter(planned)
    emails = {f"candidate.{number}@example.net": f"Candidate {number}" for number in range(APPLICATIONS)}
    people = User.objects.for_emails(emails).values()
    employer = planned.campaign.places.get().employer
    Application.objects.bulk_create(
        Application(
            campaign=planned.campaign,
            candidate=person,
            code=f"{'BCDFG'[number // 1000]}2-{number % 1000:03d}",
            employer=employer,
            state=Application.State.ELIGIBLE,
            submitted_at=timezone.now(),
            **make.ANSWERS,
        )
        for number, person in enumerate(people)
    )
    sift.open_sift(sift=planned, by=make.coordinator_of(planned.campaign))
    reader = planned.sifters.first()
    for mark in SiftMark.objects.of_person(reader.person).filter(reading__sifter=reader).in_order()[:READ]:
        sift_reading.save_mark(mark=mark, value=3, reasons=(), by=reader.person)
    return planned, reader


def a_hundred_who_score():
    """Twenty rooms of five on one live day: for each member a session, and the address of the first question."""
    day = make.live_day(criteria=CRITERIA)
    found = []
    for _ in range(ROOMS):
        room = make.full_panel(day, state=PanelMember.State.CONFIRMED)
        for _ in range(MORE_MEMBERS):
            make.panel_member(room, Group.EMPLOYER, state=PanelMember.State.CONFIRMED)
        who = make.application(to=day.campaign, state="attended")
        seen = make.slot(room, who, state=PanelCandidate.State.ATTENDED)
        for seat in room.members.all():
            session = make.signed_in(seat.person).cookies[settings.SESSION_COOKIE_NAME].value
            found.append((session, reverse("recruitment:score_sheet", args=[seat.reference, seen.reference])))
    return found


everybody, assessor = sees_everybody(), with_a_queue()
largest, usual = Apprentice.objects.order_by("pk")[:2]
scored, live = scored_day(), make.live_day(criteria=CRITERIA)
member, slot = live.panels.get().members.first(), live.panels.get().candidates.get()
sifting, reader = sifted_campaign()
next_mark = SiftMark.objects.of_person(reader.person).to_give().in_order().first()
learner = OffTheJobEntry.objects.filter(apprentice__state="active").latest("pk").apprentice
waiting = Evidence.objects.waiting_for(assessor, on=live.date).first()
people = {
    "everybody": everybody,
    "assessor": assessor,
    "coordinator": make.coordinator_of(scored),
    "learner": learner.person,
    "largest": largest.person,
    "usual": usual.person,
    "member": member.person,
    "sifter": reader.person,
    "sift_coordinator": make.coordinator_of(sifting.campaign),
    "consortium_manager": first_with("consortium_manager"),
    "workforce_lead": first_with("workforce_lead"),
    "placement_coordinator": first_with("placement_coordinator"),
    "admissions_tutor": first_with("admissions_tutor"),
    "tutor": one_involved(Involvement.Kind.TUTOR),
    "line_manager": one_involved(Involvement.Kind.LINE_MANAGER),
    "practice_educator": one_involved(Involvement.Kind.PRACTICE_EDUCATOR),
}
addresses = {
    "list": reverse("apprentices:list"),
    "portfolio of 30": reverse("assessment:portfolio", args=[usual.reference]),
    "portfolio of 400": reverse("assessment:portfolio", args=[largest.reference]),
    "queue": reverse("assessment:queue"),
    "sign-off": reverse("assessment:evidence", args=[waiting.reference]),
    "grid": reverse("recruitment:outcomes", args=[scored.reference]),
    "tile map": reverse("consortium:members"),
    "entry": reverse("apprentices:my_time"),
    "applications": reverse("recruitment:applications"),
    "sift": reverse("recruitment:sift", args=[sifting.reference]),
    "sift results": reverse("recruitment:sift_results", args=[sifting.reference]),
    "own sift": reverse("recruitment:my_sift", args=[reader.reference]),
    "answer": reverse("recruitment:sift_answer", args=[next_mark.reference]),
    "score": reverse("recruitment:score_question", args=[member.reference, slot.reference, 1]),
}
sessions = {name: make.signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value for name, person in people.items()}
found = {
    "sessions": sessions,
    "addresses": addresses,
    "panels": a_hundred_who_score(),
    "apprentices": Apprentice.objects.count(),
}
sys.stdout.write(json.dumps(found))
