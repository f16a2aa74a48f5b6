"""Run by ``manage.py shell`` in the database to be measured: rows that scale_data does not make, and who opens what.

Prints one line of JSON: the session of each person, and for each thing to be measured who does it and where.
"""

import json
import sys

from django.conf import settings
from django.urls import reverse

from apprentices.models import Apprentice, Involvement, OffTheJobEntry
from assessment.models import Evidence
from consortium.models import Appointment, Organisation
from recruitment.models import Group, PanelMember
from recruitment.operations import selection_days
from tests import make

QUEUE, CANDIDATES, CRITERIA, MORE_MEMBERS = 50, 12, 6, 2


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


everybody, assessor = sees_everybody(), with_a_queue()
largest, usual = Apprentice.objects.order_by("pk")[:2]
scored, live = scored_day(), make.live_day(criteria=CRITERIA)
member, slot = live.panels.get().members.first(), live.panels.get().candidates.get()
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
    "score": reverse("recruitment:score_question", args=[member.reference, slot.reference, 1]),
}
sessions = {name: make.signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value for name, person in people.items()}
sys.stdout.write(json.dumps({"sessions": sessions, "addresses": addresses, "apprentices": Apprentice.objects.count()}))
