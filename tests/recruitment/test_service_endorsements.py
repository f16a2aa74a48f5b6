"""What stands behind an endorsement: three sources, the service beside the line manager; and what was said before."""

import pytest
from django.urls import reverse

from core.audit.sealing import seal, verify
from core.notifications.models import Message
from core.workflow import StepRefused
from recruitment.models import EarlierAssurance, Endorsement
from recruitment.operations import assurances
from recruitment.operations import endorsements as operations
from tests import make
from tests.recruitment.test_endorsements import ask, code_for, link_of, sign
from tests.recruitment.test_pages import by_link

pytestmark = pytest.mark.django_db

SOURCES = {"from_job_description": "Assesses needs", "from_supervision": "Thinks aloud", "from_appraisal": ""}


def endorsed(application=None):
    endorsement = ask(application)
    operations.write_answer(
        endorsement=endorsement, answer="yes", words="", name="Priya Shah", role="Team manager", **SOURCES
    )
    link = link_of(endorsement)
    operations.sign_endorsement(
        endorsement=endorsement, link=link, code=code_for(link), version=endorsement.version, address=None
    )
    return endorsement


def ask_service(application, email="head@example.org"):
    return operations.ask_service(application=application, by=make.person(), name="Head of Service", email=email)


def test_the_sources_are_signed_with_the_answer_and_shown_without_the_name():
    application = make.application(state="eligible")
    endorsement = endorsed(application)
    assert operations.content_of(endorsement)["from_supervision"] == "Thinks aloud"
    assert "from_appraisal" not in operations.content_of(endorsement)
    seal()
    assert list(verify()) == []
    lead = make.signed_in(make.appointment(at=application.employer, as_="workforce_lead").person)
    page = lead.get(reverse("recruitment:application", args=[application.reference])).text
    assert "Assesses needs" in page
    assert application.candidate.name not in page


def test_a_yes_rests_on_at_least_one_source():
    endorsement = ask()
    browser = by_link(endorsement.manager, "endorsement", endorsement)
    address = reverse("recruitment:endorse", args=[endorsement.reference])
    answer = {"answer": "yes", "name": "Priya Shah", "role": "Team manager"}
    assert "Say what at least one of the three shows" in browser.post(address, answer).text
    assert browser.post(address, answer | {"from_appraisal": "Learns fast"}).status_code == 302


def test_the_line_manager_names_who_answers_for_the_service_and_they_sign_by_their_own_link():
    endorsement = endorsed()
    manager = by_link(endorsement.manager, "endorsement", endorsement)
    there = reverse("recruitment:endorse", args=[endorsement.reference])
    assert "Who answers for your service?" in manager.get(there).text
    posted = {"name": "Head of Service", "email": "head@example.org"}
    page = manager.post(reverse("recruitment:ask_service", args=[endorsement.reference]), posted, follow=True)
    assert "Waiting for an answer".lower() in page.text.lower()
    service = endorsement.application.endorsements.of_the_service().get()
    assert Message.objects.filter(to=service.manager, kind="service_request").count() == 1
    head = by_link(service.manager, "endorsement", service)
    page = head.get(reverse("recruitment:endorse", args=[service.reference])).text
    assert "You answer for the service" in page
    assert "job description" not in page
    sign(service)
    assert service.state == Endorsement.State.ENDORSED
    assert endorsement.application.endorsements.current().get() == endorsement
    assert Message.objects.filter(kind="endorsement_signed").count() == 1


def test_the_service_is_neither_the_candidate_nor_their_line_manager_and_somebody_else_replaces_it():
    application = make.application()
    ask(application)
    for email in (application.candidate.email, "priya@example.org"):
        with pytest.raises(StepRefused, match="Somebody else answers"):
            ask_service(application, email)
    first = ask_service(application)
    second = ask_service(application, "other@example.org")
    first.refresh_from_db()
    assert (first.state, second.state) == (Endorsement.State.REPLACED, Endorsement.State.ASKED)
    sign(second, "no", "No cover")
    with pytest.raises(StepRefused, match="answered already"):
        ask_service(application, "third@example.org")


def test_the_coordinator_asks_the_service_and_nobody_who_reads_by_code_can():
    application = make.application()
    address = reverse("recruitment:ask_service_for", args=[application.reference])
    coordinator = make.signed_in(make.coordinator_of(application.campaign))
    posted = {"name": "Head of Service", "email": "head@example.org"}
    assert coordinator.post(address, posted).status_code == 302
    assert application.endorsements.of_the_service().exists()
    lead = make.signed_in(make.appointment(at=application.employer, as_="workforce_lead").person)
    assert lead.get(address).status_code == 403


# Earlier assurances ------------------------------------------------------------------------------------------


def recorded(application):
    return assurances.record_assurance(
        application=application, by=make.person(), said="An interview is certain", said_by="A team manager"
    )


def test_an_assurance_is_read_by_the_employer_and_the_coordinator_alone():
    application = make.application()
    recorded(application)
    address = reverse("recruitment:assurances", args=[application.reference])
    for who in (
        make.coordinator_of(application.campaign),
        make.appointment(at=application.employer, as_="workforce_lead").person,
    ):
        assert "An interview is certain" in make.signed_in(who).get(address).text
        assert EarlierAssurance.objects.visible_to(who).exists()
    tutor = make.appointment(at=application.campaign.cohort.university, as_="admissions_tutor").person
    assert make.signed_in(tutor).get(address).status_code == 403
    assert not EarlierAssurance.objects.visible_to(tutor).exists()


def test_whoever_sits_on_the_candidates_panel_reads_no_assurance():
    day = make.live_day()
    panel = day.panels.get()
    application = panel.candidates.get().application
    recorded(application)
    lead = make.appointment(at=application.employer, as_="workforce_lead").person
    assert EarlierAssurance.objects.visible_to(lead).exists()
    seat = panel.members.first()
    type(seat).objects.filter(pk=seat.pk).update(person=lead)
    assert not EarlierAssurance.objects.visible_to(lead).exists()
    address = reverse("recruitment:assurances", args=[application.reference])
    assert make.signed_in(lead).get(address).status_code == 403


def test_an_assurance_stands_in_no_history_and_is_taken_away_again():
    application = make.application()
    by = make.coordinator_of(application.campaign)
    assurance = recorded(application)
    browser = make.signed_in(by)
    page = browser.get(reverse("recruitment:application", args=[application.reference])).text
    assert "wrote down" not in page
    browser.post(reverse("recruitment:remove_assurance", args=[application.reference, assurance.reference]))
    assert not EarlierAssurance.objects.exists()
