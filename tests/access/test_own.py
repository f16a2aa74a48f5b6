"""Nobody decides about themselves, whatever roles they hold beside being a candidate or an apprentice."""

import pytest
from django.urls import reverse

from apprentices import permissions as of_apprentices
from placements import permissions as of_placements
from recruitment.models import Application
from tests import make

pytestmark = pytest.mark.django_db
STAFF = [("workforce_lead", "employer"), ("admissions_tutor", "university"), ("recruitment_coordinator", "office")]


@pytest.mark.parametrize(("role", "where"), STAFF)
def test_staff_who_apply_meet_their_own_application_as_candidates_only(role, where):
    campaign = make.campaign()
    candidate = make.person("Grace Mensah")
    own, other = make.application(campaign, candidate), make.application(campaign)
    at = {"employer": own.employer, "university": campaign.cohort.university, "office": campaign.run_by}[where]
    make.appointment(candidate, at, role)
    make.appointment(colleague := make.person(), at, role)

    assert set(Application.objects.visible_to(colleague)) == {own, other}
    assert set(Application.objects.visible_to(candidate)) == {other}
    assert set(Application.objects.documented_to(candidate)) <= {other}
    page = reverse("recruitment:application", args=[own.reference])
    assert make.signed_in(colleague).get(page).status_code == 200
    assert make.signed_in(candidate).get(page).status_code == 404


def test_a_coordinator_who_is_a_candidate_does_not_moderate_their_own_outcome():
    day = make.live_day()
    slot = day.panels.get().candidates.get()
    candidate = slot.application.candidate
    make.appointment(candidate, day.campaign.run_by, "recruitment_coordinator")
    page = reverse("recruitment:move_candidate", args=[slot.reference])
    assert make.signed_in(make.coordinator_of(day)).get(page).status_code == 200
    assert make.signed_in(candidate).get(page).status_code == 404


def test_an_apprentice_with_a_role_neither_names_their_own_people_nor_plans_their_own_placement():
    apprentice = make.apprentice()
    make.appointment(apprentice.person, apprentice.employer, "workforce_lead")
    make.appointment(lead := make.person(), apprentice.employer, "workforce_lead")
    other = make.apprentice(at=apprentice.employer)

    assert of_apprentices.may_name(apprentice.person, apprentice) == ()
    assert of_apprentices.may_name(apprentice.person, other) == of_apprentices.may_name(lead, apprentice) != ()
    assert not of_placements.may_propose(apprentice.person, apprentice)
    assert of_placements.may_propose(apprentice.person, other)
    assert of_placements.may_propose(lead, apprentice)
