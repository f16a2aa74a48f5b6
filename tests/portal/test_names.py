"""A person's name changes on a day: that of today everywhere, earlier ones restricted, signatures as they were made."""

import datetime
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from core.accounts.models import FormerName, User
from core.accounts.names import change_name
from core.audit.models import Event
from core.audit.sealing import verify
from core.audit.signatures import Signature
from core.workflow import StepRefused
from portal.forms import FIND, PRIVATE
from tests import make
from tests.make import audit as made

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
BEFORE, AFTER = "Zeb Quarrie", "Amara Johnson"


@pytest.fixture
def apprentice():
    """Somebody with a plan and a review that they signed in the name of then."""
    found = make.reviewed_apprentice(BEFORE)
    make.training_plan(found, confirmed=True)
    make.closed_review(found)
    return found


@pytest.fixture
def officer(apprentice):
    return made.compliance_officer(apprentice)


def renamed(of, *, private: bool = False):
    change_name(User.objects.get(pk=of.person_id), name=AFTER, since=TODAY, private=private)
    of.person.refresh_from_db()
    return of


def pages_of(apprentice) -> list[str]:
    review = apprentice.reviews.order_by("number").first()
    return [
        reverse("apprentices:record", args=[apprentice.reference]),
        reverse("apprentices:plan", args=[apprentice.reference]),
        reverse("apprentices:sharing", args=[apprentice.reference]),
        reverse("apprentices:review", args=[review.reference]),
        f"{reverse('apprentices:list')}?{urlencode({'name': BEFORE.split()[1]})}",
        f"{reverse('portal:search')}?{urlencode({'q': BEFORE.split()[1]})}",
    ]


def said(user, address) -> str:
    answer = make.signed_in(user).get(address)
    return answer.content.decode() if answer.status_code == 200 else ""


def names_shown(user, apprentice) -> tuple[bool, int]:
    """Whether today's name stands on the record, and on how many of the pages the earlier one does."""
    texts = [said(user, page).replace(f'value="{BEFORE.split()[1]}"', "") for page in pages_of(apprentice)]
    return AFTER in texts[0], sum(BEFORE in text for text in texts)


def test_somebody_changes_their_own_name_on_their_own_page(apprentice):
    browser = make.signed_in(apprentice.person)
    answers = {
        "name": f" {AFTER}  ",
        "since_day": TODAY.day,
        "since_month": TODAY.month,
        "since_year": TODAY.year,
        "former": FIND,
    }
    assert browser.post(reverse("portal:name"), answers).url == reverse("portal:account")

    held = User.objects.get(pk=apprentice.person_id)
    former = FormerName.objects.get()
    assert (held.name, former.name, former.ends_on) == (AFTER, BEFORE, TODAY - DAY)
    assert f"{BEFORE}, until" in browser.get(reverse("portal:name")).content.decode()
    assert browser.post(reverse("portal:name"), answers | {"former": PRIVATE}).status_code == 302
    held.refresh_from_db()
    assert (held.former_names_private, FormerName.objects.count()) == (True, 1)
    events = Event.objects.filter(subject_kind="core.user", subject_id=held.pk).order_by("pk")
    assert [(event.sentence, event.words) for event in events] == [
        ("Amara Johnson changed their name", {}),
        ("Amara Johnson chose who sees their former names", {}),
    ]


def test_a_name_is_changed_after_one_has_shown_who_one_is(apprentice):
    browser = make.signed_in(apprentice.person, shown=False)
    answer = browser.post(reverse("portal:name"), {"name": BEFORE, "former": PRIVATE})
    assert "reauthenticate" in answer.url
    assert not User.objects.get(pk=apprentice.person_id).former_names_private


@pytest.mark.parametrize(
    ("since", "why"),
    [
        (None, "Enter the day from which this is your name."),
        (TODAY + DAY, "This day has not come yet. Change your name on the day itself, or after it."),
        (TODAY - 9 * DAY, "Your name changed on .* before. Enter a later day."),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words(since, why):
    person = make.person("First")
    change_name(person, name="Second", since=TODAY - 9 * DAY, private=False)
    with pytest.raises(StepRefused, match=why):
        change_name(person, name="Third", since=since, private=False)
    assert User.objects.get(pk=person.pk).name == "Second"


def test_an_earlier_name_stands_under_what_was_signed_and_is_found_by_the_keeper_of_the_learner_record(
    apprentice, officer
):
    renamed(apprentice)
    lead = make.appointment(at=apprentice.employer, as_="workforce_lead").person
    tutor, manager = (apprentice.involvements.get(kind=kind).person for kind in ("tutor", "line_manager"))

    readers = {"tutor": tutor, "manager": manager, "lead": lead, "own": apprentice.person, "officer": officer}

    shown = {who: names_shown(person, apprentice) for who, person in readers.items()}

    on_the_signed_review, with_the_record = 1, 2
    assert shown == {
        "tutor": (True, on_the_signed_review),
        "manager": (True, on_the_signed_review),
        "lead": (True, on_the_signed_review),
        "own": (True, on_the_signed_review),
        "officer": (True, with_the_record),
    }
    *_, listed, found = pages_of(apprentice)
    by_it = {who for who, person in readers.items() for page in (listed, found) if AFTER in said(person, page)}
    assert by_it == {"officer"}
    assert [AFTER in said(officer, page) for page in (listed, found)] == [True, True]


def test_an_earlier_name_that_is_kept_to_oneself_stands_nowhere(apprentice, officer):
    renamed(apprentice, private=True)
    lead = make.appointment(at=apprentice.employer, as_="workforce_lead").person
    tutor = apprentice.involvements.get(kind="tutor").person

    readers = (tutor, lead, officer, apprentice.person)
    assert [names_shown(person, apprentice) for person in readers] == [(True, 0)] * 4
    assert AFTER not in said(officer, pages_of(apprentice)[-1])
    signed = Signature.objects.filter(signer=apprentice.person)
    assert {(one.signer_name, one.shown_name) for one in signed} == {(BEFORE, AFTER)}
    assert list(verify()) == []


@pytest.mark.parametrize(("private", "people"), [(False, []), (True, [("not_here", BEFORE), ("not_there", AFTER)])])
def test_an_extract_that_has_the_earlier_name_is_about_the_same_person(apprentice, officer, private, people):
    row = made.extract_row(apprentice, Email="")
    renamed(apprentice, private=private)
    comparison = made.comparison(row, by=officer, of=apprentice)
    assert [(one.field, one.called) for one in comparison.differences.order_by("field")] == people
