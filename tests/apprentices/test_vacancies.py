"""Parts around an apprentice: several managers, a vacancy that passes on, one person's part given to another."""

import datetime

import pytest
from django.utils import timezone

from apprentices import operations
from apprentices.models import Involvement
from apprentices.operations.vacancies import working_days_after
from apprentices.registrations.employment import unmanaged
from core import links
from core.notifications.models import Message
from core.notifications.outbox import owe_reminders
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate()
Kind = Involvement.Kind
FRIDAY = datetime.date(2027, 3, 19)


def managers(apprentice, on):
    held = Involvement.objects.on(on).filter(apprentice=apprentice, kind=Kind.LINE_MANAGER)
    return [part.person for part in held.order_by("pk")]


def test_working_days_leave_out_weekends_and_bank_holidays():
    assert working_days_after(FRIDAY) == datetime.date(2027, 3, 30)  # Good Friday and Easter Monday lie between


def test_several_managers_each_with_their_days():
    apprentice = make.apprentice()
    lead = make.appointment(at=apprentice.employer).person
    for name, days in (("Tom Okafor", [0, 1]), ("Ivy Chen", [])):
        operations.name_person(
            apprentice, kind=Kind.LINE_MANAGER, name=name, email=f"{name[:3]}@example.org", starts_on=TODAY,
            weekdays=days, by=lead,
        )  # fmt: skip
    held = Involvement.objects.filter(apprentice=apprentice, kind=Kind.LINE_MANAGER).order_by("pk")
    assert [(part.person.name, part.days) for part in held] == [("Tom Okafor", "Monday and Tuesday"), ("Ivy Chen", "")]


def test_a_vacancy_does_not_pass_to_the_manager_or_the_apprentice():
    apprentice = make.apprentice()
    with pytest.raises(StepRefused, match="passes to somebody else"):
        operations.name_person(
            apprentice, kind=Kind.LINE_MANAGER, name="Tom", email="tom@example.org", starts_on=TODAY,
            passes_to=apprentice.person, by=make.person(),
        )  # fmt: skip


@pytest.fixture
def left():
    """An apprentice whose last line manager left on a Friday."""
    apprentice = make.apprentice("Amara Johnson")
    make.line_manager(apprentice, make.person("Tom Okafor"), ends_on=FRIDAY)
    return apprentice


def test_after_five_working_days_the_part_falls_to_the_managers_manager(left):
    following = make.person("Ivy Chen")
    Involvement.objects.filter(apprentice=left, kind=Kind.LINE_MANAGER).update(passes_to=following)

    assert operations.pass_on_vacancies(on=datetime.date(2027, 3, 30)) == 0
    assert operations.pass_on_vacancies(on=datetime.date(2027, 3, 31)) == 1
    assert operations.pass_on_vacancies(on=datetime.date(2027, 4, 1)) == 0

    assert managers(left, datetime.date(2027, 3, 31)) == [following]
    assert Message.objects.get().to == following


def test_where_nobody_is_named_the_workforce_lead_is_asked_once(left):
    lead = make.appointment(make.person("Grace Mensah"), left.employer.part_of).person
    at = datetime.datetime(2027, 3, 31, 9, tzinfo=datetime.UTC)
    assert operations.pass_on_vacancies(on=at.date()) == 0
    assert [owe_reminders(unmanaged(at)), owe_reminders(unmanaged(at + DAY))] == [1, 0]
    assert Message.objects.get().to == lead


def test_a_named_successor_or_the_end_of_the_programme_is_no_vacancy(left):
    make.line_manager(left, starts_on=datetime.date(2027, 5, 1))
    gone = make.apprentice(state="withdrawn")
    make.line_manager(gone, ends_on=FRIDAY)
    at = datetime.datetime(2027, 3, 31, 9, tzinfo=datetime.UTC)
    assert list(unmanaged(at)) == []


def test_links_of_a_former_manager_close_and_those_of_one_who_stays_do_not():
    apprentice, other = make.apprentice(), make.apprentice()
    leaving, staying = make.line_manager(apprentice), make.line_manager(apprentice)
    make.line_manager(other, staying)
    found = [links.make(person=who, purpose="confirm_time", subject=who)[0] for who in (leaving, staying)]
    for part in Involvement.objects.filter(apprentice=apprentice, kind=Kind.LINE_MANAGER):
        operations.end_involvement(part, on=TODAY, by=None)
    assert operations.close_links(on=TODAY) == 0
    assert operations.close_links(on=TODAY + DAY) == 1
    for link in found:
        link.refresh_from_db()
    assert [link.is_live for link in found] == [False, True]


class TestPassingAPartOn:
    @pytest.fixture
    def university(self):
        return make.university()

    @pytest.fixture
    def officer(self, university):
        return make.appointment(make.person("Olu Ade"), university, "compliance_officer").person

    @pytest.fixture
    def tutored(self, university):
        """Three apprentices of one tutor."""
        tutor, cohort = make.person("Ruth Adler"), make.cohort(university)
        people = [make.apprentice(name, cohort=cohort) for name in ("Amara Johnson", "Noor Ali", "Sam Brook")]
        for apprentice in people:
            make.involvement(apprentice, Kind.TUTOR, person=tutor)
        return tutor, people

    def typed(self, tutor, **more):
        return {
            "part": f"tutor:{tutor.pk}", "name": "Ben Hart", "email": "ben@example.org",
            "starts_on_day": TODAY.day, "starts_on_month": TODAY.month, "starts_on_year": TODAY.year, **more,
        }  # fmt: skip

    def test_it_is_shown_first_and_holds_for_those_chosen(self, officer, tutored):
        tutor, people = tutored
        browser = make.signed_in(officer)
        page = browser.post("/apprentices/parts/pass-on/", self.typed(tutor)).content.decode()
        assert all(apprentice.person.name in page for apprentice in people)

        chosen = [people[0].reference, people[1].reference]
        browser.post("/apprentices/parts/pass-on/", self.typed(tutor, confirmed="yes", chosen=chosen))

        now = Involvement.objects.on(TODAY).filter(kind=Kind.TUTOR).order_by("apprentice")
        assert [part.person.name for part in now] == ["Ben Hart", "Ben Hart", "Ruth Adler"]
        assert Involvement.objects.filter(kind=Kind.TUTOR, person=tutor, ends_on=TODAY - DAY).count() == 2

    def test_another_university_cannot(self, tutored):
        tutor, _ = tutored
        stranger = make.appointment(make.person(), make.university(), "compliance_officer").person
        page = make.signed_in(stranger).post("/apprentices/parts/pass-on/", self.typed(tutor)).content.decode()
        assert ("There is a problem" in page, "Amara Johnson" in page) == (True, False)
        assert not Involvement.objects.filter(person__email="ben@example.org").exists()

    def test_nothing_changes_where_one_of_them_cannot(self, tutored):
        tutor, people = tutored
        with pytest.raises(StepRefused, match="cannot be their own"):
            operations.pass_part(
                kind=Kind.TUTOR, apprentices=people, before=tutor, after=people[1].person, on=TODAY, by=make.person()
            )
        assert Involvement.objects.on(TODAY).filter(kind=Kind.TUTOR, person=tutor).count() == 3
