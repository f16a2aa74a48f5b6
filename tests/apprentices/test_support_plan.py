"""The support plan: read by whoever wrote it and by whom the apprentice chooses, looked at again, ended."""

import pytest
from django.utils import timezone

from apprentices import operations
from apprentices.models import SupportOffer
from apprentices.registrations import support as registrations
from apprentices.registrations.waiting import worklist
from core.audit.models import Event
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SENTINEL = "SENTINEL-5 to plan a week"


@pytest.fixture
def trio():
    return make.apprentice_with_people("Amara Johnson")


def readers(apprentice, *people):
    page = f"/apprentices/{apprentice.reference}/support/"
    return [SENTINEL in make.signed_in(who).get(page).text for who in people]


def test_an_entry_is_read_by_its_writer_and_the_apprentice_until_it_is_shared(trio):
    apprentice, manager, tutor = trio
    lead = make.appointment(at=apprentice.employer, as_="workforce_lead").person
    offer = make.support(apprentice, tutor, "university", SENTINEL)

    assert readers(apprentice, apprentice.person, tutor, manager, lead) == [True, True, False, False]
    with pytest.raises(StepRefused, match="Only Amara Johnson"):
        operations.share_support(offer, parties=["employer"], by=tutor)
    operations.share_support(offer, parties=["employer"], by=apprentice.person)
    assert readers(apprentice, apprentice.person, tutor, manager, lead) == [True] * 4
    operations.share_support(offer, parties=[], by=apprentice.person)
    assert readers(apprentice, tutor, manager) == [True, False]


def test_what_the_apprentice_writes_is_read_by_nobody_they_do_not_name(trio):
    apprentice, manager, tutor = trio
    make.support(apprentice, apprentice.person, "apprentice", SENTINEL, shared=["employer"])
    assert readers(apprentice, apprentice.person, manager, tutor) == [True, True, False]
    mails = Message.objects.filter(kind="support_written")
    assert [mail.to for mail in mails] == [manager]
    assert "SENTINEL" not in "".join(mail.subject + mail.body for mail in mails)


def test_nobody_writes_in_the_name_of_another(trio):
    apprentice, _, tutor = trio
    for by, party in ((tutor, "apprentice"), (apprentice.person, "university")):
        with pytest.raises(StepRefused, match="for themselves"):
            make.support(apprentice, by, party)


def test_it_is_looked_at_again_on_its_day_and_ends_with_what_came_of_it(trio):
    apprentice, _, tutor = trio
    offer = make.support(apprentice, tutor, "university")

    def items(user, on):
        return [item.text for item in worklist(user, on, of=[registrations.waiting])]

    text = "Look again at the support of Amara Johnson"
    assert [items(tutor, on).count(text) for on in (TODAY, offer.review_on)] == [0, 1]
    assert items(apprentice.person, offer.review_on) == [text]
    with pytest.raises(StepRefused, match="what came of it"):
        operations.end_support(offer, outcome="", by=tutor)
    operations.end_support(offer, outcome="The first essay passed.", by=tutor)
    assert items(apprentice.person, offer.review_on) == []
    assert SupportOffer.objects.get().state == "ended"


def test_the_pages_of_an_entry_are_not_there_for_whom_it_is_not_shared_with(trio):
    apprentice, manager, tutor = trio
    offer = make.support(apprentice, tutor, "university", SENTINEL)
    page = f"/apprentices/support/{offer.reference}"
    asked = [(who, step) for who in (manager, tutor) for step in ("share", "look-again", "end")]
    assert [make.signed_in(who).get(f"{page}/{step}/").status_code for who, step in asked] == [404] * 3 + [
        403,
        200,
        200,
    ]


def test_nothing_of_it_stands_in_the_history_of_the_record(trio):
    apprentice, _, tutor = trio
    make.support(apprentice, tutor, "university", SENTINEL)
    assert Event.objects.about(apprentice).filter(subject_kind__contains="support").count() == 0
