"""The pathway, the self-check that advises, and the next campaign for whom it was not yet."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from consortium.models import Standard, StandardStep
from core.notifications.models import Message
from core.notifications.tasks import owe_reminders
from core.retention import purge
from core.workflow import StepRefused
from recruitment import pathway
from recruitment.keeping import kept_until
from recruitment.models import Application, Reinvitation
from recruitment.operations import reinvitations as operations
from tests import make
from tests.recruitment.test_pages import by_link

pytestmark = pytest.mark.django_db
State = Application.State

READY = {
    "works_in_care": "yes",
    "role": "family_support",
    "hours": 36,
    "highest": "4",
    "english": "held",
    "maths": "held",
    "degree": "none",
    "right_to_work": "yes",
    "manager": "yes",
}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "ready to apply"),
        ({"maths": "not_held"}, "First: maths at level 2"),
        ({"english": "not_held"}, "First: English at level 2"),
        ({"highest": "2"}, "First: study at level 3"),
        ({"maths": "studying"}, "nearly there"),
        ({"degree": "other"}, "nearly there"),
        ({"degree": "related"}, "Another route may be shorter"),
        ({"works_in_care": "no"}, "First: a job in social care"),
        ({"hours": 8}, "nearly there"),
        ({"right_to_work": "no"}, "First: the right to work"),
    ],
)
def test_the_self_check_says_what_is_in_place_and_what_comes_first(changed, said):
    assert said in pathway.advise(READY | changed).sentence


def test_only_where_something_comes_first_a_step_before_the_degree_is_shown():
    assert pathway.advise(READY).standards == []
    assert pathway.advise(READY | {"highest": "2"}).standards == ["ST0088"]
    assert pathway.advise(READY | {"highest": "2", "role": ""}).standards == []


def test_every_job_role_leads_along_the_pathway_to_the_degree():
    call_command("load_reference_data")
    for role in pathway.job_roles():
        at = Standard.objects.get(code=role.standard)
        while at.code != pathway.DEGREE:
            at = StandardStep.objects.filter(feeder=at).order_by("-next__level").first().next
    levels = [step.standard.level for step in pathway.steps()]
    assert (levels[0], levels[-1], levels) == (2, 6, sorted(levels))


def test_the_pathway_and_the_self_check_keep_nothing(client):
    call_command("load_reference_data")
    page = client.get(reverse("recruitment:pathway")).text
    for said in ("Lead adult care worker", "Level 6", "up to £6,000", "family support worker", "If you have a degree"):
        assert said in page
    answers = READY | {"highest": "2"}
    answer = client.post(reverse("recruitment:self_check"), answers)
    assert "A step that fits your job" in answer.text
    assert "the university decides" in answer.text
    assert "sessionid" not in answer.cookies
    assert "There is a problem" in client.post(reverse("recruitment:self_check"), {}).text


# Not yet -----------------------------------------------------------------------------------------------------


def not_yet(**fields):
    return make.application(state=State.NOT_ELIGIBLE, **fields)


def following(application, *, in_days=200, **fields):
    opens = timezone.localdate() + datetime.timedelta(days=in_days)
    return make.campaign(
        run_by=application.campaign.run_by,
        opens_on=opens,
        closes_on=opens + datetime.timedelta(days=30),
        **fields,
    )


def invited():
    return list(Message.objects.filter(kind="invited_again").values_list("to__name", flat=True))


def test_not_yet_leads_to_a_next_step_and_to_the_next_campaign_if_wanted():
    application = not_yet(maths=Application.Level2.NOT_HELD)
    browser = by_link(application.candidate, "application", application)
    mine = reverse("recruitment:my_application", args=[application.reference])
    page = browser.get(mine).text
    assert "Maths at level 2" in page
    assert "We keep this application until" in page
    again = reverse("recruitment:invite_again", args=[application.reference])
    assert "We write to you once" in browser.post(again, follow=True).text
    assert Reinvitation.objects.filter(application=application).exists()
    browser.post(again, {"stop": "yes"})
    assert not Reinvitation.objects.exists()


def test_whoever_asked_is_written_to_once_when_the_next_campaign_is_open():
    application, quiet = not_yet(), not_yet()
    operations.ask_to_be_invited_again(application=application, by=application.candidate)
    campaign = following(application)
    following(quiet)
    owe_reminders()
    assert invited() == []
    with time_machine.travel(timezone.now() + datetime.timedelta(days=201)):
        owe_reminders()
        owe_reminders()
        assert invited() == [application.candidate.name]
    assert campaign.name in Message.objects.get(kind="invited_again").body


def test_whoever_has_begun_again_is_not_written_to():
    application = not_yet()
    operations.ask_to_be_invited_again(application=application, by=application.candidate)
    make.application(following(application), application.candidate, state=State.DRAFT)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=201)):
        owe_reminders()
    assert invited() == []


def test_only_the_candidate_asks_and_only_where_it_was_not_yet():
    with pytest.raises(StepRefused, match="still under way"):
        under_way = make.application()
        operations.ask_to_be_invited_again(application=under_way, by=under_way.candidate)
    with pytest.raises(StepRefused, match="Only the candidate"):
        operations.ask_to_be_invited_again(application=not_yet(), by=make.person())


def test_an_application_is_kept_a_year_or_to_the_end_of_the_next_campaign():
    application = not_yet()
    closes = application.campaign.closes_on
    assert kept_until(application) == closes.replace(year=closes.year + 1)
    operations.ask_to_be_invited_again(application=application, by=application.candidate)
    application = Application.objects.get(pk=application.pk)
    assert kept_until(application) is None
    campaign = following(application, in_days=500)
    assert kept_until(application) == campaign.closes_on


def test_the_wish_goes_when_the_next_campaign_has_closed():
    application = not_yet()
    operations.ask_to_be_invited_again(application=application, by=application.candidate)
    campaign = following(application)
    for days, left in ((1, 1), (2, 0)):
        purge(on=campaign.closes_on + datetime.timedelta(days=days))
        assert Reinvitation.objects.count() == left
