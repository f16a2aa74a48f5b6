"""An application up to the shortlist: who may do what, in which order, and who is told."""

import datetime

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.models import Event
from core.links.models import SignedLink
from core.notifications.models import Message
from core.workflow import AlreadyMoved, StepNotAllowed, StepRefused
from recruitment.models import Adjustments, Application, EligibilityException, EqualityAnswers, EqualityLink
from recruitment.operations import applications as operations
from recruitment.operations import equality
from recruitment.questions import QUESTIONS, asked_of, missing_answers
from tests import make

pytestmark = pytest.mark.django_db
State = Application.State


def mails_to(person):
    return list(Message.objects.filter(to=person).order_by("pk").values_list("kind", flat=True))


def draft(**fields):
    return make.application(state=State.DRAFT, **fields)


# Beginning ----------------------------------------------------------------------------------------------------


def test_beginning_mails_a_link_and_makes_one_draft_for_an_address():
    campaign = make.campaign()
    first = operations.begin(campaign=campaign, email="ada@example.org", name="Ada Obi")
    again = operations.begin(campaign=campaign, email="Ada@Example.org", name="Somebody else")
    assert again == first
    assert first.candidate.name == "Ada Obi"
    assert mails_to(first.candidate) == ["application_link"]
    assert first.state == State.DRAFT


def test_a_withdrawn_application_does_not_stop_a_new_one():
    campaign = make.campaign()
    first = operations.begin(campaign=campaign, email="ada@example.org", name="Ada Obi")
    operations.withdraw(application=first, by=first.candidate)
    assert operations.begin(campaign=campaign, email="ada@example.org", name="Ada Obi") != first


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "planned"},
        {"state": "closed"},
        {"opens_on": timezone.localdate() + datetime.timedelta(days=1)},
        {"closes_on": timezone.localdate() - datetime.timedelta(days=1)},
    ],
)
def test_a_campaign_takes_applications_only_when_it_is_open_and_inside_its_dates(fields):
    with pytest.raises(StepRefused):
        operations.begin(campaign=make.campaign(**fields), email="ada@example.org", name="Ada Obi")


def test_a_fresh_link_goes_to_those_who_have_an_application_and_to_nobody_else():
    application = draft()
    operations.send_fresh_links(email=application.candidate.email)
    operations.send_fresh_links(email="unknown@example.org")
    assert list(Message.objects.values_list("to", flat=True)) == [application.candidate_id]
    assert not User.objects.filter(email="unknown@example.org").exists()


# Writing ------------------------------------------------------------------------------------------------------


def test_only_the_candidate_writes_and_only_until_it_is_submitted():
    application = draft()
    with pytest.raises(StepRefused):
        operations.save_answers(application=application, by=make.person(), why="Not mine")
    operations.save_answers(application=application, by=application.candidate, why="Mine")
    operations.submit(application=application, by=application.candidate)
    with pytest.raises(StepRefused):
        operations.save_answers(application=application, by=application.candidate, why="Second thoughts")
    operations.save_answers(application=application, by=application.candidate, phone="020 7946 9999")
    assert (application.why, application.phone) == ("Mine", "020 7946 9999")


def test_the_database_keeps_submitted_answers_as_they_were():
    application = make.application()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE recruitment_application SET why = 'changed' WHERE id = %s", [application.pk])


def test_who_works_elsewhere_is_asked_where():
    application = draft(works_there=False, current_employer="")
    assert missing_answers(application) == ["Who you work for now"]
    application.works_there = True
    assert missing_answers(application) == []


def test_every_question_fills_fields_of_the_application():
    columns = {field.name for field in Application._meta.get_fields()}
    assert {field for question in QUESTIONS for field in question.fields} <= columns
    assert len(asked_of(draft(works_there=False))) == len(QUESTIONS)


def test_somebody_who_has_joined_keeps_the_name_of_their_account():
    joined = make.person("Joined Already", password=make.PASSWORD)
    application = draft(who=joined)
    operations.save_name(application=application, by=joined, name="Somebody Else")
    joined.refresh_from_db()
    assert joined.name == "Joined Already"


# Submitting and withdrawing -----------------------------------------------------------------------------------


def test_submitting_stamps_tells_once_and_happens_once():
    application = draft()
    operations.submit(application=application, by=application.candidate)
    with pytest.raises(AlreadyMoved, match="submitted the application"):
        operations.submit(application=application, by=application.candidate)
    assert application.submitted_at is not None
    assert mails_to(application.candidate) == ["application_received"]


def test_an_application_with_a_gap_is_refused_with_what_is_missing():
    application = draft(why="", right_to_work=None)
    with pytest.raises(StepRefused, match="Right to work in the UK, Why social work"):
        operations.submit(application=application, by=application.candidate)


def test_after_the_campaign_has_closed_nothing_can_be_submitted():
    application = draft()
    application.campaign.close(by=make.person())
    with pytest.raises(StepRefused):
        operations.submit(application=application, by=application.candidate)


def test_only_the_candidate_submits_and_withdraws():
    application = draft()
    for step in (operations.submit, operations.withdraw):
        with pytest.raises(StepRefused):
            step(application=application, by=make.person())


# University first, then employer ------------------------------------------------------------------------------


def test_the_employer_cannot_shortlist_before_the_university_has_checked():
    application = make.application()
    with pytest.raises(StepNotAllowed):
        operations.shortlist(application=application, by=make.person(), outcome=State.INVITED)
    operations.find_eligible(application=application, by=make.person())
    operations.shortlist(application=application, by=make.person(), outcome=State.INVITED)
    assert application.state == State.INVITED


def test_a_no_of_the_university_tells_the_candidate_that_there_is_news_and_not_which():
    application = make.application()
    operations.find_not_eligible(application=application, by=make.person(), feedback="No maths certificate")
    mail = Message.objects.get(to=application.candidate)
    assert mail.kind == "application_news"
    assert "maths" not in mail.body


def test_an_exception_is_decided_by_a_second_person():
    application, tutor, colleague = make.application(), make.person(), make.person()
    asked = operations.ask_for_exception(application=application, by=tutor, requirement="Maths", case="Ten years")
    with pytest.raises(StepRefused):
        operations.decide_exception(exception=asked, by=tutor, agrees=True)
    with pytest.raises(StepRefused):
        operations.find_eligible(application=application, by=tutor)
    operations.decide_exception(exception=asked, by=colleague, agrees=True)
    assert (application.state, asked.state) == (State.ELIGIBLE, EligibilityException.State.AGREED)


def test_the_database_refuses_an_exception_that_one_person_asked_for_and_decided():
    application, tutor = make.application(), make.person()
    asked = operations.ask_for_exception(application=application, by=tutor, requirement="Maths", case="Ten years")
    with pytest.raises(IntegrityError), transaction.atomic():
        EligibilityException.objects.filter(pk=asked.pk).update(
            state="agreed", decided_by=tutor, decided_at=timezone.now()
        )


def test_after_a_no_an_exception_may_still_be_asked_for_and_refused():
    application = make.application(state=State.NOT_ELIGIBLE)
    asked = operations.ask_for_exception(application=application, by=make.person(), requirement="Maths", case="New")
    operations.decide_exception(exception=asked, by=make.person(), agrees=False, feedback="Sorry")
    assert (application.state, application.feedback) == (State.NOT_ELIGIBLE, "Sorry")


def test_not_shortlisting_needs_a_reason_and_an_invitation_drops_it():
    application = make.application(state=State.ELIGIBLE)
    with pytest.raises(StepRefused):
        operations.shortlist(application=application, by=make.person(), outcome=State.NOT_PROGRESSED)
    reason = {"reason_code": "ranked_lower", "feedback": "Say more about your own part"}
    operations.shortlist(application=application, by=make.person(), outcome=State.NOT_PROGRESSED, **reason)
    operations.shortlist(application=application, by=make.person(), outcome=State.INVITED)
    assert (application.state, application.feedback) == (State.INVITED, "")


def test_of_two_who_decide_at_once_the_second_is_told_who_was_first():
    application = make.application()
    same = Application.objects.get(pk=application.pk)
    operations.find_eligible(application=application, by=make.person("Grace Mensah"))
    with pytest.raises(AlreadyMoved, match="Grace Mensah found that the entry requirements are met"):
        operations.find_not_eligible(application=same, by=make.person(), feedback="No")


# Kept apart ---------------------------------------------------------------------------------------------------


def test_adjustments_leave_an_event_at_every_reading():
    application, coordinator = draft(), make.person()
    operations.save_adjustments(
        application=application, by=application.candidate, wanted=True, what_helps="Large print"
    )
    kept = operations.adjustments_of(application, by=coordinator)
    assert kept.what_helps == "Large print"
    assert Event.objects.filter(actor=coordinator, step="read adjustments", subject_id=kept.pk).count() == 1


def test_saying_that_nothing_is_wanted_drops_what_was_written():
    application = draft()
    for wanted in (True, False):
        operations.save_adjustments(
            application=application, by=application.candidate, wanted=wanted, what_helps="Large print"
        )
    assert Adjustments.objects.get().what_helps == ""


def test_equality_answers_lie_under_a_key_without_a_person():
    application = draft()
    equality.save_equality_answer(
        application=application,
        by=application.candidate,
        question="religion",
        answer="any_other_religion",
        write_in="Own",
    )
    row = EqualityAnswers.objects.get()
    assert row.answers == {"religion": "any_other_religion", "religion_words": "Own"}
    assert row.key == EqualityLink.objects.get(application=application).key
    assert not any(field.is_relation and field.related_model in (Application, User) for field in row._meta.get_fields())


def test_no_relation_leads_from_an_application_to_what_is_kept_apart():
    reached = {relation.get_accessor_name() for relation in Application._meta.related_objects}
    kept_apart = {f"{model._meta.model_name}{end}" for model in (Adjustments, EqualityLink) for end in ("", "_set")}
    assert reached & kept_apart == set()
    with pytest.raises(FieldError):
        Application.objects.filter(equalitylink__key__isnull=False)


def test_only_the_candidate_reads_their_equality_answers_and_the_reading_leaves_an_event():
    application = draft()
    equality.save_equality_answer(application=application, by=application.candidate, question="sex", answer="female")
    with pytest.raises(StepRefused):
        equality.read_equality_answers(application=application, by=make.person())
    assert equality.read_equality_answers(application=application, by=application.candidate) == {"sex": "female"}
    assert Event.objects.filter(step="read equality answers").count() == 1


def test_an_emptied_equality_answer_is_gone():
    application = draft()
    for answer in ("female", ""):
        equality.save_equality_answer(application=application, by=application.candidate, question="sex", answer=answer)
    assert EqualityAnswers.objects.get().answers == {}


# Who sees which -----------------------------------------------------------------------------------------------


def roles_around(application):
    campaign = application.campaign
    return {
        "coordinator": make.appointment(at=campaign.run_by, as_="recruitment_coordinator").person,
        "manager": make.appointment(at=campaign.run_by, as_="consortium_manager").person,
        "tutor": make.appointment(at=campaign.cohort.university, as_="admissions_tutor").person,
        "lead": make.appointment(at=application.employer, as_="workforce_lead").person,
        "council's lead": make.appointment(at=application.employer.part_of, as_="workforce_lead").person,
        "other lead": make.appointment(as_="workforce_lead").person,
        "other tutor": make.appointment(at=make.university(), as_="admissions_tutor").person,
        "lecturer": make.appointment(at=campaign.cohort.university, as_="tutor").person,
        "former lead": make.appointment(
            at=application.employer, as_="workforce_lead", ends_on=timezone.localdate() - datetime.timedelta(days=1)
        ).person,
        "candidate": application.candidate,
    }


def test_an_application_is_seen_by_those_who_run_admit_and_shortlist():
    application = make.application()
    seen_by = {
        role for role, person in roles_around(application).items() if Application.objects.visible_to(person).exists()
    }
    assert seen_by == {"coordinator", "manager", "tutor", "lead", "council's lead"}


def test_a_draft_is_the_candidates_own():
    application = draft()
    assert not any(Application.objects.visible_to(person).exists() for person in roles_around(application).values())


def test_the_employer_knows_the_name_from_the_invitation_on():
    application = make.application(state=State.ELIGIBLE)
    lead = roles_around(application)["lead"]
    assert not Application.objects.named_to(lead).exists()
    operations.shortlist(application=application, by=lead, outcome=State.INVITED)
    assert Application.objects.named_to(lead).exists()


def test_withdrawing_closes_the_line_managers_link():
    from recruitment.operations.endorsements import ask_manager

    application = make.application()
    ask_manager(application=application, by=application.candidate, name="Priya Shah", email="priya@example.org")
    operations.withdraw(application=application, by=application.candidate)
    assert not SignedLink.objects.live().filter(purpose="endorsement").exists()
