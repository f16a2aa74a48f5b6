"""Who sees what of a portfolio: by relation and its dates, for rows, files, search, packs and the record page alike."""

import datetime

import pytest
from django.utils import timezone

from apprentices.models import Involvement
from assessment import operations, pack, places
from assessment.models import Evidence, EvidenceVersion, PortfolioReview
from core.documents import packs
from core.documents.models import Pack
from core.files.models import StoredFile
from tests import make

pytestmark = pytest.mark.django_db
Kind = Involvement.Kind

READERS = (Kind.PRACTICE_EDUCATOR, Kind.WORKPLACE_ASSESSOR, Kind.TUTOR, Kind.PANEL_READER)
OTHERS = (Kind.LINE_MANAGER, Kind.WORKPLACE_SUPERVISOR, Kind.MENTOR, Kind.HOST)


def yesterday() -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=1)


@pytest.fixture
def apprentice():
    return make.portfolio_owner()


def test_a_private_draft_is_seen_by_its_writer_and_by_nobody_else_at_all(apprentice):
    make.draft_evidence(apprentice)
    everybody = [make.involvement(apprentice, kind, person=make.person()).person for kind in (*READERS, *OTHERS)]
    everybody += [
        make.appointment(at=apprentice.employer, as_="workforce_lead").person,
        make.appointment(at=apprentice.cohort.university, as_="tutor").person,
        make.appointment(at=make.organisation("consortium_office"), as_="administrator").person,
        make.portfolio_owner("Another apprentice").person,
    ]
    assert [Evidence.objects.visible_to(person).count() for person in everybody] == [0] * len(everybody)
    assert [EvidenceVersion.objects.visible_to(person).count() for person in everybody] == [0] * len(everybody)
    assert Evidence.objects.visible_to(apprentice.person).count() == 1


@pytest.mark.parametrize("kind", READERS)
def test_what_was_sent_is_read_by_those_who_assess_teach_or_decide_while_they_do(apprentice, kind):
    evidence = make.sent_evidence(apprentice)
    now = make.involvement(apprentice, kind, person=make.person()).person
    before = make.involvement(apprentice, kind, person=make.person(), ends_on=yesterday()).person
    of_somebody_else = make.involvement(make.portfolio_owner("Other"), kind, person=make.person()).person
    assert Evidence.objects.visible_to(now).get() == evidence
    assert not Evidence.objects.visible_to(before).exists()
    assert not Evidence.objects.visible_to(of_somebody_else).exists()


@pytest.mark.parametrize("kind", OTHERS)
def test_line_managers_and_others_about_the_apprentice_read_no_evidence(apprentice, kind):
    make.sent_evidence(apprentice)
    person = make.involvement(apprentice, kind, person=make.person()).person
    assert not Evidence.objects.visible_to(person).exists()


@pytest.mark.parametrize(
    ("role", "at"),
    [
        ("workforce_lead", "employer"),
        ("principal_social_worker", "employer"),
        ("tutor", "university"),
        ("administrator", "office"),
        ("consortium_manager", "office"),
    ],
)
def test_no_appointment_alone_opens_evidence(apprentice, role, at):
    make.sent_evidence(apprentice)
    organisation = {"employer": apprentice.employer, "university": apprentice.cohort.university}.get(at)
    person = make.appointment(at=organisation or make.organisation("consortium_office"), as_=role).person
    assert not Evidence.objects.visible_to(person).exists()


def test_the_record_shows_everybody_how_much_there_is_and_readers_the_way_in(apprentice):
    grace = make.practice_educator(apprentice)
    make.accepted_evidence(apprentice, by=grace)
    make.sent_evidence(apprentice, title="Another")
    manager = make.involvement(apprentice, Kind.LINE_MANAGER, person=make.person()).person
    for person, opens in ((grace, True), (apprentice.person, True), (manager, False)):
        section = places.record_section(person, apprentice, timezone.localdate())
        assert bool(section.url) == opens
        standing = section.context["standing"]
        assert (standing.evidence_waiting, standing.evidence_accepted) == (1, 1)


def test_a_next_version_in_writing_is_as_private_as_a_first(apprentice):
    grace = make.practice_educator(apprentice)
    evidence = make.sent_evidence(apprentice)
    operations.return_for_more(evidence, number=1, reason="x", enough="x", again_by=timezone.localdate(), by=grace)
    operations.write(evidence, title="Secret", text="Secret", happened_on=None, by=apprentice.person)
    assert [v.number for v in EvidenceVersion.objects.visible_to(grace)] == [1]
    assert list(places.search(grace, "Secret")) == []
    assert [hit.title for hit in places.search(apprentice.person, "secret")] == ["Secret"]


def test_a_file_opens_with_the_version_it_stands_beside(apprentice):
    evidence = make.draft_evidence(apprentice)
    stored = make.attached_file(evidence)
    grace = make.practice_educator(apprentice)
    gone = make.practice_educator(apprentice, "Gone", ends_on=yesterday())
    manager = make.involvement(apprentice, Kind.LINE_MANAGER, person=make.person()).person
    assert not StoredFile.objects.visible_to(grace).exists()
    operations.submit(evidence, by=apprentice.person)
    assert StoredFile.objects.visible_to(grace).get() == stored
    assert StoredFile.objects.visible_to(apprentice.person).get() == stored
    assert not StoredFile.objects.visible_to(gone).exists()
    assert not StoredFile.objects.visible_to(manager).exists()


def test_a_file_over_the_wire(apprentice):
    evidence = make.draft_evidence(apprentice)
    stored = make.attached_file(evidence)
    make.do_owed_work()
    operations.submit(evidence, by=apprentice.person)
    grace, manager = make.practice_educator(apprentice), make.person()
    make.involvement(apprentice, Kind.LINE_MANAGER, person=manager)
    url = f"/files/{stored.reference}/"
    assert [make.signed_in(p).get(url).status_code for p in (apprentice.person, grace, manager)] == [200, 200, 404]


def test_search_finds_titles_that_one_may_read_once_each(apprentice):
    grace = make.practice_educator(apprentice)
    make.accepted_evidence(apprentice, by=grace, title="A difficult visit")
    make.draft_evidence(apprentice, title="A difficult draft")
    stranger = make.person()
    assert [hit.title for hit in places.search(grace, "difficult")] == ["A difficult visit"]
    assert {hit.title for hit in places.search(apprentice.person, "DIFFICULT")} == {
        "A difficult visit",
        "A difficult draft",
    }
    assert list(places.search(stranger, "difficult")) == []


def test_reviews_are_read_by_the_apprentice_and_by_who_reads_the_evidence(apprentice):
    grace, helen = make.practice_educator(apprentice), make.tutor(apprentice)
    make.accepted_evidence(apprentice, by=grace)
    read = operations.hash_of_set(operations.accepted_set(apprentice))
    operations.review_portfolio(apprentice, statement="x", read=read, by=helen)
    manager = make.involvement(apprentice, Kind.LINE_MANAGER, person=make.person()).person
    seen = [PortfolioReview.objects.visible_to(p).count() for p in (apprentice.person, grace, helen, manager)]
    assert seen == [1, 1, 1, 0]


def test_a_pack_is_for_the_tutor_and_panel_readers_while_they_are_that(apprentice):
    helen = make.tutor(apprentice)
    packs.ask(builder=pack.NAME, subject=apprentice, title="Portfolio", by=helen)
    reader = make.involvement(apprentice, Kind.PANEL_READER, person=make.person()).person
    no_longer = make.tutor(apprentice, "Gone", ends_on=yesterday())
    grace = make.practice_educator(apprentice)
    people = (helen, reader, no_longer, grace, apprentice.person)
    assert [Pack.objects.visible_to(person).count() for person in people] == [1, 1, 0, 0, 0]
