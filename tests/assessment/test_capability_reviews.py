"""Capability reviews before the first placement: views written apart, one judgement in words, one moment of release."""

import datetime
import re

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apprentices.models import Apprentice, Involvement, Milestone
from apprentices.registrations.waiting import worklist
from assessment.capability_reviews import permissions, places, rules
from assessment.capability_reviews.rules import SIDES, ReviewPoint, Seat, Side
from assessment.models import CapabilityReview, ReviewPanel, ReviewPanelView
from assessment.operations import capability_reviews as operations
from assessment.operations.capability_reviews import Judged, Named
from assessment.tasks import release_results
from core.audit.sealing import verify
from core.audit.signatures import Signature
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make
from tests.queries import beyond_the_constant_page

State = CapabilityReview.State
database = pytest.mark.django_db
NOT_YET = Judged("not_yet", "Not at ease yet.", {}, "Two conversations, led alone.", datetime.date(2099, 1, 1))


@pytest.fixture
def amara(db):
    return make.portfolio_owner("Amara Johnson")


@pytest.fixture
def helen(amara):
    return make.convener(amara)


@pytest.fixture
def panel(amara, helen):
    return make.review_panel(amara, by=helen)


@pytest.fixture
def review(panel):
    return panel.reviews.get()


seats = st.lists(st.builds(Seat, st.text(min_size=1), st.sampled_from(Side.values), st.booleans()), max_size=8)


@given(point=st.sampled_from(ReviewPoint.values), seats=seats)
def test_a_panel_can_judge_exactly_when_each_side_has_a_signed_view(point, seats):
    heard = {seat.side for seat in seats if seat.has_signed}

    assert bool(rules.may_be_judged(point, seats)) == all(side in heard for side in SIDES[point])


@database
def test_readiness_needs_the_university_practice_and_somebody_with_lived_experience(amara, helen):
    two = [Named(make.person(), Side.UNIVERSITY), Named(make.person(), Side.PRACTICE)]
    with pytest.raises(StepRefused, match="Still missing: person with lived experience"):
        operations.convene([amara], point="RFDP", held_on=timezone.localdate(), members=two, by=helen)

    assert operations.convene([amara], point="ENTRY", held_on=timezone.localdate(), members=two, by=helen).pk


@database
def test_neither_the_apprentice_nor_a_line_manager_sits_and_only_the_university_convenes(amara, helen):
    manager = make.line_manager(amara, make.person("Maria Silva"))
    for person in (manager, amara.person):
        members = [Named(person, Side.PRACTICE), Named(make.person(), Side.UNIVERSITY)]
        with pytest.raises(StepRefused, match="does not sit on this panel"):
            operations.convene([amara], point="ENTRY", held_on=timezone.localdate(), members=members, by=helen)
    with pytest.raises(StepRefused, match="convenes a review panel"):
        make.review_panel(amara, by=manager)


@database
def test_nobody_is_planned_twice_and_who_has_passed_is_not_reviewed_again(amara, helen, review):
    with pytest.raises(StepRefused, match="is planned, or held and not released"):
        make.review_panel(amara, by=helen)
    make.judged_review(review, by=helen)
    operations.release(review.panel, moment=timezone.now(), by=helen)
    with pytest.raises(StepRefused, match="has passed this point"):
        make.review_panel(amara, by=helen)


@database
def test_views_are_apart_until_all_have_signed(panel, review):
    [university, practice, lived] = panel.members.order_by("pk")
    make.signed_view(review, university)
    make.signed_view(review, practice)
    operations.save_view(review, member=lived, judgement="not_yet", words_="I am not sure.")
    seen = ReviewPanelView.objects.visible_to
    assert [view.member for view in seen(university.person)] == [university]
    assert [view.member for view in seen(lived.person)] == [lived]
    assert [view.member for view in seen(panel.convened_by)] == [university, practice]
    assert list(seen(review.apprentice.person)) == []
    make.signed_view(review, lived, judgement="not_yet")

    assert seen(university.person).count() == 3


@database
def test_a_missing_side_blocks_a_missing_person_is_named(panel, review, helen):
    operations.add_member(panel, named=Named(make.person("Second Tutor"), Side.UNIVERSITY), by=helen)
    make.all_views(review, sides=[Side.PRACTICE, Side.LIVED_EXPERIENCE])
    with pytest.raises(StepRefused, match="Nobody has signed a view for this side of the panel yet: university"):
        operations.record_judgement(review, said=Judged("met", "Yes.", {}), by=helen)
    make.signed_view(review, panel.members.get(person__name="Helen Brooks"))

    assert rules.not_heard(permissions.seats_of(review)) == ["Second Tutor"]
    assert operations.record_judgement(review, said=Judged("met", "Yes.", {}), by=helen).state == State.JUDGED


@database
def test_not_yet_says_what_is_enough_and_from_when(review, helen):
    make.all_views(review)
    for said in (Judged("not_yet", "No.", {}), Judged("not_yet", "No.", {}, "More.", timezone.localdate())):
        with pytest.raises(StepRefused, match="what would be enough"):
            operations.record_judgement(review, said=said, by=helen)
    with pytest.raises(StepRefused, match="in words"):
        operations.record_judgement(review, said=Judged("met", " ", {}), by=helen)

    assert operations.record_judgement(review, said=NOT_YET, by=helen).enough == "Two conversations, led alone."


@database
def test_the_outcome_is_readiness_on_release_and_not_before_and_all_are_told_at_once(amara, review, helen):
    for kind in (Involvement.Kind.LINE_MANAGER, Involvement.Kind.TUTOR):
        make.involvement(amara, kind, person=make.person())
    make.judged_review(review, by=helen)
    later = timezone.now() + datetime.timedelta(hours=2)
    operations.release(review.panel, moment=later, by=helen)
    release_results()
    told = Message.objects.filter(kind="capability_review_released")
    assert (Milestone.objects.count(), told.count()) == (0, 0)

    operations.release_due(at=later)
    operations.release_due(at=later)

    review.refresh_from_db()
    assert (review.state, review.released_at) == (State.RELEASED, later)
    assert Milestone.objects.get().kind == Milestone.Kind.READINESS_PASSED
    assert told.count() == 3
    assert list(verify()) == []


def pages(review: CapabilityReview, *people) -> list[bytes]:
    """What each of these people sees of the apprentice, without what differs at every request."""
    reference = review.apprentice.reference
    own = f"/assessment/portfolio/{reference}/capability-reviews/"
    browsers = [make.signed_in(person) for person in people]
    urls = ("/", f"/apprentices/{reference}/", "/apprentices/", own)
    found = [browser.get(url).content for browser in browsers for url in urls]
    return [re.sub(rb'(value|content|nonce)="[\w+/=-]{16,}"', b"", page) for page in found]


@database
def test_before_the_release_no_page_tells_a_pass_from_a_not_yet(amara, review, helen):
    manager = make.line_manager(amara, make.person("Maria Silva"))
    educator = make.practice_educator(amara)
    tutor = make.tutor(amara, "Another Tutor")
    seen = {}
    for judgement in ("met", "not_yet"):
        with transaction.atomic():
            make.judged_review(review, by=helen, judgement=judgement)
            seen[judgement] = pages(review, amara.person, manager, educator, tutor)
            transaction.set_rollback(True)
        review.refresh_from_db()

    assert b"outcome to come" in seen["met"][1]
    assert seen["met"] == seen["not_yet"]


@database
def test_not_yet_is_no_milestone_and_can_be_reviewed_again(amara, review, helen):
    make.judged_review(review, by=helen, judgement="not_yet")
    operations.release(review.panel, moment=timezone.now(), by=helen)
    again = make.review_panel(amara, by=helen).reviews.get()

    assert (Milestone.objects.count(), again.number, str(again)) == (0, 2, "Readiness for direct practice, no. 2")


@database
def test_what_is_signed_and_judged_is_frozen(review, helen):
    make.judged_review(review, by=helen)
    view = review.views.first()
    for row, changed in ((view, {"judgement": "not_yet"}), (review, {"judgement": "not_yet"}), (review, {"number": 9})):
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**changed)
    with pytest.raises(StepRefused, match="It is frozen"):
        operations.save_view(review, member=view.member, judgement="met", words_="Other.")


@database
def test_a_member_who_leaves_keeps_what_they_signed_and_their_link_opens_nothing(panel, review, helen):
    member = make.member_of(panel, Side.PRACTICE)
    make.signed_view(review, member)
    browser, page = opened_by_link(member)
    assert browser.get(page).status_code == 200
    operations.take_member(member, by=helen)

    assert browser.get(page).status_code == 404
    assert review.views.get().member == member
    with pytest.raises(StepRefused, match="has left this panel already"):
        operations.take_member(member, by=helen)


@database
def test_whoever_is_away_or_gone_stands_in_no_queue_and_comes_back_by_one_act(amara, panel, review, helen):
    member = make.member_of(panel, Side.UNIVERSITY)
    texts = lambda: [item.text for item in worklist(make.again(member.person), timezone.localdate(), [places.waiting])]  # noqa: E731
    assert texts() == [f"Give your views as a member of a panel: {str(panel)[0].lower()}{str(panel)[1:]}"]
    Apprentice.objects.filter(pk=amara.pk).update(state=Apprentice.State.ON_BREAK)
    assert texts() == []
    Apprentice.objects.filter(pk=amara.pk).update(state=Apprentice.State.ACTIVE)
    assert len(texts()) == 1
    operations.cancel_on_withdrawal(amara, by=helen)
    review.refresh_from_db()
    assert (texts(), review.state) == ([], State.CANCELLED)


def opened_by_link(member) -> tuple[Client, str]:
    body = Message.objects.get(kind="review_panel_asked", to=member.person).body
    address = re.search(r"https?://\S+", body).group()
    browser = Client()
    return browser, browser.get("/" + address.split("//", 1)[1].split("/", 1)[1]).url


@database
def test_by_link_views_are_written_and_one_code_signs_all_of_them(amara, helen):
    leila = make.portfolio_owner("Leila Haddad", cohort=amara.cohort)
    panel = make.review_panel(amara, leila, by=helen)
    member = make.member_of(panel, Side.LIVED_EXPERIENCE)
    browser, page = opened_by_link(member)
    for review in panel.reviews.all():
        said = {"judgement": "met", "words": f"I would talk to {review.apprentice}."}
        assert browser.post(f"{page}{review.reference}/", said).url == page
    sign = browser.get(page + "sign/")
    typed = {"checked": sign.context["form"].fingerprint, "name": "Joy Adeyemi", "role": "Panel member"}
    assert browser.post(page + "sign/", typed | {"code": "000000"}).status_code == 200
    browser.post(page + "code/")
    code = re.search(r"\b\d{6}\b", Message.objects.get(kind="one_time_code").body).group()
    assert browser.post(page + "sign/", typed | {"code": code}).url == page

    assert (
        list(Signature.objects.values_list("method", "signer_role"))
        == [(Signature.Method.LINK_AND_CODE, "Panel member")] * 2
    )
    assert Client().get(page).status_code == 404


@database
def test_on_the_pages_a_panel_is_convened_judged_and_released(amara, helen):
    make.involvement(amara, Involvement.Kind.TUTOR, person=helen)
    desk, mine = make.signed_in(helen), make.signed_in(amara.person)
    step = desk.post("/assessment/review-panels/convene/", {"cohort": amara.cohort.reference, "point": "RFDP"}).url
    today = timezone.localdate()
    people = {}
    for side in SIDES["RFDP"]:
        people |= {f"{side}_name": f"{side.label} Person", f"{side}_email": f"{side}@example.org"}
    day = {"held_on_day": today.day, "held_on_month": today.month, "held_on_year": today.year}
    page = desk.post(step, {"apprentices": [amara.reference], **day, **people}).url
    panel = ReviewPanel.objects.get()
    review = panel.reviews.get()
    make.all_views(review)
    said = {"judgement": "met", "whole": "Ready: listens first."}
    assert desk.post(f"/assessment/reviews/{review.reference}/judge/", said).url.endswith("/sign/")
    sign = f"/assessment/reviews/{review.reference}/sign/"
    desk.post(sign, {"checked": desk.get(sign).context["form"].fingerprint})
    own = f"/assessment/portfolio/{amara.reference}/capability-reviews/"
    assert "Ready: listens first." not in mine.get(own).content.decode()
    assert desk.post(f"{page}release/", {"when": "now"}).url == page
    assert "Ready: listens first." in mine.get(own).content.decode()


@database
def test_the_list_of_panels_and_a_panel_cost_the_same_for_many(helen, amara):
    def panels(number):
        for _ in range(number):
            one = make.portfolio_owner(cohort=amara.cohort)
            make.review_panel(one, by=helen)

    client = make.signed_in(helen)
    panels(3)
    few = beyond_the_constant_page(client, "/assessment/review-panels/")
    panels(12)

    assert beyond_the_constant_page(client, "/assessment/review-panels/") <= few
