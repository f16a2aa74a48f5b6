"""Somebody's details in a piece of evidence: hidden at once from nearly all, lost never, destroyed only by order."""

import datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apprentices.models import Involvement, Standing
from apprentices.registrations.waiting import worklist as worklist_of
from assessment import operations, pack, places, worklist
from assessment.breaches import places as breaches_places
from assessment.models import Breach, Claim, Evidence, EvidenceVersion, Reopening, WitnessStatement
from assessment.operations import breaches
from core.audit.signatures import ERASED, Signature
from core.documents import packs
from core.documents.models import Pack
from core.files.models import StoredFile
from core.notifications.models import Message
from core.workflow import AlreadyMoved, StepRefused
from tests import make
from tests.make import decisions
from tests.make.breaches import confirmed, data_protection_lead, flagged

pytestmark = pytest.mark.django_db
State = Evidence.State
Kind = Involvement.Kind
SECRET = "Xiadani of Willow Crescent"


class Circle:
    """An apprentice on placement at another council, with everybody who has to do with their portfolio."""

    def __init__(self):
        self.host = make.service(name="Hackney adults")
        self.placement = make.placement(make.portfolio_owner(), setting=make.setting(self.host))
        self.apprentice = self.placement.apprentice
        self.person = self.apprentice.person
        self.educator = self.placement.practice_educator.person
        self.tutor = make.tutor(self.apprentice)
        self.reader = make.involvement(self.apprentice, Kind.PANEL_READER, person=make.person()).person
        self.host_lead = data_protection_lead(self.host.part_of or self.host, "Host Lead")
        self.university_lead = data_protection_lead(self.apprentice.cohort.university, "University Lead")
        self.employer_lead = data_protection_lead(self.apprentice.employer, "Employer Lead")
        self.elsewhere_lead = data_protection_lead(make.service(name="Brent adults"), "Lead Elsewhere")

    @property
    def leads(self):
        return [self.host_lead, self.university_lead, self.employer_lead]

    def sent(self, **fields) -> Evidence:
        defaults = {"title": SECRET, "text": f"I met {SECRET}.", "happened_on": timezone.localdate()}
        draft = make.draft_evidence(self.apprentice, **(defaults | fields))
        self.file = make.attached_file(draft, content=b"Nothing about anybody.")
        operations.submit(draft, by=self.person, kept_reason="An invented name.")
        return draft

    def accepted(self) -> Evidence:
        evidence = self.sent()
        return operations.sign_off(
            evidence, number=1, judgements=make.all_sufficient(evidence), statement="Good.", by=self.educator
        ).version.evidence


@pytest.fixture
def circle():
    return Circle()


def sees(person, evidence) -> list[bool]:
    """Whether this person meets it as a row, as a version, by search, as a file; and its pages."""
    person = make.again(person)
    browser, address = make.signed_in(person), f"/assessment/evidence/{evidence.reference}/"
    found = SECRET in browser.get(f"/assessment/portfolio/{evidence.apprentice.reference}/").content.decode()
    return [
        Evidence.objects.visible_to(person).filter(pk=evidence.pk).exists(),
        EvidenceVersion.objects.visible_to(person).filter(evidence=evidence).exists(),
        bool(list(places.search(person, "Xiadani"))),
        found,
        browser.get(address).status_code == 200,
        browser.get(f"{address}versions/1/").status_code == 200,
    ]


def opens_file(person, file) -> bool:
    return make.signed_in(make.again(person)).get(f"/files/{file.reference}/").status_code in (200, 409)


# Hidden at once -------------------------------------------------------------------------------------------


def test_what_is_flagged_is_hidden_at_once_from_all_but_writer_tutor_and_data_protection_leads(circle):
    evidence = circle.accepted()
    readers = (circle.educator, circle.reader)
    assert [sees(person, evidence) for person in readers] == [[True] * 6] * 2
    breach = flagged(evidence, by=circle.educator)
    assert [sees(person, evidence) for person in readers] == [[False] * 6] * 2
    assert [sees(person, evidence) for person in (circle.person, circle.tutor)] == [[True] * 6] * 2
    assert [opens_file(person, circle.file) for person in (*readers, circle.elsewhere_lead)] == [False] * 3
    assert [opens_file(person, circle.file) for person in (circle.person, circle.tutor, *circle.leads)] == [True] * 5
    address = f"/assessment/breaches/{breach.reference}/"
    within = (circle.person, circle.tutor, *circle.leads)
    asked = (*within, circle.educator, circle.reader, circle.elsewhere_lead)
    texts = {person: make.signed_in(make.again(person)).get(address) for person in asked}
    assert [SECRET in texts[person].content.decode() for person in within] == [True] * 5
    assert (texts[circle.educator].status_code, SECRET in texts[circle.educator].content.decode()) == (200, False)
    assert [texts[person].status_code for person in (circle.reader, circle.elsewhere_lead)] == [404, 404]


def test_it_leaves_every_count_queue_pack_and_review_and_comes_back_with_a_lift(circle):
    evidence = circle.accepted()
    waiting = circle.sent(title="Another", text="Nothing of anybody.")
    built, _ = packs.ask(builder=pack.NAME, subject=circle.apprentice, title="Portfolio", by=circle.tutor)
    make.do_owed_work()
    before = _counts(circle)
    breach, other = flagged(evidence, by=circle.educator), flagged(waiting, by=circle.educator)
    assert _counts(circle) == {"accepted": 0, "waiting": 0, "queue": 0, "packs": 0, "pieces": 0, "covered": 0}
    assert make.signed_in(circle.tutor).get(f"/packs/{built.reference}/").status_code == 404
    breaches.lift(breach, words="The name is invented.", by=circle.tutor)
    breaches.lift(other, words="Nothing stands there.", by=circle.tutor)
    assert _counts(circle) == before
    evidence.refresh_from_db()
    assert (evidence.state, evidence.answered_by) == (State.ACCEPTED, circle.educator)


def _counts(circle) -> dict[str, int]:
    standing = Standing.objects.get(apprentice=circle.apprentice)
    read = pack.snapshot(circle.apprentice.pk)
    return {
        "accepted": standing.evidence_accepted,
        "waiting": standing.evidence_waiting,
        "queue": Evidence.objects.waiting_for(circle.educator, on=timezone.localdate()).count(),
        "packs": Pack.objects.visible_to(circle.tutor).count(),
        "pieces": len(read["pieces"]),
        "covered": sum(sum(row[2]) for one in read["coverage"] for row in one["rows"]),
    }


@pytest.mark.parametrize("state", [State.SUBMITTED, State.RETURNED, State.ACCEPTED, State.REOPENED, State.WITHDRAWN])
def test_from_every_state_it_is_hidden_and_put_back_as_it_was(circle, state):
    evidence = _in_state(circle, state)
    before = Evidence.objects.values().get(pk=evidence.pk)
    versions = list(evidence.versions.values_list("number", "submitted_at"))
    breach = flagged(evidence, by=circle.educator)
    evidence.refresh_from_db()
    assert (evidence.state, evidence.waiting_since) == (State.QUARANTINED, None)
    breaches.confirm(breach, severity="major", words="Looks like it.", by=circle.tutor)
    breaches.lift(breach, words="It was an author after all.", by=circle.tutor)
    now = Evidence.objects.values().get(pk=evidence.pk)
    assert {name: value for name, value in now.items() if name != "version"} == {
        name: value for name, value in before.items() if name != "version"
    }
    assert list(evidence.versions.values_list("number", "submitted_at")) == versions
    assert sees(circle.educator, evidence)[0] is True


def _in_state(circle, state) -> Evidence:
    if state in (State.ACCEPTED, State.REOPENED):
        evidence = circle.accepted()
        if state == State.REOPENED:
            until = timezone.localdate() + datetime.timedelta(days=7)
            operations.reopen(evidence, number=1, reason="More.", until=until, by=circle.educator)
        return evidence
    evidence = circle.sent()
    if state == State.RETURNED:
        operations.return_for_more(
            evidence, number=1, reason="More.", enough="A page.", again_by=timezone.localdate(), by=circle.educator
        )
    if state == State.WITHDRAWN:
        operations.open_shown(evidence, by=circle.educator)
        operations.withdraw(evidence, by=circle.person)
    return evidence


def test_a_draft_nobody_saw_and_what_is_hidden_already_cannot_be_flagged(circle):
    draft = make.draft_evidence(circle.apprentice)
    with pytest.raises(StepRefused, match="Nobody else has seen this"):
        flagged(draft, by=circle.person)
    evidence = circle.sent()
    flagged(evidence, by=circle.person)
    with pytest.raises(StepRefused, match="hidden already"):
        flagged(evidence, by=circle.educator)


# Who is told, and the 72 hours ----------------------------------------------------------------------------


def test_the_leads_of_host_university_and_employer_are_told_in_the_same_step(circle):
    flagged(circle.sent(), by=circle.educator)
    told = {message.to for message in Message.objects.filter(key__startswith="breach-")}
    assert told == {circle.person, circle.tutor, *circle.leads}
    assert not any(SECRET in message.subject + message.body for message in Message.objects.all())


def test_the_host_is_that_of_the_placement_on_the_day_it_happened_else_the_employer(circle):
    then = circle.placement.starts_on - datetime.timedelta(days=30)
    breach = flagged(circle.sent(happened_on=then), by=circle.educator)
    parties = {party.part: party.organisation for party in breach.parties.all()}
    assert parties["host"] == circle.apprentice.employer
    now = flagged(circle.sent(), by=circle.educator)
    assert {party.part: party.organisation for party in now.parties.all()}["host"] == circle.host


def test_where_nobody_is_named_the_consortiums_manager_is_told():
    apprentice = make.portfolio_owner()
    educator = make.practice_educator(apprentice)
    manager = make.appointment(at=make.organisation("consortium_office"), as_="consortium_manager").person
    flagged(make.sent_evidence(apprentice), by=educator)
    assert manager in {message.to for message in Message.objects.filter(key__startswith="breach-")}


def test_the_clock_is_shown_and_asked_until_the_hosts_lead_has_answered_it(circle):
    breach = flagged(circle.sent(), by=circle.educator)
    address = f"/assessment/breaches/{breach.reference}/"
    assert "71 hours of 72 left" in make.signed_in(circle.host_lead).get(address).content.decode()
    due = [
        item.text for item in worklist_of(make.again(circle.host_lead), timezone.localdate(), [breaches_places.waiting])
    ]
    assert due == ["Record whether the Information Commissioner is told of somebody’s details in what was written"]
    soon = breach.report_by - datetime.timedelta(hours=20)
    assert [reminder.to for reminder in breaches_places.clock_runs_out(soon)] == [circle.host_lead]
    with pytest.raises(StepRefused, match="Host Lead records this"):
        breaches.assess(breach, reported="yes", words="Told.", by=circle.university_lead)
    said = {"step": "assess", "assess-reported": "not_needed", "assess-words": "Nobody can be recognised."}
    make.signed_in(circle.host_lead).post(address, said)
    breach.refresh_from_db()
    assert (breach.reported, breach.assessed_by) == ("not_needed", circle.host_lead)
    assert list(worklist_of(make.again(circle.host_lead), timezone.localdate(), [breaches_places.waiting])) == []
    assert list(breaches_places.clock_runs_out(soon)) == []


# Decided --------------------------------------------------------------------------------------------------


def test_only_the_tutor_decides_and_nobody_on_their_own(circle):
    breach = flagged(circle.sent(), by=circle.educator)
    for person in (circle.person, circle.educator, *circle.leads):
        with pytest.raises(StepRefused):
            breaches.lift(breach, words="Nothing there.", by=person)
    breaches.confirm(breach, severity="minor", words="A name.", by=circle.tutor)
    with pytest.raises(StepRefused):
        breaches.confirm(breach, severity="minor", words="A name.", by=circle.tutor)


def test_a_minor_one_is_to_be_mended_in_48_hours_and_a_major_one_by_the_day_that_is_agreed(circle):
    minor = confirmed(circle.sent(), by=circle.educator, tutor=circle.tutor)
    assert minor.fix_by - minor.decided_at == datetime.timedelta(hours=48)
    major = confirmed(circle.sent(), by=circle.educator, tutor=circle.tutor, severity="major")
    assert major.fix_by is None


def test_a_copy_without_the_details_is_sent_as_the_next_version_and_the_original_stays_hidden(circle):
    evidence = circle.accepted()
    flagged(evidence, by=circle.educator)
    evidence.refresh_from_db()
    with pytest.raises(StepRefused, match="hidden while your university tutor decides"):
        operations.submit(evidence, by=circle.person)
    breaches.confirm(evidence.breaches.get(), severity="minor", words="A name.", by=circle.tutor)
    evidence = Evidence.objects.get(pk=evidence.pk)
    with pytest.raises(StepRefused, match="word for word"):
        operations.submit(evidence, by=circle.person, kept_reason="An invented name.")
    operations.write(evidence, title="A visit", text="I met Mrs A.", happened_on=timezone.localdate(), by=circle.person)
    operations.submit(evidence, by=circle.person)
    evidence = Evidence.objects.select_related("shown", "apprentice").get(pk=evidence.pk)
    breach = evidence.breaches.get()
    assert (evidence.state, evidence.shown.number, breach.resent_at is not None) == (State.SUBMITTED, 2, True)
    browser, address = make.signed_in(circle.educator), f"/assessment/evidence/{evidence.reference}/"
    page = browser.get(address).content.decode()
    assert ("I met Mrs A." in page, SECRET in page) == (True, False)
    assert browser.get(f"{address}versions/1/").status_code == 404
    assert not list(places.search(circle.educator, "Xiadani"))
    with pytest.raises(StepRefused, match="nothing to decide"):
        breaches.lift(breach, words="Changed my mind.", by=circle.tutor)


def test_a_copy_that_is_taken_back_leaves_it_hidden(circle):
    evidence = circle.sent()
    confirmed(evidence, by=circle.educator, tutor=circle.tutor)
    evidence = Evidence.objects.get(pk=evidence.pk)
    operations.write(evidence, title="A visit", text="I met Mrs A.", happened_on=timezone.localdate(), by=circle.person)
    operations.submit(evidence, by=circle.person)
    operations.take_back(Evidence.objects.get(pk=evidence.pk), by=circle.person)
    evidence = Evidence.objects.get(pk=evidence.pk)
    assert (evidence.state, evidence.breaches.get().resent_at) == (State.QUARANTINED, None)
    assert sees(circle.educator, evidence) == [False] * 6


def test_what_was_opened_again_does_not_stand_again_while_it_is_hidden(circle):
    evidence = _in_state(circle, State.REOPENED)
    confirmed(evidence, by=circle.educator, tutor=circle.tutor)
    evidence = Evidence.objects.get(pk=evidence.pk)
    operations.write(evidence, title="A visit", text="I met Mrs A.", happened_on=timezone.localdate(), by=circle.person)
    operations.submit(evidence, by=circle.person)
    evidence.refresh_from_db()
    operations.return_for_more(
        evidence, number=2, reason="More.", enough="A page.", again_by=timezone.localdate(), by=circle.educator
    )
    later = timezone.now() + datetime.timedelta(days=90)
    assert operations.let_stand(at=later) == 0
    assert Reopening.objects.running().exists()


def test_a_draft_that_was_shown_for_comment_is_shown_no_longer(circle):
    evidence = _in_state(circle, State.RETURNED)
    share = operations.share_draft(evidence, reader=circle.educator, by=circle.person)
    flagged(evidence, by=circle.tutor)
    assert make.signed_in(circle.educator).get(f"/assessment/shared/{share.reference}/").status_code == 404
    evidence.refresh_from_db()
    with pytest.raises(StepRefused, match="shown to nobody"):
        operations.share_draft(evidence, reader=circle.educator, by=circle.person)


def test_what_a_witness_said_beside_it_is_hidden_with_it(circle):
    evidence = circle.sent()
    manager = make.involvement(circle.apprentice, Kind.LINE_MANAGER, person=make.person()).person
    make.witness_statement(evidence, witness=manager, text="I saw it.")
    flagged(evidence, by=circle.educator)
    assert not WitnessStatement.objects.visible_to(circle.educator).exists()


def test_each_side_finds_its_part_among_what_waits_for_them(circle):
    evidence = circle.sent()
    flagged(evidence, by=circle.educator)
    today = timezone.localdate()

    def texts(person):
        return [item.text for item in worklist_of(make.again(person), today, [breaches_places.waiting])]

    assert texts(circle.tutor) == ["Decide whether somebody’s details stand in a piece of evidence: Amara Johnson"]
    assert texts(circle.person) == ["A piece of your evidence is hidden while your tutor looks at it"]
    assert not any("piece of evidence" in item.text for item in worklist.needs(make.again(circle.educator), today))
    breaches.confirm(evidence.breaches.get(), severity="minor", words="A name.", by=circle.tutor)
    assert (texts(circle.tutor), texts(circle.person)) == (
        [],
        ["Send a copy of a piece of evidence without somebody’s details"],
    )


# Destroyed ------------------------------------------------------------------------------------------------


def test_an_original_is_destroyed_only_on_the_leads_order_and_the_chain_still_verifies(
    circle, django_capture_on_commit_callbacks
):
    evidence = circle.accepted()
    built, _ = packs.ask(builder=pack.NAME, subject=circle.apprentice, title="Portfolio", by=circle.tutor)
    make.do_owed_work()
    breach = confirmed(evidence, by=circle.educator, tutor=circle.tutor)
    for person in (circle.tutor, circle.person, circle.educator, circle.university_lead):
        with pytest.raises(StepRefused, match="Only Host Lead orders this"):
            breaches.destroy(breach, reason="The family asked.", by=person)
    hashes = evidence.versions.get(number=1).content_hash, evidence.versions.get(number=1).sign_off.content_hash
    with django_capture_on_commit_callbacks(execute=True):
        order = breaches.destroy(breach, reason="The family asked.", by=circle.host_lead)
    version = evidence.versions.get(number=1)
    assert (version.title, version.text) == (f"{ERASED}{order.pk}",) * 2
    assert (version.content_hash, version.sign_off.content_hash) == hashes
    assert set(version.claims.values_list("why", flat=True)) == {f"{ERASED}{order.pk}"}
    assert not Signature.objects.filter(content__contains="Xiadani").exists()
    circle.file.refresh_from_db()
    assert (circle.file.state, circle.file.content.storage.exists(circle.file.content.name)) == ("destroyed", False)
    built.refresh_from_db()
    assert (built.snapshot, built.file.state) == ({}, StoredFile.State.DESTROYED)
    assert {"what": "version 1", "sha256": hashes[0]} in order.destroyed
    call_command("verify_audit")
    page = make.signed_in(circle.host_lead).get(f"/assessment/breaches/{breach.reference}/").content.decode()
    assert (SECRET in page, "The family asked." in page, hashes[0] in page) == (False, True, True)


def test_a_version_sent_since_is_not_destroyed(circle):
    evidence = circle.sent()
    breach = confirmed(evidence, by=circle.educator, tutor=circle.tutor)
    evidence = Evidence.objects.get(pk=evidence.pk)
    operations.write(evidence, title="A visit", text="I met Mrs A.", happened_on=timezone.localdate(), by=circle.person)
    operations.submit(evidence, by=circle.person)
    breaches.destroy(breach, reason="The family asked.", by=circle.host_lead)
    assert list(evidence.versions.values_list("title", flat=True).order_by("number"))[1] == "A visit"
    circle.file.refresh_from_db()
    assert circle.file.may_be_opened or circle.file.state == StoredFile.State.CHECKING


def test_it_is_destroyed_after_a_fresh_second_factor(circle):
    breach = confirmed(circle.sent(), by=circle.educator, tutor=circle.tutor)
    address = f"/assessment/breaches/{breach.reference}/destroy/"
    stale = make.signed_in(circle.host_lead, shown=False).post(address, {"reason": "The family asked."})
    assert (stale.status_code, hasattr(Breach.objects.get(pk=breach.pk), "destruction")) == (302, False)
    make.signed_in(circle.host_lead).post(address, {"reason": "The family asked."})
    assert hasattr(Breach.objects.get(pk=breach.pk), "destruction")
    assert make.signed_in(circle.tutor).get(address).status_code == 403


def test_nobody_answers_for_their_own_evidence_whatever_roles_they_hold(circle):
    own = make.appointment(circle.person, circle.host.part_of or circle.host, "data_protection_lead").person
    breach = confirmed(circle.sent(), by=circle.educator, tutor=circle.tutor)
    with pytest.raises(StepRefused, match="Host Lead records this"):
        breaches.assess(breach, reported="not_needed", words="It is mine.", by=own)
    with pytest.raises(StepRefused, match="Only Host Lead orders this"):
        breaches.destroy(breach, reason="It is mine.", by=own)


# Kept -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE assessment_breach SET flagged_by_id = 1 WHERE id = %s",
        "UPDATE assessment_breach SET number = 9 WHERE id = %s",
        "DELETE FROM assessment_breachparty WHERE breach_id = %s",
    ],
)
def test_the_database_keeps_who_flagged_what_and_who_was_told(circle, sql):
    breach = flagged(circle.sent(), by=circle.educator)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [breach.pk])


def test_whoever_decides_second_is_told_who_was_faster(circle):
    breach = flagged(circle.sent(), by=circle.educator)
    stale = Breach.objects.get(pk=breach.pk)
    breaches.lift(breach, words="Nothing there.", by=circle.tutor)
    with pytest.raises((AlreadyMoved, StepRefused)):
        breaches.lift(stale, words="Nothing there.", by=circle.tutor)


def test_reading_what_is_hidden_leaves_an_event(circle):
    breach = flagged(circle.sent(), by=circle.educator)
    make.signed_in(circle.host_lead).get(f"/assessment/breaches/{breach.reference}/")
    page = make.signed_in(circle.tutor).get(f"/assessment/breaches/{breach.reference}/").content.decode()
    assert "Host Lead read what is hidden" in page


def test_the_judgements_of_a_hidden_piece_are_kept(circle):
    evidence = circle.accepted()
    flagged(evidence, by=circle.educator)
    assert Claim.objects.filter(version__evidence=evidence, judgement="sufficient").exists()


def test_what_is_hidden_is_hidden_from_those_who_decide_about_a_portfolio_too():
    submission = decisions.handed_in(decisions.chain())
    [piece] = submission.snapshot["evidence"]
    evidence = Evidence.objects.get(reference=piece["evidence"])
    educator = submission.placement.practice_educator.person
    page = f"/assessment/decisions/{submission.reference}/"
    words = f"{page}evidence/{evidence.reference}/"
    assert make.signed_in(educator).get(words).status_code == 200
    flagged(evidence, by=educator)

    assert make.signed_in(educator).get(words).status_code == 404
    assert evidence.title not in make.signed_in(educator).get(page).content.decode()
