"""The skills scan: each gives a view before seeing the others, it is talked through, and prior learning follows."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from apprentices import operations
from apprentices.models import Apprentice, Party, PlanChange, PriorLearning, ScanView, SkillsScan
from apprentices.registrations import support as registrations
from apprentices.registrations.waiting import worklist
from core.workflow import AlreadyMoved, StepRefused
from tests import make
from tests.queries import beyond_the_constant_page

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def trio():
    return make.apprentice_with_people("Amara Johnson")


def items(user):
    """What waits of scans; the visit that is due after 200 days is told elsewhere."""
    found = [item.text for item in worklist(user, TODAY, of=[registrations.waiting])]
    return [text for text in found if "workplace visit" not in text]


def page_of(scan):
    return f"/apprentices/skills-scans/{scan.reference}/"


def posted(scan, first, last, level="some"):
    statements = list(scan.framework.statements.order_by("number"))[first:last]
    return {f"level_{s.pk}": level for s in statements} | {f"words_{s.pk}": f"Shown {s.code}" for s in statements}


def test_a_page_is_kept_by_itself_and_may_be_half_done(trio):
    apprentice = trio[0]
    scan = make.skills_scan(apprentice)
    browser = make.signed_in(apprentice.person)

    first = browser.post(f"{page_of(scan)}page/1/", posted(scan, 0, 3))
    second = browser.post(f"{page_of(scan)}page/2/", posted(scan, 8, 10, level="confident"))
    view = ScanView.objects.get()

    assert (first.url, second.url) == (f"{page_of(scan)}page/2/", page_of(scan))
    levels = [view.answers[code]["level"] for code in sorted(view.answers, key=lambda c: int(c.rsplit("-", 1)[1]))]
    assert levels == ["some"] * 3 + [""] * 5 + ["confident"] * 2
    shown = browser.get(page_of(scan)).text
    assert "3 of 8 answered" in shown
    assert "2 of 2 answered" in shown
    assert "5 statements without an answer yet" in browser.post(f"{page_of(scan)}send/", follow=True).text
    assert browser.get(f"{page_of(scan)}page/3/").status_code == 404


def test_nobody_sees_what_another_says_before_their_own_view_is_sent(trio):
    apprentice, manager, tutor = trio
    scan = make.skills_scan(apprentice)
    make.answered(scan, "apprentice", apprentice.person, words="SENTINEL-A")

    def sees(who, what):
        return what in make.signed_in(who).get(page_of(scan)).text

    assert [sees(who, "SENTINEL-A") for who in (apprentice.person, manager, tutor)] == [True, False, False]
    make.answered(scan, "employer", manager, words="SENTINEL-M")
    assert [sees(who, "SENTINEL-A") for who in (manager, tutor)] == [True, False]
    assert [sees(who, "SENTINEL-M") for who in (apprentice.person, tutor)] == [True, False]
    operations.discuss_scan(scan, agreed="We start with law.", by=tutor)
    assert sees(tutor, "SENTINEL-A")


def test_what_is_sent_or_discussed_stays_as_it_is(trio):
    apprentice, manager, tutor = trio
    scan = make.skills_scan(apprentice)
    make.answered(scan, "apprentice", apprentice.person)
    with pytest.raises(StepRefused, match="has sent this view already"):
        operations.keep_answers(scan, party="apprentice", answers={}, by=apprentice.person)
    with pytest.raises(StepRefused, match="First the apprentice"):
        operations.discuss_scan(scan, agreed="Nothing yet.", by=tutor)
    make.answered(scan, "university", tutor)
    operations.discuss_scan(scan, agreed="We start with law.", by=tutor)

    with pytest.raises(StepRefused, match="discussed"):
        operations.keep_answers(scan, party="employer", answers={}, by=manager)
    with pytest.raises(AlreadyMoved):
        operations.discuss_scan(SkillsScan.objects.get(), agreed="Again.", by=manager)
    for rows, change in (
        (ScanView.objects.filter(party="apprentice"), {"answers": {}}),
        (SkillsScan.objects.all(), {"agreed": "Something else"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


def test_one_scan_is_open_at_a_time_and_another_may_follow(trio):
    apprentice, _, tutor = trio
    scan = make.skills_scan(apprentice)
    with pytest.raises(StepRefused, match="being filled in already"):
        operations.begin_scan(apprentice, by=tutor)
    make.answered(scan, "apprentice", apprentice.person)
    make.answered(scan, "university", tutor)
    operations.discuss_scan(scan, agreed="Fine.", by=tutor)
    later = operations.begin_scan(apprentice, by=tutor)
    assert (later.number, later.is_first) == (2, False)
    with pytest.raises(StepRefused, match="at the start"):
        operations.put_prior_learning_forward(later, topic="Law", hours=Decimal(5), because="A module", by=tutor)


def test_each_hears_on_the_home_page_what_is_theirs(trio):
    apprentice, manager, tutor = trio
    scan = make.skills_scan(apprentice)
    view, talk = (
        "Give your view for the skills scan of Amara Johnson",
        "Talk through the skills scan with Amara Johnson",
    )
    assert [items(who) for who in (apprentice.person, manager, tutor)] == [["Do your skills scan"], [view], [view]]
    make.answered(scan, "apprentice", apprentice.person)
    make.answered(scan, "employer", manager)
    assert [items(who) for who in (apprentice.person, manager, tutor)] == [[], [talk], [talk]]


def test_the_university_decides_on_prior_learning_and_the_plan_alone_holds_the_hours():
    made = make.training_plan(confirmed=True)
    make.published_minimum()
    apprentice, tutor, manager = made.apprentice, made.people[Party.UNIVERSITY], made.people[Party.EMPLOYER]
    scan = make.skills_scan(apprentice)
    because = {"because": "A certificate of 2024", "by": apprentice.person}
    law = operations.put_prior_learning_forward(scan, topic="Child law", hours=Decimal(20), **because)
    child = operations.put_prior_learning_forward(scan, topic="Human development", hours=Decimal(30), **because)
    make.answered(scan, "apprentice", apprentice.person)
    make.answered(scan, "employer", manager)
    with pytest.raises(StepRefused, match="First the scan is discussed"):
        operations.decide_prior_learning(law, recognised=Decimal(20), because="", by=tutor)
    operations.discuss_scan(scan, agreed="We looked at the certificates.", by=tutor)

    law, child = PriorLearning.objects.select_related("scan__apprentice").order_by("pk")
    assert "Decide on the prior learning of Amara Johnson" in items(tutor)
    with pytest.raises(StepRefused, match="Say why"):
        operations.decide_prior_learning(child, recognised=Decimal(10), because=" ", by=tutor)
    operations.decide_prior_learning(law, recognised=Decimal(20), because="", by=tutor)
    assert operations.recognised_hours(scan) is None
    operations.decide_prior_learning(child, recognised=Decimal(10), because="Half of it.", by=tutor)
    change = operations.propose_recognised(scan, by=tutor)

    apprentice.refresh_from_db()
    assert (operations.recognised_hours(scan), apprentice.prior_learning_hours) == (Decimal(30), Decimal(0))
    section = change.sections.get(kind="prior_learning")
    assert Decimal(section.content["prior_learning_hours"]) == 30
    assert section.content["what"] == "Child law: 20 hours\nHuman development: 10 hours"
    for party in (Party.APPRENTICE, Party.EMPLOYER):
        operations.approve_change(PlanChange.objects.get(), party=party, by=made.people[party])
    assert Apprentice.objects.get(pk=apprentice.pk).prior_learning_hours == 30
    led = make.appointment(at=apprentice.employer, as_="principal_social_worker").person
    plans = [make.signed_in(who).get(f"/apprentices/{apprentice.reference}/plan/") for who in (manager, led)]
    assert [plan.status_code for plan in plans] == [200, 200]
    assert [page_of(scan) in plan.text for plan in plans] == [True, False]  # whoever may not open it is not sent there


def test_recognised_hours_need_a_plan_to_stand_in(trio):
    apprentice, manager, tutor = trio
    scan = make.skills_scan(apprentice)
    operations.put_prior_learning_forward(scan, topic="Law", hours=Decimal(5), because="A module", by=tutor)
    make.answered(scan, "apprentice", apprentice.person)
    make.answered(scan, "employer", manager)
    operations.discuss_scan(scan, agreed="Fine.", by=tutor)
    line = PriorLearning.objects.select_related("scan__apprentice").get()
    operations.decide_prior_learning(line, recognised=Decimal(5), because="", by=tutor)
    with pytest.raises(StepRefused, match="Write the training plan first"):
        operations.propose_recognised(scan, by=tutor)


def test_others_of_the_record_do_not_read_it(trio):
    apprentice = trio[0]
    educator = make.involvement(apprentice, "practice_educator", person=make.person()).person
    scan = make.skills_scan(apprentice)
    answers = [make.signed_in(who).get(page_of(scan)).status_code for who in (educator, make.person())]
    assert answers == [403, 404]


def test_the_page_costs_as_much_for_many_statements_as_for_few(trio):
    few, many = (make.apprentice_with_people()[0] for _ in range(2))
    costs = []
    for apprentice, number in ((few, 3), (many, 40)):
        made = make.framework(f"ST0510-{number}", statements=number)
        scan = SkillsScan.objects.create(
            apprentice=apprentice, number=1, framework=made, opened_on=TODAY, opened_by=apprentice.person
        )
        make.answered(scan, "apprentice", apprentice.person)
        costs.append(beyond_the_constant_page(make.signed_in(apprentice.person), page_of(scan)))
    assert costs[0] == costs[1]
