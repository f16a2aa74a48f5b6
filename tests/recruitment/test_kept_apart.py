"""What an employer must not see is in no page, list, download, mail, search or home page of theirs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import registry
from core.audit.models import Event
from core.notifications.models import Message
from recruitment.models import Application, EqualityAnswers, EqualityLink
from recruitment.operations import applications as operations
from recruitment.operations import endorsements, equality
from recruitment.views.applications import ApplicationList
from tests import make

pytestmark = pytest.mark.django_db
State = Application.State

EQUALITY, ADJUSTMENT = "SENTINEL-EQUALITY", "SENTINEL-ADJUSTMENT"
WHO = ("Zephyrine", "Quatermain", "zephyrine@example.org", "020 7946 4321")


class Line:
    """An application with answers of every kind, and the people around it."""

    def __init__(self, state=State.ELIGIBLE):
        candidate = make.person("Zephyrine Quatermain", email="zephyrine@example.org")
        self.application = make.application(
            make.campaign(),
            candidate,
            phone="020 7946 4321",
            why="Colleagues say: Zephyrine listens. I am Zephyrine Quatermain.",
        )
        said = {"application": self.application, "by": candidate}
        equality.save_equality_answer(**said, question="religion", answer="any_other_religion", write_in=EQUALITY)
        operations.save_adjustments(**said, wanted=True, what_helps=ADJUSTMENT)
        endorsements.ask_manager(**said, name="Priya Shah", email="priya@example.org")
        if state in ("offered", "accepted"):
            make.offer(self.application)
        Application.objects.filter(pk=self.application.pk).update(state=state, feedback="Not this time.")
        self.application.refresh_from_db()
        campaign = self.application.campaign
        self.lead = make.appointment(at=self.application.employer, as_="workforce_lead").person
        self.tutor = make.appointment(at=campaign.cohort.university, as_="admissions_tutor").person
        self.coordinator = make.appointment(at=campaign.run_by, as_="recruitment_coordinator").person

    def pages_of(self, person):
        """Everything that a person can open about recruitment, as one text, with downloads, home page and search."""
        client = make.signed_in(person)
        campaign, reference = self.application.campaign.reference, self.application.reference
        addresses = [
            reverse("recruitment:applications"),
            reverse("recruitment:applications") + "?search=Zephyrine",
            reverse("recruitment:applications") + "?format=csv",
            reverse("recruitment:campaigns"),
            reverse("recruitment:campaign", args=[campaign]),
            reverse("recruitment:application", args=[reference]),
            reverse("recruitment:shortlist", args=[reference]),
            reverse("recruitment:eligibility", args=[reference]),
            reverse("recruitment:exception", args=[reference]),
            reverse("recruitment:decide", args=[reference, "employer"]),
            reverse("recruitment:enrol", args=[reference]),
        ]
        text = "\n".join(client.get(address).content.decode("utf-8", "replace") for address in addresses)
        today = timezone.localdate()
        for source in (*registry.worklist, *registry.home_figures):
            text += "\n".join(str(entry) for entry in source(person, today))
        for source in registry.search_sources:
            text += "\n".join(str(hit) for hit in source(person, "Zephyrine"))
        return text


def found(text, words):
    return [word for word in words if word in text]


@pytest.mark.parametrize("state", ["submitted", "eligible", "invited", "recommended", "accepted"])
def test_equality_answers_and_adjustments_are_nowhere_for_employer_university_and_campaign(state):
    line = Line(state)
    for person in (line.lead, line.tutor, line.coordinator):
        assert found(line.pages_of(person), [EQUALITY, ADJUSTMENT]) == []


@pytest.mark.parametrize("state", ["submitted", "eligible", "reserve", "not_eligible", "not_progressed"])
def test_before_the_invitation_the_employer_meets_a_code_and_no_name(state):
    line = Line(state)
    text = line.pages_of(line.lead)
    assert line.application.code in text
    # the search box shows what was typed into it, once
    assert [word for word in WHO if text.count(word) > (1 if word == "Zephyrine" else 0)] == []


def test_searching_by_name_finds_nothing_for_whoever_may_not_read_it():
    line = Line()
    client = make.signed_in(line.lead)
    listed = client.get(reverse("recruitment:applications"), {"search": "Zephyrine"}).text
    assert line.application.code not in listed
    assert (
        line.application.code
        in client.get(reverse("recruitment:applications"), {"search": line.application.code.lower()}).text
    )


def test_the_employer_reads_the_name_after_the_invitation():
    line = Line(State.INVITED)
    assert found(line.pages_of(line.lead), WHO) == list(WHO)


def test_whether_somebody_answered_equality_questions_is_in_no_history():
    line = Line(State.INVITED)
    equality.read_equality_answers(application=line.application, by=line.application.candidate)
    pages = line.pages_of(line.coordinator)
    assert found(pages, ["equality answers", "said what helps", "read adjustments"]) == []


def test_only_the_coordinator_opens_the_adjustments_and_each_reading_is_kept():
    line = Line()
    address = reverse("recruitment:read_adjustments", args=[line.application.reference])
    answers = {who: make.signed_in(getattr(line, who)).get(address) for who in ("coordinator", "lead", "tutor")}
    assert {who: answer.status_code for who, answer in answers.items()} == {
        "coordinator": 200,
        "lead": 403,
        "tutor": 403,
    }
    assert ADJUSTMENT in answers["coordinator"].text
    assert list(Event.objects.filter(step="read adjustments").values_list("actor", flat=True)) == [line.coordinator.pk]


def test_no_mail_holds_what_is_kept_apart_or_an_outcome():
    line = Line(State.SUBMITTED)
    operations.find_not_eligible(application=line.application, by=line.tutor, feedback="SENTINEL-OUTCOME")
    mails = "\n".join(Message.objects.values_list("body", flat=True))
    assert found(mails, [EQUALITY, ADJUSTMENT, "SENTINEL-OUTCOME", "not eligible", "Not eligible"]) == []


def test_no_query_of_the_employers_pages_touches_the_equality_store():
    line = Line(State.INVITED)
    with CaptureQueriesContext(connection) as captured:
        line.pages_of(line.lead)
    tables = [EqualityAnswers._meta.db_table, EqualityLink._meta.db_table]
    assert [query["sql"] for query in captured if any(table in query["sql"] for table in tables)] == []


def test_the_list_offers_no_order_by_name():
    page = ApplicationList()
    page.request = None
    assert {name for column in page.columns for name in column.sort} == {
        "code",
        "employer__name",
        "state",
        "submitted_at",
    }
