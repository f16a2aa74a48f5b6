"""The pages of concerns: raising in two steps, each role's view of one, the list, whom to phone, counts by borough."""

import datetime

import pytest
from django.utils import timezone

from apprentices import concern_counts, operations
from apprentices.models import Concern, ConcernArrangements
from consortium.models import Borough
from core.notifications.models import Message
from core.permissions import NotAllowed
from tests import make
from tests.queries import beyond_the_constant_page

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
CONCERNS = "/apprentices/concerns/"


@pytest.fixture
def circle():
    return make.concern_circle()


def page(concern):
    return f"{CONCERNS}{concern.reference}/"


def text_of(user, address):
    answer = make.signed_in(user).get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def dated(field, date):
    return {f"{field}_day": date.day, f"{field}_month": date.month, f"{field}_year": date.year}


# Raising ------------------------------------------------------------------------------------------------------


def test_the_apprentice_raises_one_about_the_tutor_in_two_steps_and_reads_before_who_gets_it(circle):
    browser = make.signed_in(circle.apprentice.person)
    address = f"/apprentices/{circle.apprentice.reference}/raise-a-concern/"
    form = browser.get(address).content.decode()
    assert f"{circle.tutor} (university tutor)" in form
    typed = {
        "about": f"tutor:{circle.tutor.reference}",
        "kind": "racism",
        "happened": "She mocked my accent in front of the group.",
        "wished": "",
        "wants_to_move": "on",
    }
    check = browser.post(address, typed).content.decode()
    assert "Lena Lead deals with it and reads all of this." in check
    assert not Concern.objects.exists()
    changed = browser.post(address, typed | {"change": "yes"}).content.decode()
    assert "She mocked my accent" in changed

    done = browser.post(address, typed | {"confirmed": "yes", "once": "abc"})
    browser.post(address, typed | {"confirmed": "yes", "once": "abc"})

    concern = Concern.objects.get()
    assert done.url == page(concern)
    assert (concern.lead, concern.wants_to_move, list(concern.named.all())) == (circle.lead, True, [circle.tutor])
    assert make.signed_in(circle.tutor).get(page(concern)).status_code == 404
    assert "She mocked my accent" in text_of(circle.lead, page(concern))
    assert Message.objects.count() == 1


def test_nothing_typed_is_refused_in_words_and_a_complaint_keeps_no_word(circle):
    browser = make.signed_in(circle.tutor)
    address = f"/apprentices/{circle.apprentice.reference}/raise-a-concern/"
    nothing = browser.post(address, {"happened": ""}).content.decode()
    assert "There is a problem" in nothing
    typed = {"about": "apprentice", "kind": "complaint", "happened": "Mrs B said"}
    assert (
        "Mrs B said" not in browser.post(address, typed).content.decode().split("Who will see this")[0].split("<dl")[1]
    )
    browser.post(address, typed | {"confirmed": "yes"})
    concern = Concern.objects.get()
    assert (concern.state, hasattr(concern, "account")) == ("referred", False)


# What each of them reads --------------------------------------------------------------------------------------


def test_each_reads_what_is_theirs_and_the_rest_is_not_there(circle):
    concern = make.planned_concern(circle)
    operations.reply_to_concern(concern, text="No laptop till May.", by=circle.apprentice.person)
    operations.reply_to_concern(concern, text="It came in May.", goes_with_the_plan=True, by=circle.apprentice.person)
    following = make.person()
    make.involvement(circle.apprentice, "practice_educator", person=following, starts_on=TODAY)
    said, action, reply, comment = (
        "Two visits were written up late.",
        "Write up each visit within two working days",
        "No laptop till May.",
        "It came in May.",
    )
    reads = {
        who: [part for part in (said, action, reply, comment) if part in text_of(person, page(concern))]
        for who, person in {
            "apprentice": circle.apprentice.person,
            "raised it": circle.educator,
            "lead": circle.lead,
            "in the plan": circle.manager,
            "the next educator": following,
        }.items()
    }
    assert reads == {
        "apprentice": [said, action, reply, comment],
        "raised it": [said, action, reply, comment],
        "lead": [said, action, reply, comment],
        "in the plan": [action, comment],
        "the next educator": [action, comment],
    }
    for stranger in (circle.host_lead, circle.compliance, circle.social_work_lead, circle.consortium):
        assert make.signed_in(stranger).get(page(concern)).status_code == 404


def test_of_a_matter_elsewhere_those_who_do_not_deal_with_it_read_that_and_no_more(circle):
    concern = make.planned_concern(circle)
    operations.refer_concern(concern, where="safeguarding", words="Meeting on Monday.", by=circle.lead)
    own = text_of(circle.apprentice.person, page(concern))
    assert "Live matter elsewhere" in own
    hidden = ("Two visits were written up late.", "Write up each visit", "Meeting on Monday.", "Safeguarding lead")
    assert [words for words in hidden if words in own] == []
    assert make.signed_in(circle.manager).get(page(concern)).status_code == 404
    for who in (circle.lead, circle.safeguarding):
        assert "Two visits were written up late." in text_of(who, page(concern))
    record = text_of(circle.apprentice.person, f"/apprentices/{circle.apprentice.reference}/")
    assert "Live matter elsewhere" in record
    assert "Live matter elsewhere" not in text_of(circle.manager, f"/apprentices/{circle.apprentice.reference}/")


def test_yours_to_see_but_not_to_do_says_who_deals_with_it(circle):
    concern = make.planned_concern(circle)
    for name in ("action", "review", "refer", "triage"):
        answer = make.signed_in(circle.manager).get(f"{page(concern)}{name}/")
        assert answer.status_code == 403
        assert "Lena Lead deals with this concern" in answer.content.decode()
    action = concern.actions.get()
    settle = f"{page(concern)}actions/{action.reference}/"
    assert make.signed_in(circle.manager).post(f"{settle}done/").status_code == 403
    assert make.signed_in(circle.apprentice.person).post(f"{settle}dropped/").status_code == 403
    assert make.signed_in(circle.apprentice.person).post(f"{settle}done/").status_code == 302
    assert make.signed_in(circle.lead).post(f"{settle}nonsense/").status_code == 403


def test_from_triage_to_the_end_by_the_pages_alone(circle):
    concern = make.raised_concern(circle)
    browser, at = make.signed_in(circle.lead), page(concern)
    assert browser.post(f"{at}triage/", {"way": "formal"}).url == f"{at}tell/"
    browser.post(f"{at}tell/", {"words": "We sat down together."})
    assert browser.post(f"{at}triage/", {"way": "formal"}).url == f"{at}plan/formal/"
    plan = {
        "what": "Write up each visit",
        "measure": "In the file",
        "support": "An hour kept free",
        "owner": circle.apprentice.person.reference,
        "people": [circle.manager.reference, circle.tutor.reference],
        **dated("due_on", TODAY + DAY),
        **dated("review_on", TODAY),
    }
    assert "must be after today" in browser.post(f"{at}plan/formal/", plan).content.decode()
    browser.post(f"{at}plan/formal/", plan | dated("review_on", TODAY + 20 * DAY))
    browser.post(f"{at}action/", plan | {"what": "Shadow Anna", "owner": circle.tutor.reference})
    for action in concern.actions.all():
        browser.post(f"{at}actions/{action.reference}/done/")
    browser.post(f"{at}review/", {"words": "Both done."})
    browser.post(f"{at}close/resolved/", {"words": "In time since May."})
    concern.refresh_from_db()
    assert concern.state == "resolved"
    assert "In time since May." in text_of(circle.apprentice.person, at)


# Lists and home -----------------------------------------------------------------------------------------------


def test_home_says_what_needs_each_of_them(circle):
    concern = make.raised_concern(circle, hold_asked=True)

    def needed(who):
        home = text_of(who, "/")
        lines = ("Triage a concern", "Tell the apprentice of a concern", "Decide whether telling", "Read the concern")
        return [line for line in lines if line in home]

    assert needed(circle.lead) == ["Triage a concern", "Tell the apprentice of a concern"]
    assert needed(circle.safeguarding) == ["Decide whether telling"]
    assert needed(circle.apprentice.person) == []
    operations.need_no_hold(concern, by=circle.safeguarding)
    operations.tell_apprentice(concern, words="We met.", by=circle.lead)
    assert needed(circle.safeguarding) == []
    assert needed(circle.apprentice.person) == ["Read the concern"]
    text_of(circle.apprentice.person, page(concern))
    assert needed(circle.apprentice.person) == []


def test_the_list_is_of_what_one_may_know_and_says_nothing_of_what_sort_it_is(circle):
    make.raised_concern(circle)
    closed = make.raised_concern(circle, told=True)
    operations.close_concern(closed, to="not_upheld", words="Another file.", by=circle.lead)
    make.raised_concern(circle, by=circle.apprentice.person, about="tutor", kind="racism")
    lead = text_of(circle.lead, CONCERNS)
    assert "<strong>3 concerns</strong>" in lead
    assert "Racism</" not in lead.replace("Racism reported", "")
    assert "<strong>1 concern</strong>" in text_of(circle.lead, f"{CONCERNS}?state=not_upheld")
    assert "<strong>3 concerns</strong>" in text_of(circle.lead, f"{CONCERNS}?mine=yes")
    assert "<strong>2 concerns</strong>" in text_of(circle.educator, CONCERNS)
    assert "There is no concern that you may know of." in text_of(circle.tutor, CONCERNS)
    csv = text_of(circle.lead, f"{CONCERNS}?format=csv")
    assert "racism" not in csv.lower()
    assert "unfounded" not in (lead + csv).lower()


def test_list_home_and_page_cost_the_same_for_three_and_for_thirty(circle):
    browser = make.signed_in(circle.lead)
    concern = make.planned_concern(circle)

    def costs():
        return [beyond_the_constant_page(browser, address) for address in (CONCERNS, "/", page(concern))]

    for _ in range(2):
        make.raised_concern(circle)
    few = costs()
    for _ in range(28):
        make.raised_concern(circle)
    assert costs() == few
    assert few[0] <= 8


# Beside -------------------------------------------------------------------------------------------------------


def test_whom_to_phone_is_the_organisations_own_and_kept_by_its_people(circle):
    at = f"{CONCERNS}whom-to-phone/{circle.apprentice.employer.reference}/"
    typed = {"team": "Duty team", "phone": "020 7946 0000", "triage_days": 2, "hold_days": 5}
    assert make.signed_in(circle.host_lead).get(at).status_code == 403
    make.signed_in(circle.safeguarding).post(at, typed)
    assert ConcernArrangements.objects.get().kept_by == circle.safeguarding
    wrong = make.signed_in(circle.lead).post(at, typed | {"hold_days": 90}).content.decode()
    assert "There is a problem" in wrong
    advice = f"{CONCERNS}what-to-do-now/"
    own = text_of(circle.apprentice.person, advice)
    assert "Duty team: 020 7946 0000" in own
    assert "Raise a concern outside my line" in own
    assert "Duty team" not in text_of(circle.host_lead, advice)


@pytest.mark.parametrize("path", ["/apprentices/time/", "/help/"])
def test_the_way_out_stands_on_every_page_where_somebody_may_be_at_risk(circle, path):
    assert f'href="{CONCERNS}what-to-do-now/"' in text_of(circle.apprentice.person, path)


def test_racism_is_counted_by_borough_and_nothing_under_ten_is_shown(circle):
    borough = Borough.objects.create(
        gss_code="E1",
        name="Camden",
        short_name="Camden",
        tile_code="CMD",
        tile_row=1,
        tile_column=1,
        sub_region="NCL",
        inner=True,
    )
    circle.apprentice.employer.part_of.covers.add(borough)
    own = circle.apprentice.person
    for _ in range(9):
        make.raised_concern(circle, by=own, about="somebody_else", kind="racism")
    make.raised_concern(circle, by=own, about="somebody_else", kind="treatment")
    assert [(row.place, row.count) for row in concern_counts.racism_by_borough()] == [("Camden", "Fewer than 10")]
    make.raised_concern(circle, by=own, about="somebody_else", kind="racism")
    assert [(row.place, row.count) for row in concern_counts.racism_by_borough()] == [("Camden", "10")]
    assert "Camden" in text_of(circle.consortium, f"{CONCERNS}racism/")
    assert make.signed_in(circle.tutor).get(f"{CONCERNS}racism/").status_code == 404


def test_a_no_is_an_answer_with_its_reason(circle):
    from apprentices import permissions

    concern = make.raised_concern(circle)
    with pytest.raises(NotAllowed, match="safeguarding lead decides"):
        permissions.require(permissions.may_hold_telling(circle.lead, concern))
