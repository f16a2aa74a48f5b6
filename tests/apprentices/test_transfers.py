"""Another employer: agreed by four, carried out after the last day, frozen for the old one; and many on one day."""

import datetime
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from apprentices import employment_rules, operations, steps
from apprentices.agreement import APPRENTICE, UNIVERSITY
from apprentices.models import Apprentice, Involvement, OffTheJobEntry, Reorganisation, Transfer, TransferStatement
from core import links
from core.audit.sealing import verify
from core.jobs.models import Job
from core.registry import Consequence, Registry
from core.workflow import StepRefused
from tests import make
from tests.at_once import at_once

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate()
Kind = Involvement.Kind


@pytest.fixture
def camden():
    return make.service(make.council("Camden"), name="Camden adults")


@pytest.fixture
def hackney():
    return make.service(make.council("Hackney"), name="Hackney adults")


@pytest.fixture
def apprentice(camden):
    return make.apprentice("Amara Johnson", at=camden)


@pytest.fixture
def old_lead(camden):
    return make.appointment(make.person("Grace Mensah"), camden).person


@pytest.fixture
def new_lead(hackney):
    return make.appointment(make.person("Tom Okafor"), hackney).person


@pytest.fixture
def tutor(apprentice):
    tutor = make.person("Ruth Adler")
    make.involvement(apprentice, Kind.TUTOR, person=tutor)
    return tutor


@pytest.fixture
def moved(apprentice, hackney, old_lead, new_lead, tutor):
    """A function that takes a transfer through all four agreements."""

    def move(*, last_day=TODAY - DAY, first_day=TODAY, manager=None):
        transfer = operations.propose_transfer(
            apprentice, after=hackney, last_day=last_day, first_day=first_day, by=old_lead
        )
        accept(transfer, new_lead, manager)
        operations.agree_to_transfer(transfer, party=APPRENTICE, by=apprentice.person)
        return operations.agree_to_transfer(transfer, party=UNIVERSITY, by=tutor)

    return move


def accept(transfer, by, manager=None):
    post = {"weekly_hours": Decimal("36"), "job_title": "Support worker", "team": "Duty", "manager": manager}
    return operations.accept_transfer(transfer, by=by, **post)


def sees(user, apprentice, on=TODAY):
    return Apprentice.objects.visible_to(make.again(user), on=on).filter(pk=apprentice.pk).exists()


class TestOneApprentice:
    def test_hours_and_evidence_go_along_and_the_post_is_the_new_one(self, apprentice, hackney, moved):
        make.entry(apprentice)
        manager = make.person("New Manager")

        transfer = moved(manager=manager)

        apprentice.refresh_from_db()
        now = apprentice.employments.all().now(TODAY)
        assert (transfer.state, apprentice.employer, apprentice.state) == ("done", hackney, "active")
        assert (now.employer, now.starts_on, now.weekly_hours, now.job_title) == (
            hackney, TODAY, Decimal("36"), "Support worker",
        )  # fmt: skip
        assert apprentice.employments.all().now(TODAY - DAY).ends_on == TODAY - DAY
        assert OffTheJobEntry.objects.filter(apprentice=apprentice).count() == 1
        assert sees(manager, apprentice)

    def test_the_record_closes_to_the_old_employer_and_its_people_and_opens_to_the_new(
        self, apprentice, old_lead, new_lead, moved
    ):
        manager, supervisor, mentor = make.person(), make.person(), make.person()
        for kind, who in ((Kind.LINE_MANAGER, manager), (Kind.WORKPLACE_SUPERVISOR, supervisor), (Kind.MENTOR, mentor)):
            make.involvement(apprentice, kind, person=who)
        link, _ = links.make(person=manager, purpose="confirm_time", subject=manager)
        assert not sees(new_lead, apprentice)

        moved()

        who = (old_lead, manager, supervisor, new_lead, mentor)
        assert [sees(person, apprentice) for person in who] == [False, False, False, True, True]
        link.refresh_from_db()
        assert not link.is_live

    def test_it_waits_for_the_last_day_and_is_carried_out_by_the_clock(self, apprentice, camden, old_lead, moved):
        transfer = moved(last_day=TODAY + 5 * DAY, first_day=TODAY + 6 * DAY)
        assert (transfer.state, sees(old_lead, apprentice)) == ("agreed", True)
        assert operations.carry_out_transfers(on=TODAY + 5 * DAY) == 0
        assert operations.carry_out_transfers(on=TODAY + 6 * DAY) == 1
        assert operations.carry_out_transfers(on=TODAY + 6 * DAY) == 0
        transfer.refresh_from_db()
        assert transfer.state == "done"
        assert (sees(old_lead, apprentice, TODAY + 5 * DAY), sees(old_lead, apprentice, TODAY + 6 * DAY)) == (
            True, False,
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("gap", "days_added", "state"), [(0, 0, "active"), (30, 0, "active"), (31, 31, "on_break")]
    )
    def test_a_gap_of_more_than_thirty_days_is_a_break_that_moves_the_end(
        self, apprentice, moved, gap, days_added, state
    ):
        end = apprentice.planned_end_on
        moved(last_day=TODAY - DAY, first_day=TODAY + gap * DAY)
        apprentice.refresh_from_db()
        assert apprentice.state == state
        operations.carry_out_transfers(on=TODAY + gap * DAY)
        operations.carry_out_transfers(on=TODAY + gap * DAY)
        apprentice.refresh_from_db()
        assert (apprentice.state, apprentice.planned_end_on) == ("active", end + days_added * DAY)

    def test_a_gap_of_more_than_twelve_weeks_is_refused(self, apprentice, hackney, old_lead):
        with pytest.raises(StepRefused, match="More than 12 weeks is a withdrawal"):
            operations.propose_transfer(
                apprentice, after=hackney, last_day=TODAY, first_day=TODAY + 86 * DAY, by=old_lead
            )
        assert "From 31 days to 12 weeks" in employment_rules.gap_words(84)

    def test_services_of_one_council_are_a_reorganisation(self, apprentice, camden, old_lead):
        other = make.service(camden.part_of, which="children")
        with pytest.raises(StepRefused, match="Both belong to Camden"):
            operations.propose_transfer(apprentice, after=other, last_day=TODAY, first_day=TODAY + DAY, by=old_lead)

    def test_one_at_a_time_until_it_is_refused_or_taken_back(self, apprentice, hackney, old_lead, new_lead):
        days = {"last_day": TODAY, "first_day": TODAY + DAY}
        first = operations.propose_transfer(apprentice, after=hackney, by=old_lead, **days)
        with pytest.raises(StepRefused, match="under way already"):
            operations.propose_transfer(apprentice, after=hackney, by=old_lead, **days)
        operations.refuse_transfer(first, reason="No post", by=new_lead)
        second = operations.propose_transfer(apprentice, after=hackney, by=old_lead, **days)
        operations.take_back_transfer(second, by=old_lead)
        with pytest.raises(StepRefused, match="taken back already"):
            accept(second, new_lead)

    def test_what_came_in_the_way_holds_it_up_and_stops_nothing_else(self, apprentice, camden, old_lead, moved):
        transfer = moved(last_day=TODAY + DAY, first_day=TODAY + 2 * DAY)
        with pytest.raises(StepRefused, match="A transfer is under way"):
            operations.change_employment(apprentice, on=TODAY + 9 * DAY, by=old_lead, changes={"team": "x"})
        apprentice.employments.update(ends_on=TODAY)
        later = make.employment(apprentice, camden, starts_on=TODAY + 5 * DAY)
        assert operations.carry_out_transfers(on=TODAY + 2 * DAY) == 0
        later.delete()
        assert operations.carry_out_transfers(on=TODAY + 2 * DAY) == 1
        transfer.refresh_from_db()
        assert transfer.state == "done"

    def test_it_falls_away_when_the_apprentice_leaves_the_programme(self, apprentice, old_lead, moved):
        transfer = moved(last_day=TODAY + DAY, first_day=TODAY + 2 * DAY)
        leaving = steps.Leaving(apprentice, TODAY, old_lead)
        assert steps.withdrawal.preview(leaving)[-1] == "The transfer to another employer falls away."
        steps.withdrawal.apply(leaving)
        transfer.refresh_from_db()
        assert transfer.state == "withdrawn"

    def test_nobody_agrees_for_two_parties(self, apprentice, hackney, old_lead):
        transfer = operations.propose_transfer(
            apprentice, after=hackney, last_day=TODAY, first_day=TODAY + DAY, by=old_lead
        )
        with pytest.raises(StepRefused, match="agreed for another party"):
            accept(transfer, old_lead)

    def test_other_apps_may_block_and_do_their_part(self, apprentice, hackney, old_lead, moved, monkeypatch):
        seen = []
        monkeypatch.setattr(steps.transfer, "consequences", Registry())
        steps.transfer.consequences.register(
            Consequence("x", lambda t: [], lambda t: ["A placement runs."] if t.on > TODAY else [], seen.append)
        )
        with pytest.raises(StepRefused, match="A placement runs"):
            operations.propose_transfer(apprentice, after=hackney, last_day=TODAY, first_day=TODAY + DAY, by=old_lead)
        moved()
        assert [(t.before.name, t.after.name, t.on, t.continuous) for t in seen] == [
            ("Camden adults", "Hackney adults", TODAY, False)
        ]


class TestTheStatement:
    def test_it_holds_hours_days_and_reviews_of_that_day_and_never_changes(self, apprentice, camden, old_lead, moved):
        entry = make.entry(apprentice, submitted=True)
        operations.confirm([entry], by=make.line_manager(apprentice))
        make.entry(apprentice, date=TODAY, hours=Decimal(3), submitted=True)

        moved()

        statement = TransferStatement.objects.visible_to(old_lead).get()
        assert statement.content["hours"] == {
            "confirmed": "2.00", "waiting": "0.00", "planned": "900.00", "minimum": "835.00",
        }  # fmt: skip
        assert (statement.employer, statement.content["last day"]) == (camden, (TODAY - DAY).isoformat())
        operations.receive_statement(statement, by=old_lead)
        assert list(verify()) == []
        with pytest.raises(Exception, match="transfer_statement_is_frozen"), transaction.atomic():
            TransferStatement.objects.update(content={})

    def test_the_old_employer_and_the_apprentice_read_it_and_nobody_else(
        self, apprentice, old_lead, new_lead, tutor, moved
    ):
        moved()
        statement = TransferStatement.objects.get()
        url = f"/apprentices/statements/{statement.reference}/"
        answers = {
            who.name: make.signed_in(who).get(url).status_code for who in (apprentice.person, old_lead, new_lead, tutor)
        }
        assert answers == {"Amara Johnson": 200, "Grace Mensah": 200, "Tom Okafor": 404, "Ruth Adler": 404}
        assert make.signed_in(old_lead).get(f"/apprentices/{apprentice.reference}/").status_code == 404

    def test_it_comes_as_a_paper(self, old_lead, moved):
        moved()
        statement = TransferStatement.objects.get()
        paper = make.signed_in(old_lead).get(f"/apprentices/statements/{statement.reference}/pdf/")
        assert (paper["Content-Type"], paper.content[:4]) == ("application/pdf", b"%PDF")


class TestManyOnOneDay:
    def planned(self, before, after, by, apprentices, on=TODAY, legal=None):
        return operations.plan_reorganisation(
            before=before, after=after, legal_employer=legal, on=on, apprentices=apprentices, by=by
        )

    def test_everybody_moves_without_a_gap_and_keeps_start_rules_and_managers(self, camden, hackney, old_lead):
        people = [make.apprentice(at=camden) for _ in range(3)]
        manager = make.line_manager(people[0])
        starts = [(a.original_start_on, a.rule_set_id, a.planned_end_on) for a in people]
        trust = make.organisation("trust", "Joint trust")

        planned, job = self.planned(camden, hackney, old_lead, people, legal=trust)
        make.do_owed_work()

        planned.refresh_from_db()
        job.refresh_from_db()
        for apprentice in people:
            apprentice.refresh_from_db()
        now = people[0].employments.all().now(TODAY)
        assert (planned.state, planned.moved, planned.refused) == ("done", 3, [])
        assert (job.state, job.progress_done, job.progress_total) == ("done", 3, 3)
        assert [(a.original_start_on, a.rule_set_id, a.planned_end_on) for a in people] == starts
        assert {a.employer for a in people} == {hackney}
        assert (now.employer, now.in_law, now.starts_on) == (hackney, trust, TODAY)
        assert people[0].employments.all().now(TODAY - DAY).ends_on == TODAY - DAY
        assert (sees(manager, people[0]), sees(old_lead, people[0])) == (True, False)
        assert TransferStatement.objects.filter(employer=camden).count() == 3

    def test_another_body_in_law_alone_keeps_the_service(self, camden, old_lead):
        apprentice, body = make.apprentice(at=camden), make.organisation("trust", "Joint trust")
        self.planned(camden, camden, old_lead, [apprentice], legal=body)
        make.do_owed_work()
        now = apprentice.employments.all().now(TODAY)
        assert (now.employer, now.in_law, sees(old_lead, apprentice)) == (camden, body, True)
        assert not TransferStatement.objects.exists()

    def test_it_waits_for_its_day_and_can_be_taken_back_until_then(self, camden, hackney, old_lead):
        apprentice = make.apprentice(at=camden)
        planned, job = self.planned(camden, hackney, old_lead, [apprentice], on=TODAY + 3 * DAY)
        assert (job, Job.objects.count()) == (None, 0)
        assert operations.reorganise_those_due(on=TODAY + 2 * DAY) == 0
        operations.take_back_reorganisation(planned, by=old_lead)
        assert operations.reorganise_those_due(on=TODAY + 3 * DAY) == 0

    def test_run_again_after_a_crash_it_goes_on_with_the_rest(self, camden, hackney, old_lead):
        people = [make.apprentice(at=camden) for _ in range(2)]
        planned, job = self.planned(camden, hackney, old_lead, people)
        make.do_owed_work()
        Reorganisation.objects.filter(pk=planned.pk).update(state="running", done_at=None)
        from apprentices.operations.reorganisations import reorganise_job

        reorganise_job(job)
        planned.refresh_from_db()
        assert (planned.state, planned.moved) == ("done", 2)
        assert [a.employments.count() for a in people] == [2, 2]

    def test_who_cannot_be_moved_is_named_and_the_others_are_moved(self, camden, hackney, old_lead):
        one, other = make.apprentice("Amara Johnson", at=camden), make.apprentice(at=camden)
        operations.propose_transfer(one, after=hackney, last_day=TODAY, first_day=TODAY + DAY, by=old_lead)
        planned, _ = self.planned(camden, hackney, old_lead, [one, other])
        make.do_owed_work()
        planned.refresh_from_db()
        assert (planned.moved, [name for name, _ in planned.refused]) == (1, ["Amara Johnson"])

    def test_the_page_shows_what_follows_and_moves_those_chosen(self, camden, hackney, old_lead):
        one, other = make.apprentice("Amara Johnson", at=camden), make.apprentice("Noor Ali", at=camden)
        typed = {
            "before": camden.reference, "after": hackney.reference,
            "on_day": TODAY.day, "on_month": TODAY.month, "on_year": TODAY.year,
        }  # fmt: skip
        browser = make.signed_in(old_lead)
        page = browser.post("/apprentices/reorganise/", typed).content.decode()
        assert ("There is no gap" in page, "Amara Johnson" in page, "Noor Ali" in page) == (True, True, True)
        browser.post("/apprentices/reorganise/", typed | {"confirmed": "yes", "chosen": [other.reference]})
        make.do_owed_work()
        one.refresh_from_db()
        other.refresh_from_db()
        assert (one.employer, other.employer) == (camden, hackney)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_transfers_at_once_leave_one():
    camden, others = make.service(), [make.service(), make.service()]
    lead, apprentice = make.appointment(at=camden).person, make.apprentice(at=camden)

    def proposing(after):
        return lambda: operations.propose_transfer(
            apprentice, after=after, last_day=TODAY, first_day=TODAY + DAY, by=lead
        )

    for _ in range(10):
        answers = sorted(at_once(*map(proposing, others)))
        assert answers == [f"A transfer of {apprentice} is under way already.", "done"]
        operations.take_back_transfer(Transfer.objects.get(state="proposed"), by=lead)
