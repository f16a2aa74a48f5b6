"""Employment: dated stretches, corrections with a reason, other contract hours agreed by three, what to look at."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apprentices import employment_rules, operations, steps
from apprentices.agreement import APPRENTICE, UNIVERSITY
from apprentices.models import Employment, HoursChange, Involvement
from apprentices.off_the_job.change_of_hours import new_length
from apprentices.requirements import rules_of
from core.audit.models import Event
from core.audit.sealing import verify
from core.audit.signatures import Signature
from core.registry import Consequence, Registry
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db
Contract = Employment.Contract
DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate()
ALL_YES = {name: True for name, _ in HoursChange.QUESTIONS}
WEEK = ["7.2", "7.2", "7.2", "7.2", "7.2", "0", "0"]


@pytest.fixture
def apprentice():
    return make.apprentice("Amara Johnson", at=make.service(make.council("Camden")))


@pytest.fixture
def lead(apprentice):
    return make.appointment(make.person("Grace Mensah"), apprentice.employer).person


@pytest.fixture
def tutor(apprentice):
    tutor = make.person("Ruth Adler")
    make.involvement(apprentice, Involvement.Kind.TUTOR, person=tutor)
    return tutor


def proposed(apprentice, by, **changes):
    facts = {
        "on": TODAY,
        "weekly_hours": Decimal("22.2"),
        "pattern": [],
        "answers": ALL_YES,
        "discussed": "All three met on Monday.",
        "planned_end_on": None,
    }
    return operations.propose_hours(apprentice, by=by, **(facts | changes))


def agreed_by_all(change, tutor):
    operations.agree_to_hours(change, party=APPRENTICE, by=change.apprentice.person)
    return operations.agree_to_hours(change, party=UNIVERSITY, by=tutor)


class TestStretches:
    def test_a_change_from_a_day_ends_the_stretch_before_and_carries_the_rest_on(self, apprentice, lead):
        first = apprentice.employments.get()

        made = operations.change_employment(apprentice, on=TODAY, by=lead, changes={"team": "Duty", "pattern": WEEK})

        first.refresh_from_db()
        assert (first.ends_on, first.team) == (TODAY - DAY, "")
        assert (made.starts_on, made.ends_on, made.team, made.weekly_hours) == (TODAY, None, "Duty", Decimal("37"))
        assert apprentice.employments.all().now(TODAY - DAY) == first
        assert apprentice.employments.all().now(TODAY + 9 * DAY) == made

    def test_a_change_on_the_first_day_of_a_stretch_changes_it_in_place(self, apprentice, lead):
        on = apprentice.original_start_on
        operations.change_employment(apprentice, on=on, by=lead, changes={"team": "Duty"})
        assert [(e.starts_on, e.team) for e in apprentice.employments.all()] == [(on, "Duty")]

    def test_a_change_before_the_employment_or_before_a_later_one_is_refused(self, apprentice, lead):
        with pytest.raises(StepRefused, match="No employment is recorded on"):
            operations.change_employment(apprentice, on=datetime.date(2020, 1, 1), by=lead, changes={"team": "x"})
        operations.change_employment(apprentice, on=TODAY + 9 * DAY, by=lead, changes={"team": "Duty"})
        with pytest.raises(StepRefused, match="is recorded already"):
            operations.change_employment(apprentice, on=TODAY, by=lead, changes={"team": "x"})

    def test_a_correction_keeps_what_stood_there_and_why(self, apprentice, lead):
        held = apprentice.employments.get()
        starts_on = held.starts_on - 7 * DAY

        operations.correct_employment(held, by=lead, reason="Typed wrongly", changes={"starts_on": starts_on})

        event = Event.objects.about(held).first()
        assert apprentice.employments.get().starts_on == starts_on
        assert event.words["before"] == {"starts_on": held.starts_on.isoformat()}
        assert (event.reason, event.sentence) == ("Typed wrongly", "Grace Mensah corrected the employment")

    def test_a_correction_without_reason_difference_or_room_is_refused(self, apprentice, lead):
        held = apprentice.employments.get()
        with pytest.raises(StepRefused, match="Say why"):
            operations.correct_employment(held, by=lead, reason=" ", changes={"team": "x"})
        with pytest.raises(StepRefused, match="Nothing differs"):
            operations.correct_employment(held, by=lead, reason="x", changes={"team": held.team})
        later = operations.change_employment(apprentice, on=TODAY, by=lead, changes={"team": "Duty"})
        with pytest.raises(StepRefused, match="Another employment is recorded"):
            operations.correct_employment(later, by=lead, reason="x", changes={"starts_on": TODAY - DAY})

    def test_the_pattern_says_the_hours_of_a_day_in_one_week_or_in_two(self, apprentice):
        monday = datetime.date(2027, 3, 1)
        held = Employment(starts_on=monday, weekly_hours=Decimal("27"), pattern=[*WEEK, "9", "9", *["0"] * 5])
        days = (monday, monday + 5 * DAY, monday + 7 * DAY, monday + 9 * DAY, monday + 14 * DAY)
        assert [held.hours_on(day) for day in days] == [Decimal(n) for n in ("7.2", "0", "9", "0", "7.2")]
        assert employment_rules.weekly_average(held.pattern) == Decimal("27")
        assert employment_rules.pattern_words(held.pattern)[1] == "Week 2: Monday 9, Tuesday 9"
        assert Employment(starts_on=monday, pattern=[]).hours_on(monday) is None

    def test_the_database_knows_that_a_permanent_contract_has_no_end(self, apprentice):
        with pytest.raises(IntegrityError), transaction.atomic():
            apprentice.employments.update(contract=Contract.PERMANENT, contract_ends_on=TODAY)

    @pytest.mark.postgresql
    def test_the_database_refuses_two_employments_on_a_day(self, apprentice):
        with pytest.raises(IntegrityError), transaction.atomic():
            make.employment(apprentice, apprentice.employer, starts_on=TODAY)


class TestWhatToLookAt:
    def concerns(self, apprentice, on=TODAY, **fields):
        apprentice.employments.update(**fields)
        return list(employment_rules.concerns(apprentice, apprentice.employments.get(), on=on))

    @pytest.mark.parametrize(("months_before_end", "warned"), [(7, False), (6, True), (0, True)])
    def test_a_contract_that_ends_too_early_is_warned_of_six_months_ahead(self, apprentice, months_before_end, warned):
        ends = datetime.date(2027, 12, 31)
        on = {7: datetime.date(2027, 6, 1), 6: datetime.date(2027, 7, 1), 0: ends}[months_before_end]
        said = self.concerns(
            apprentice, on, contract=Contract.FIXED_TERM, contract_ends_on=ends, agreement_signed_on=TODAY
        )
        assert [line.startswith("Contract ends 31 December 2027, before the planned end") for line in said] == (
            [True] if warned else []
        )

    def test_a_contract_that_lasts_until_after_the_assessment_is_none(self, apprentice):
        ends = employment_rules.needed_until(apprentice)
        assert ends == datetime.date(2028, 12, 7)
        fields = {"contract": Contract.FIXED_TERM, "agreement_signed_on": TODAY}
        assert self.concerns(apprentice, ends, contract_ends_on=ends, **fields) == []

    def test_an_agreement_that_is_missing_or_has_other_dates_than_the_plan(self, apprentice):
        assert self.concerns(apprentice) == ["The apprenticeship agreement is not recorded as signed."]
        start = apprentice.original_start_on
        said = self.concerns(
            apprentice,
            agreement_signed_on=start,
            agreement_starts_on=start,
            agreement_ends_on=datetime.date(2028, 1, 1),
        )
        assert said == ["The apprenticeship agreement ends on 1 January 2028, the training plan on 7 September 2028."]

    def test_a_pattern_that_is_not_the_contract_and_a_role_without_opportunities(self, apprentice, lead):
        operations.add_temporary_role(
            apprentice, by=lead, kind="acting_up", job_title="Senior", team="", organisation=None,
            starts_on=TODAY, ends_on=None, gives_opportunities=False,
        )  # fmt: skip
        said = self.concerns(apprentice, agreement_signed_on=TODAY, pattern=WEEK)
        assert said == [
            "The working pattern gives 36 hours a week, the contract 37 hours.",
            "Acting up: Senior does not give the opportunities that the standard needs. Agree how they are made up.",
        ]

    def test_one_temporary_role_at_a_time(self, apprentice, lead):
        fields = {"kind": "secondment", "job_title": "x", "team": "", "organisation": None, "gives_opportunities": True}
        role = operations.add_temporary_role(apprentice, by=lead, starts_on=TODAY, ends_on=None, **fields)
        with pytest.raises(StepRefused, match="Another temporary role"):
            operations.add_temporary_role(apprentice, by=lead, starts_on=TODAY + DAY, ends_on=None, **fields)
        operations.end_temporary_role(role, on=TODAY, by=lead)
        operations.add_temporary_role(apprentice, by=lead, starts_on=TODAY + DAY, ends_on=None, **fields)


class TestLengthByTheRules:
    @pytest.mark.parametrize(
        ("era", "before", "after", "end"),
        [
            ("A-to-2022", 37, 20, datetime.date(2028, 6, 7)),
            ("B-2023-25", 37, 20, datetime.date(2028, 6, 7)),
            ("B-2023-25", 37, 30, datetime.date(2027, 9, 7)),
            ("B-2023-25", 20, 30, datetime.date(2027, 3, 7)),
            ("C-2025-26", 37, 20, datetime.date(2027, 9, 7)),
        ],
    )
    def test_the_months_that_are_left_follow_the_hours_up_to_full_time(self, era, before, after, end):
        codes = {"A-to-2022": "A"}
        rules = rules_of(make.rule_set(codes.get(era, era)))
        found = new_length(
            rules,
            on=datetime.date(2026, 3, 8),
            planned_end=datetime.date(2027, 9, 7),
            before=Decimal(before),
            after=Decimal(after),
        )
        assert found.planned_end == end
        assert found.explanation[-1] == "The hours of training agreed at the start stay as they are."


class TestContractHours:
    def test_nothing_changes_before_the_three_have_agreed(self, apprentice, lead, tutor):
        change = proposed(apprentice, lead)

        assert apprentice.employments.get().weekly_hours == Decimal("37")
        assert set(HoursChange.objects.waiting_for(UNIVERSITY)) == {change}
        operations.agree_to_hours(change, party=UNIVERSITY, by=tutor)
        assert set(HoursChange.objects.waiting_for(UNIVERSITY)) == set()
        assert apprentice.employments.get().weekly_hours == Decimal("37")

        operations.agree_to_hours(change, party=APPRENTICE, by=apprentice.person)
        held = apprentice.employments.all().now(TODAY)
        assert (held.starts_on, held.weekly_hours) == (TODAY, Decimal("22.2"))

    def test_hours_of_training_and_the_end_stay_where_all_four_answers_are_yes(self, apprentice, lead, tutor):
        before = (apprentice.planned_hours, apprentice.minimum_hours, apprentice.planned_end_on)
        agreed_by_all(proposed(apprentice, lead), tutor)
        apprentice.refresh_from_db()
        assert (apprentice.planned_hours, apprentice.minimum_hours, apprentice.planned_end_on) == before

    def test_the_planned_end_moves_where_the_programme_is_affected(self, lead, tutor):
        rules = make.rule_set("B-2023-25")
        apprentice = make.apprentice(rule_set=rules)
        answers = ALL_YES | {"deliverable": False}
        change = proposed(apprentice, make.person(), weekly_hours=Decimal(20), answers=answers)
        by_rule = operations.length_with(apprentice, on=TODAY, weekly_hours=Decimal(20)).planned_end
        assert change.end_after == by_rule > apprentice.planned_end_on
        agreed_by_all(change, tutor)
        apprentice.refresh_from_db()
        assert (apprentice.planned_end_on, apprentice.planned_hours) == (by_rule, Decimal(900))

    def test_what_cannot_be_is_refused_in_words(self, apprentice, lead):
        with pytest.raises(StepRefused, match="has 37 hours a week already"):
            proposed(apprentice, lead, weekly_hours=Decimal(37))
        with pytest.raises(StepRefused, match="All four answers are yes"):
            proposed(apprentice, lead, planned_end_on=TODAY + 900 * DAY)
        proposed(apprentice, lead)
        with pytest.raises(StepRefused, match="proposed already"):
            proposed(apprentice, lead, weekly_hours=Decimal(20))

    def test_nobody_agrees_twice_or_for_two_parties(self, apprentice, lead, tutor):
        change = proposed(apprentice, lead)
        operations.agree_to_hours(change, party=UNIVERSITY, by=tutor)
        with pytest.raises(StepRefused, match="Ruth Adler has agreed for the university already"):
            operations.agree_to_hours(change, party=UNIVERSITY, by=make.person())
        with pytest.raises(StepRefused, match="agreed for another party"):
            operations.agree_to_hours(change, party=APPRENTICE, by=tutor)

    def test_a_proposal_that_was_overtaken_is_made_anew(self, apprentice, lead, tutor):
        change = proposed(apprentice, lead)
        type(apprentice).objects.filter(pk=apprentice.pk).update(planned_end_on=apprentice.planned_end_on + 30 * DAY)
        operations.agree_to_hours(change, party=UNIVERSITY, by=tutor)
        with pytest.raises(StepRefused, match="make it anew"):
            operations.agree_to_hours(change, party=APPRENTICE, by=apprentice.person)

    def test_refused_or_taken_back_leaves_the_contract_and_room_for_another(self, apprentice, lead):
        operations.refuse_hours(proposed(apprentice, lead), reason="Too soon", by=apprentice.person)
        operations.take_back_hours(proposed(apprentice, lead), by=lead)
        assert [c.state for c in HoursChange.objects.order_by("pk")] == ["refused", "withdrawn"]
        assert apprentice.employments.get().weekly_hours == Decimal("37")

    def test_other_apps_may_block_and_do_their_part(self, apprentice, lead, tutor, monkeypatch):
        seen = []
        monkeypatch.setattr(steps.hours_change, "consequences", Registry())
        steps.hours_change.consequences.register(
            Consequence(
                "plan",
                preview=lambda change: [],
                blocks=lambda change: ["Not under 16 hours."] if change.after < 16 else [],
                apply=lambda change: seen.append((change.before, change.after)),
            )
        )
        with pytest.raises(StepRefused, match="Not under 16"):
            proposed(apprentice, lead, weekly_hours=Decimal(10))
        agreed_by_all(proposed(apprentice, lead), tutor)
        assert seen == [(Decimal("37.00"), Decimal("22.20"))]

    def test_what_was_agreed_is_frozen_and_verified(self, apprentice, lead, tutor):
        change = agreed_by_all(proposed(apprentice, lead), tutor)
        assert Signature.objects.under(change).count() == 3
        assert list(verify()) == []
        with pytest.raises(Exception, match="decided_hours_are_frozen"), transaction.atomic():
            HoursChange.objects.filter(pk=change.pk).update(hours_after=Decimal(10))


class TestPages:
    def test_the_page_costs_the_same_for_a_long_history(self, apprentice, lead):
        browser, url = make.signed_in(lead), f"/apprentices/{apprentice.reference}/employment/"
        with CaptureQueriesContext(connection) as short:
            assert browser.get(url).status_code == 200
        for number in range(1, 6):
            on = TODAY + number * DAY
            operations.change_employment(apprentice, on=on, by=lead, changes={"team": f"Team {number}"})
        with CaptureQueriesContext(connection) as long:
            assert browser.get(url).status_code == 200
        assert len(long) <= len(short)

    def test_pay_is_shown_to_the_apprentice_and_the_employer_only(self, apprentice, lead, tutor):
        apprentice.employments.update(pay_point="SCP 23")
        url = f"/apprentices/{apprentice.reference}/employment/"
        shown = {
            who.name: "SCP 23" in make.signed_in(who).get(url).content.decode()
            for who in (apprentice.person, lead, tutor)
        }
        assert shown == {"Amara Johnson": True, "Grace Mensah": True, "Ruth Adler": False}

    def test_the_preview_says_what_follows_and_writes_nothing(self, apprentice, lead):
        url = f"/apprentices/{apprentice.reference}/employment/hours/"
        typed = {
            "starts_on_day": TODAY.day, "starts_on_month": TODAY.month, "starts_on_year": TODAY.year,
            "weekly_hours": "20", "discussed": "Met on Monday",
            **{name: "yes" for name, _ in HoursChange.QUESTIONS},
        }  # fmt: skip
        browser = make.signed_in(lead)
        page = browser.post(url, typed).content.decode()
        assert "37 hours a week now, 20 hours then" in page
        assert HoursChange.objects.count() == 0
        assert browser.post(url, typed | {"confirmed": "yes"}).status_code == 302
        assert HoursChange.objects.get().hours_after == Decimal(20)

    def test_the_second_save_of_an_older_version_is_refused(self, apprentice, lead):
        held = apprentice.employments.get()
        url = f"/apprentices/{apprentice.reference}/employment/{held.pk}/correct/"
        start = held.starts_on
        typed = {
            "reason": "x", "contract": "permanent", "version": "1", "team": "Mine",
            "starts_on_day": start.day, "starts_on_month": start.month, "starts_on_year": start.year,
        }  # fmt: skip
        operations.correct_employment(held, by=lead, reason="x", changes={"team": "Theirs"})
        page = make.signed_in(lead).post(url, typed).content.decode()
        assert "Somebody else has changed this" in page
        assert apprentice.employments.get().team == "Theirs"
