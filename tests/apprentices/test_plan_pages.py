"""The pages: the requirement with both figures, the employer's statement, the what-if calculator, the training plan."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apprentices import operations
from apprentices.models import (
    Apprentice,
    Party,
    PlanChange,
    PlanSection,
    SectionConfirmation,
    Standing,
    VarianceStatement,
)
from apprentices.plan_telling import LINK_PURPOSE
from apprentices.registrations.training_plan import waiting
from apprentices.registrations.waiting import worklist
from core import links
from core.audit.sealing import verify
from core.audit.signatures import Signature
from core.documents.models import Pack
from core.registry import Need
from tests import make
from tests.apprentices.test_pages import dated
from tests.browser.mails import code_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
APPRENTICE, EMPLOYER, UNIVERSITY = Party.APPRENTICE, Party.EMPLOYER, Party.UNIVERSITY
Kind = PlanSection.Kind


@pytest.fixture
def case():
    return make.training_plan()


def browser(case, party):
    return make.signed_in(case.people[party])


def url(name, case, *more):
    return reverse(f"apprentices:{name}", args=[case.apprentice.reference, *more])


def sign(client, address):
    """Press the button of a check page, as it was shown."""
    checked = client.get(address).context["form"].fingerprint
    return client.post(address, {"checked": checked}, follow=True)


# Try out a start -------------------------------------------------------------------------------------------------


def case_of(prefix, **typed):
    typed = {
        "standard": "ST0510",
        "start_day": 6,
        "start_month": 9,
        "start_year": 2021,
        "weekly_hours": 37,
        "months": 36,
    } | typed
    return {f"{prefix}-{name}": value for name, value in typed.items() if value is not None}


@pytest.fixture
def held():
    for code in ("A-2021-22", "B-2023-25", "C-2026-27"):
        make.rule_set(code)
    make.published_minimum()
    return make.signed_in(make.person())


def test_start_is_explained_line_by_line_with_three_roundings(held):
    page = held.get(reverse("apprentices:what_if"), case_of("a")).content.decode()

    assert "37 hours × 20% × 139.2 weeks = 1,030.08 hours." in page
    assert "exactly: 1,030.08 hours" in page
    assert "GOV.UK calculator: 1,030 hours" in page
    assert "learner record, in whole hours: 1,031 hours" in page
    assert "5 September 2024" in page


def test_two_cases_stand_side_by_side_and_say_what_differs(held):
    later = {"start_year": 2023, "plan_no_rpl": 1000, "rpl_hours": 200}
    response = held.get(reverse("apprentices:what_if"), case_of("a", start_year=2023) | case_of("b", **later))

    assert response.context["differences"] == [
        ("Minimum", "835.2 hours", "672.8 hours"),
        ("Planned", "835.2 hours", "800 hours"),
        ("Length", "36 months", "29 months"),
        ("Training ends", "5 September 2026", "5 February 2026"),
        ("Prior learning", "Does not apply", "20% of the plan"),
        ("Price falls by at least", "Does not apply", "10%"),
    ]


def test_second_case_begins_as_a_copy_and_can_be_left_out_again(held):
    one = held.get(reverse("apprentices:what_if"), case_of("a"))
    both = held.get(reverse("apprentices:what_if") + one.context["compare"])

    assert both.context["differences"] == []
    assert "Both cases come to the same figures." in both.content.decode()
    assert len(held.get(reverse("apprentices:what_if") + both.context["single"]).context["cases"]) == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"weekly_hours": None}, "Enter the contract hours a week, or the paid hours a year"),
        ({"annual_hours": 1500}, "Enter hours a week or hours a year, not both"),
        ({"start_year": 2016}, "No off-the-job rules are held for a start on 6 September 2016. Check the date."),
        ({"assessment_months": 36}, "Training before the gateway must last at least a month."),
        ({"start_year": 2023, "rpl_hours": 50}, "Enter the hours planned before prior learning, or the planned length"),
        ({"months": 0}, "must be 1 or more"),
    ],
)
def test_case_that_makes_no_sense_says_what_to_do(held, typed, words):
    page = held.get(reverse("apprentices:what_if"), case_of("a", **typed)).content.decode()

    assert words in page


def test_term_time_part_time_and_another_published_minimum(held):
    term_time = held.get(
        reverse("apprentices:what_if"), case_of("a", weekly_hours=None, annual_hours=1040, start_year=2023)
    )
    found = term_time.context["cases"][0].required
    assert (found.weekly_hours, found.months, found.minimum_hours) == (Decimal(20), 54, Decimal("835.20"))

    published = held.get(reverse("apprentices:what_if"), case_of("a", start_year=2026, published_min=1022))
    assert published.context["cases"][0].required.minimum_hours == Decimal(1022)


# The requirement and the employer's statement ---------------------------------------------------------------------


def under_plan_at_the_end(case, confirmed="860"):
    end = TODAY + datetime.timedelta(days=10)
    Apprentice.objects.filter(pk=case.apprentice.pk).update(planned_end_on=end, rule_set=make.rule_set("C-2025-26"))
    Standing.objects.filter(pk=case.apprentice.pk).update(confirmed_hours=Decimal(confirmed))


def test_minimum_and_plan_stand_beside_what_is_confirmed(case):
    under_plan_at_the_end(case)
    page = browser(case, APPRENTICE).get(url("requirement", case)).content.decode()

    assert "Both figures beside 860 hours confirmed" in page
    assert "40 hours left" in page
    assert "The employer says in writing why, and signs it." in page
    assert "Write the statement" not in page


def test_employer_writes_checks_and_signs_why_hours_are_under_plan(case):
    under_plan_at_the_end(case)
    grace = browser(case, EMPLOYER)
    typed = {"why": "Two skills days were cancelled.", "effect": "Their content was covered in webinars."}

    checked = grace.post(url("write_statement", case), typed, follow=True)
    assert "Two skills days were cancelled." in checked.content.decode()
    done = sign(grace, url("sign_statement", case))

    statement = VarianceStatement.objects.get()
    assert (statement.actual_hours, statement.planned_hours, statement.minimum_hours) == (860, 900, 835)
    assert Signature.objects.under(statement).get().signer == case.people[EMPLOYER]
    assert "Signed by Grace Mensah" in done.content.decode()
    assert list(verify()) == []
    assert "Their content was covered" in browser(case, UNIVERSITY).get(url("requirement", case)).content.decode()


def test_figures_that_moved_meanwhile_are_read_again_before_signing(case):
    under_plan_at_the_end(case)
    grace = browser(case, EMPLOYER)
    grace.post(url("write_statement", case), {"why": "Cancelled days", "effect": "None"})
    Standing.objects.filter(pk=case.apprentice.pk).update(confirmed_hours=870)

    assert "870 hours are confirmed by now." in sign(grace, url("sign_statement", case)).content.decode()
    assert not VarianceStatement.objects.exists()


def test_statement_is_a_task_until_it_is_signed_and_again_when_the_end_brought_other_hours(case):
    under_plan_at_the_end(case)
    manager = case.people[EMPLOYER]

    def tasks(on=TODAY):
        return [item.text for item in worklist(manager, on, of=[waiting]) if "under the plan" in item.text]

    assert tasks() == ["Say why Amara Johnson’s hours are under the plan"]
    operations.state_variance(case.apprentice, why="Days fell out", effect="None", shown=Decimal(860), by=manager)
    assert tasks() == []
    Standing.objects.filter(pk=case.apprentice.pk).update(confirmed_hours=870)
    assert tasks() == []
    assert tasks(TODAY + datetime.timedelta(days=11)) == ["Say why Amara Johnson’s hours are under the plan"]


def test_statement_is_not_for_those_who_only_see_the_record(case):
    under_plan_at_the_end(case)
    operations.state_variance(
        case.apprentice, why="Days fell out", effect="None", shown=Decimal(860), by=case.people[EMPLOYER]
    )
    educator = make.person()
    make.involvement(case.apprentice, "practice_educator", person=educator)

    assert "Days fell out" not in make.signed_in(educator).get(url("requirement", case)).content.decode()
    with pytest.raises(Exception, match="variance_statement_for_good"):
        VarianceStatement.objects.update(planned_hours=1000)


# The plan ----------------------------------------------------------------------------------------------------------


def test_each_party_confirms_what_it_is_asked_on_one_page(case):
    for party, sections in ((APPRENTICE, 6), (EMPLOYER, 5), (UNIVERSITY, 5)):
        client = browser(case, party)
        assert len(client.get(url("confirm_plan", case)).context["parts"]) == sections
        done = sign(client, url("confirm_plan", case))
        assert f"{sections} sections confirmed for the {party.label.lower()}." in done.content.decode()

    assert "Every section is confirmed." in done.content.decode()


def test_one_section_can_be_confirmed_alone(case):
    section = case.plan.sections.get(kind=Kind.DATES)
    sign(browser(case, EMPLOYER), url("confirm_plan", case) + f"?section={section.reference}")

    assert list(section.confirmations.values_list("party", flat=True)) == [EMPLOYER]
    assert case.plan.sections.waiting_for(EMPLOYER).count() == 4


def test_plan_that_changed_since_it_was_opened_is_read_again(case):
    grace = browser(case, EMPLOYER)
    checked = grace.get(url("confirm_plan", case)).context["form"].fingerprint
    operations.refresh_plan(case.apprentice, why="Other hours", by=None, weekly_hours=Decimal(30))

    assert "Read it again" in grace.post(url("confirm_plan", case), {"checked": checked}).content.decode()
    assert case.plan.sections.waiting_for(EMPLOYER).count() == 5


def test_change_from_proposal_to_record(case):
    make.confirm_everything(case.plan, case.people)
    tutor, grace, amara = (browser(case, party) for party in (UNIVERSITY, EMPLOYER, APPRENTICE))
    typed = {"planned_hours": "940", "how": "As before, and one module more.", "reason": "A module was added."}

    page = tutor.post(url("propose_plan_change", case, "off_the_job"), typed, follow=True).content.decode()
    assert "940 hours" in page and "900 hours" in page
    sign(tutor, url("check_plan_change", case, "off_the_job"))
    change = PlanChange.objects.get()

    answer = url("answer_plan_change", case, change.reference)
    assert "Others are still asked." in sign(grace, answer).content.decode()
    assert "The change holds." in sign(amara, answer).content.decode()
    case.apprentice.refresh_from_db()
    assert case.apprentice.planned_hours == 940
    versions = amara.get(url("plan_versions", case, "off_the_job")).content.decode()
    assert "Version 1 beside version 2" in versions


def test_refusal_and_taking_back(case):
    make.confirm_everything(case.plan, case.people)
    change = operations.propose_change(
        case.plan,
        kind=Kind.DATES,
        values={"planned_end_on": "2028-12-31"},
        reason="A longer placement",
        party=UNIVERSITY,
        by=case.people[UNIVERSITY],
    )
    grace = browser(case, EMPLOYER)
    assert grace.post(url("withdraw_plan_change", case, change.reference)).status_code == 403
    page = grace.post(url("refuse_plan_change", case, change.reference), {"reason": "No cover."}, follow=True)

    assert "Your answer went to Dr Helen Price." in page.content.decode()
    assert "No cover." in grace.get(url("plan_versions", case, "dates")).content.decode()
    assert browser(case, APPRENTICE).get(url("answer_plan_change", case, change.reference)).status_code == 403


@pytest.mark.parametrize("kind", list(PlanSection.NEEDS))
def test_every_section_opens_as_a_form_filled_with_what_it_says(case, kind):
    party = UNIVERSITY if UNIVERSITY in PlanSection.NEEDS[kind] else EMPLOYER
    response = browser(case, party).get(url("propose_plan_change", case, kind))

    assert response.status_code == 200
    assert "reason" in response.context["form"].fields


def test_proposal_that_cannot_be_says_why_on_the_form(case):
    page = browser(case, UNIVERSITY).post(
        url("propose_plan_change", case, "dates"), {**dated("planned_end_on", TODAY.replace(year=2020)), "reason": "x"}
    )

    assert "The last day of training must be after the first." in page.content.decode()


def test_apprentice_without_a_plan_gets_one_from_the_record():
    apprentice = make.apprentice()
    client = make.signed_in(apprentice.person)
    page = client.get(reverse("apprentices:plan", args=[apprentice.reference]))
    assert "Write the plan from the record" in page.content.decode()
    client.post(reverse("apprentices:open_plan", args=[apprentice.reference]))

    assert apprentice.training_plan.sections.count() == 6


def test_prices_are_not_for_a_practice_educator(case):
    educator = make.person()
    make.involvement(case.apprentice, "practice_educator", person=educator)
    client = make.signed_in(educator)

    assert client.get(url("plan", case)).status_code == 403
    assert "Training plan</a>" not in client.get(url("record", case)).content.decode()


def test_plan_as_papers(case):
    make.confirm_everything(case.plan, case.people)
    browser(case, EMPLOYER).post(url("plan_pdf", case))
    make.do_owed_work()

    pack = Pack.objects.get()
    assert pack.state == Pack.State.READY
    assert [part["still"] for part in pack.snapshot["sections"]] == [""] * 6
    assert len(pack.snapshot["sections"][2]["signed"]) == 3
    assert list(Pack.objects.visible_to(case.people[UNIVERSITY])) == [pack]
    assert list(Pack.objects.visible_to(make.person())) == []


# What waits, and what is told ---------------------------------------------------------------------------------------


def tasks(case, party, on=TODAY):
    return [(item.text, item.need) for item in worklist(case.people[party], on, of=[waiting])]


def test_plan_is_a_task_overdue_after_two_weeks_and_gone_when_confirmed(case):
    assert tasks(case, APPRENTICE) == [("Confirm your training plan", Need.DUE)]
    assert tasks(case, EMPLOYER) == [("Confirm Amara Johnson’s training plan", Need.DUE)]
    late = TODAY + datetime.timedelta(days=15)
    assert tasks(case, UNIVERSITY, late) == [("Confirm Amara Johnson’s training plan", Need.OVERDUE)]
    make.confirm_everything(case.plan, case.people)
    assert tasks(case, UNIVERSITY) == []

    operations.propose_change(
        case.plan,
        kind=Kind.DUTIES,
        values={"employer": "Pay for travel."},
        reason="Travel",
        party=APPRENTICE,
        by=case.people[APPRENTICE],
    )
    assert tasks(case, APPRENTICE) == []
    assert tasks(case, EMPLOYER) == [("Answer a change of Amara Johnson’s training plan", Need.DUE)]


def test_nothing_is_asked_during_a_break(case):
    Apprentice.objects.filter(pk=case.apprentice.pk).update(state=Apprentice.State.ON_BREAK)

    assert tasks(case, EMPLOYER) == []


@pytest.mark.parametrize("number", [1, 4])
def test_work_costs_the_same_for_one_plan_and_for_many(number):
    grace = make.person()
    for _ in range(number):
        apprentice = make.apprentice()
        make.line_manager(apprentice, grace)
        operations.open_plan(apprentice, by=None)
    with CaptureQueriesContext(connection) as asked:
        assert len(list(worklist(grace, TODAY, of=[waiting]))) == number

    assert len(asked) == 3


# By link -------------------------------------------------------------------------------------------------------------


def by_link(case):
    """A browser that came by the mail to the line manager, and the address of the page."""
    link, address = links.make(person=case.people[EMPLOYER], purpose=LINK_PURPOSE, subject=case.people[EMPLOYER])
    client = Client()
    page = client.get("/" + address.split("//", 1)[1].split("/", 1)[1])
    return client, link, page.url


def prove(client, link):
    """Type the code that was mailed, with name and role."""
    code_page = reverse("apprentices:link_code", args=[link.person.reference])
    client.post(reverse("apprentices:send_link_code", args=[link.person.reference]))
    typed = {"code": code_in(link.person.email), "name": "Grace Mensah", "role": "Team manager"}
    return client.post(code_page, typed)


def send(client, address, key):
    one = next(waiting for waiting in client.get(address).context["waiting"] if waiting.key == key)
    return client.post(address, {"plan": key, "checked": one.form.fingerprint}, follow=True).content.decode()


def test_line_manager_reads_by_link_and_confirms_with_a_code(case):
    client, link, address = by_link(case)
    assert "Send me a code" in client.get(address).content.decode()
    assert client.post(address, {"plan": case.apprentice.reference}).url.endswith("/code/")
    assert not SectionConfirmation.objects.exists()

    assert prove(client, link).url == address
    said = send(client, address, case.apprentice.reference)

    assert "5 sections confirmed for the employer: the training plan of Amara Johnson." in said
    assert "No training plan waits for you." in said
    signature = Signature.objects.first()
    assert (signature.method, signature.signer_role) == (Signature.Method.LINK_AND_CODE, "Team manager")
    assert list(verify()) == []


def test_change_is_agreed_or_refused_by_link(case):
    make.confirm_everything(case.plan, case.people)

    def propose(phone):
        return operations.propose_change(
            case.plan,
            kind=Kind.EMPLOYER,
            values={"contact_phone": phone},
            reason="A new number",
            party=APPRENTICE,
            by=case.people[APPRENTICE],
        )

    client, link, address = by_link(case)
    first = propose("1")
    refuse = reverse("apprentices:refuse_plan_by_link", args=[link.person.reference, first.reference])
    assert client.post(refuse, {"reason": "Not mine."}).url.endswith("/code/")
    prove(client, link)
    client.post(refuse, {"reason": "Not mine."})
    second = propose("020 7946 0000")
    assert "Agreed for the employer" in send(client, address, second.reference)

    assert [c.state for c in PlanChange.objects.order_by("pk")] == ["refused", "agreed"]


def test_link_of_one_manager_opens_nothing_of_another(case):
    other = make.line_manager(make.apprentice())
    client, _, address = by_link(case)

    assert client.get(reverse("apprentices:plans_by_link", args=[other.reference])).status_code == 404
    assert Client().get(address).status_code == 404
