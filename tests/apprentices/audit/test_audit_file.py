"""The audit file: one press, one PDF with an index, fingerprints that can be worked out anew, and what is missing."""

import datetime
import hashlib
import io
import json
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from apprentices import operations
from apprentices.audit_file import pack
from apprentices.audit_file.parts import audit_sections, section_of
from apprentices.models import AuditFile
from core.audit.models import Event
from core.documents.models import Pack
from core.jobs.models import Job
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make
from tests.make import audit as made
from tests.queries import queries

DAY = datetime.timedelta(days=1)
SECTIONS = [
    "Apprenticeship agreement",
    "Training plan",
    "Initial assessment and prior learning",
    "Employment and hours of work",
    "Off-the-job hours: minimum, planned, actual",
    "Log of off-the-job time",
    "Quarters of the log that were closed",
    "Statement on hours under plan",
    "Placement days",
    "Progress reviews",
    "Outcome of the portfolio",
    "Breaks in learning",
    "Changes of circumstance",
    "Transfers between employers",
    "Gateway and the end of the programme",
]


@given(
    st.sets(st.text("abcdefgh", min_size=3, max_size=6), min_size=1, max_size=30), st.integers(1, 40), st.integers(0)
)
def test_a_sample_is_the_same_for_the_same_seed_whatever_the_order(pool, amount, seed):
    drawn = operations.drawn(pool, amount=amount, seed=seed)

    assert drawn == operations.drawn(sorted(pool, reverse=True), amount=amount, seed=seed)
    assert (len(drawn), set(drawn) <= pool) == (min(amount, len(pool)), True)


pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """Somebody with a plan, confirmed time, a signed review and a break, and the officer who answers for it."""
    amara, manager, tutor = make.apprentice_with_people("Amara Johnson")
    make.training_plan(amara, confirmed=True)
    for number in range(3):
        make.entry(amara, submitted=True, date=amara.original_start_on + number * DAY, hours=Decimal("1.25"))
    operations.confirm(list(amara.off_the_job.all()), by=manager)
    make.closed_review(amara)
    make.agreed_break(amara, manager, tutor, starts_in=-20, days=10)
    amara.refresh_from_db()
    return amara, made.compliance_officer(amara)


def pdf_of(audit_file):
    with audit_file.pack.file.content.open("rb") as stored:
        return PdfReader(io.BytesIO(stored.read()))


def sections_of(audit_file):
    return {section["name"]: section for section in audit_file.pack.snapshot["people"][0]["sections"]}


def test_one_press_builds_the_whole_evidence_with_an_index(told):
    amara, officer = told

    answer = make.signed_in(officer).post(f"{reverse('apprentices:new_audit_file')}?a={amara.reference}")
    make.do_owed_work()

    audit_file = AuditFile.objects.get()
    assert answer.url == reverse("apprentices:audit_file", args=[audit_file.reference])
    assert audit_file.pack.state == Pack.State.READY
    reader = pdf_of(audit_file)
    outline = [(entry.title, reader.get_destination_page_number(entry) + 1) for entry in reader.outline]
    assert [title for title, _ in outline] == ["Cover and contents", "What is missing", *SECTIONS, "Manifest"]
    contents = " ".join(reader.pages[1].extract_text().split())
    assert [f"{title} {page}" in contents for title, page in outline[1:]] == [True] * (len(SECTIONS) + 2)
    for title, page in outline[1:]:
        assert title in " ".join(reader.pages[page - 1].extract_text().split())


def test_each_fingerprint_can_be_worked_out_anew_from_the_pdf_alone(told):
    audit_file = made.audit_file(told[0], by=told[1])
    reader = pdf_of(audit_file)
    inside = {name: content for name, [content] in reader.attachments.items()}
    manifest = json.loads(inside.pop("manifest.json"))
    [person] = manifest["people"]

    assert {section["file"]: section["sha256"] for section in person["sections"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in inside.items()
    }
    printed = "".join("".join(page.extract_text().split()) for page in reader.pages)
    hashes = [section["sha256"] for section in person["sections"]]
    hashes += [document["sha256"] for section in person["sections"] for document in section["documents"]]
    assert [one for one in hashes if one not in printed] == []
    plan = next(section for section in person["sections"] if section["title"] == "Training plan")
    held = told[0].training_plan.sections.current().values_list("content_hash", flat=True)
    assert {document["sha256"] for document in plan["documents"]} == set(held)


def test_the_manifest_beside_the_pdf_has_the_fingerprint_of_the_pdf_itself(told):
    amara, officer = told
    audit_file = made.audit_file(amara, by=officer)

    answer = make.signed_in(officer).get(reverse("apprentices:audit_manifest", args=[audit_file.reference]))

    with audit_file.pack.file.content.open("rb") as stored:
        assert json.loads(answer.content)["sha256"] == hashlib.sha256(stored.read()).hexdigest()


def test_the_log_adds_up_exactly_by_month_and_names_who_confirmed(told):
    amara, officer = told
    sections = sections_of(made.audit_file(amara, by=officer))

    sums = sections["log"]["blocks"][0]["rows"]
    assert sums[-1] == ["In all", "3", "3.75"]
    assert sum(Decimal(row[2]) for row in sums[:-1]) == Decimal("3.75")
    entries = [row for block in sections["log"]["blocks"][1:-1] for row in block["rows"] if row[0]]
    confirmed_by = amara.off_the_job.first().confirmed_by.name
    assert {row[5].split(",")[0] for row in entries} == {confirmed_by}


def test_what_is_missing_stands_at_the_front_in_sentences(told):
    amara, officer = told
    audit_file = made.audit_file(amara, by=officer)

    [(name, missing)] = pack.gaps_of(audit_file.pack.snapshot)
    assert (name, missing[0]) == ("Amara Johnson", "No apprenticeship agreement is recorded.")
    assert [gap for gap in missing if gap.startswith(("No signed review between", "The return from the break"))] != []
    front = " ".join(pdf_of(audit_file).pages[2].extract_text().split())
    assert [gap for gap in missing if gap not in front] == []


def test_the_file_stays_as_it_was_and_says_what_has_changed_since(told):
    amara, officer = told
    audit_file = made.audit_file(amara, by=officer)
    today = audit_file.as_of
    assert pack.changed_since(audit_file, audit_file.pack.snapshot, on=today) == []

    make.entry(amara, submitted=True, date=amara.original_start_on + 9 * DAY)
    operations.confirm(
        list(amara.off_the_job.awaiting_confirmation()), by=amara.off_the_job.confirmed().first().confirmed_by
    )

    changed = pack.changed_since(audit_file, audit_file.pack.snapshot, on=today)
    assert [title for _, title in changed] == [
        "Off-the-job hours: minimum, planned, actual",
        "Log of off-the-job time",
    ]
    page = make.signed_in(officer).get(reverse("apprentices:audit_changed", args=[audit_file.reference]))
    assert "Amara Johnson: Log of off-the-job time" in page.content.decode()


def test_whoever_asked_is_told_by_mail_and_at_home_until_they_have_opened_it(told):
    amara, officer = told
    audit_file = made.audit_file(amara, by=officer)
    browser, waits = make.signed_in(officer), "Open the audit file of Amara Johnson"

    assert Message.objects.filter(to=officer, kind="audit_file_ready").count() == 1
    assert waits in browser.get("/").content.decode()
    browser.get(reverse("pack_file", args=[audit_file.pack.reference]))
    assert waits not in browser.get("/").content.decode()
    assert Event.objects.filter(subject_kind="apprentices.apprentice", step="audit file asked").count() == 1


# Who may -----------------------------------------------------------------------------------------------------


def test_who_answers_for_an_apprentice_may_and_others_may_not():
    amara, manager, tutor = make.apprentice_with_people("Amara Johnson")
    university, employer = amara.cohort.university, amara.employer
    people = {
        "compliance officer": make.appointment(at=university, as_="compliance_officer").person,
        "workforce lead": make.appointment(at=employer, as_="workforce_lead").person,
        "levy lead": make.appointment(at=employer, as_="levy_lead").person,
        "tutor": tutor,
        "line manager": manager,
        "placement coordinator": make.appointment(at=university, as_="placement_coordinator").person,
        "lead elsewhere": make.appointment(at=make.service(), as_="workforce_lead").person,
        "apprentice": amara.person,
    }

    def may(person):
        try:
            operations.ask_audit_file(apprentices=[amara], by=person)
        except StepRefused:
            return False
        return True

    assert {who for who, person in people.items() if may(person)} == {
        "compliance officer",
        "workforce lead",
        "levy lead",
        "tutor",
    }


def test_a_lead_who_is_an_apprentice_does_not_put_their_own_evidence_together():
    amara = make.apprentice("Amara Johnson")
    make.appointment(amara.person, amara.employer, "workforce_lead")

    with pytest.raises(StepRefused, match="Not all of these records"):
        operations.ask_audit_file(apprentices=[amara], by=amara.person)


def test_a_file_closes_with_the_relation_to_any_of_its_people():
    amara, ben = make.apprentice("Amara Johnson"), make.apprentice("Ben Other")
    officer = made.compliance_officer(amara)
    make.appointment(officer, ben.cohort.university, "compliance_officer")
    audit_file = made.audit_file(amara, ben, by=officer, built=False)
    address = reverse("apprentices:audit_file", args=[audit_file.reference])
    assert make.signed_in(officer).get(address).status_code == 200

    officer.appointments.filter(organisation=ben.cohort.university).update(ends_on=datetime.date(2020, 1, 1))

    assert make.signed_in(officer).get(address).status_code == 404
    assert not Pack.objects.visible_to(make.again(officer)).exists()


# Samples -----------------------------------------------------------------------------------------------------


@pytest.fixture
def cohort():
    first = make.apprentice("Amara Johnson")
    others = [make.apprentice(f"Person {n:02d}", cohort=first.cohort, at=first.employer) for n in range(11)]
    return [first, *others], made.compliance_officer(first)


def new(browser, query):
    return browser.get(f"{reverse('apprentices:new_audit_file')}?{query}")


def test_a_random_sample_keeps_its_seed_in_the_address_and_on_the_file(cohort):
    apprentices, officer = cohort
    browser = make.signed_in(officer)

    first = new(browser, "how=random&amount=4")
    shown = browser.get(first.url)
    chosen = [one.reference for one in shown.context["choice"].apprentices]

    assert len(chosen) == 4
    assert [one.reference for one in browser.get(first.url).context["choice"].apprentices] == chosen
    browser.post(first.url)
    audit_file = AuditFile.objects.get()
    seed = int(first.url.rsplit("seed=", 1)[1])
    assert (audit_file.chosen, audit_file.seed, audit_file.out_of, audit_file.people) == ("random", seed, 12, 4)
    assert audit_file.how == f"4 drawn at random out of 12, with the seed {seed}."
    everybody = [one.reference for one in apprentices]
    assert sorted(chosen) == operations.drawn(everybody, amount=4, seed=seed)


def test_ticks_filters_and_references_choose_the_same_people_as_they_name(cohort):
    apprentices, officer = cohort
    browser = make.signed_in(officer)
    second, third = apprentices[1:3]

    def names(answer):
        return [str(one) for one in answer.context["choice"].apprentices]

    assert names(new(browser, f"a={second.reference}&a={third.reference}")) == ["Person 00", "Person 01"]
    assert names(new(browser, "how=all&name=person+0")) == [f"Person {n:02d}" for n in range(10)]
    pasted = f"{second.reference}\n{third.person.email.upper()}, Amara Johnson; Nobody Here"
    page = browser.get(browser.post(reverse("apprentices:audit"), {"references": pasted}).url)
    assert names(page) == ["Amara Johnson", "Person 00", "Person 01"]
    assert "Not found among the apprentices that are open to you for an audit: Nobody Here." in page.content.decode()


def test_somebody_elses_apprentice_is_not_found_by_reference(cohort):
    other = make.apprentice("Zoe Elsewhere")

    page = new(make.signed_in(cohort[1]), f"a={other.reference}")

    assert (list(page.context["choice"].apprentices), page.context["choice"].unknown) == ([], [other.reference])


def test_the_list_of_apprentices_offers_ticks_to_those_who_may(cohort):
    apprentices, officer = cohort
    mentor = make.person()
    make.involvement(apprentices[0], "mentor", person=mentor)

    assert make.signed_in(officer).get("/apprentices/").content.decode().count('form="evidence"') == 12
    assert 'form="evidence"' not in make.signed_in(mentor).get("/apprentices/").content.decode()


def test_a_sample_is_one_pdf_with_each_person_under_their_name(cohort, monkeypatch):
    apprentices, officer = cohort
    few = [section for section in audit_sections if section.name in ("agreement", "gateway")]
    monkeypatch.setattr(pack, "audit_sections", few)

    reader = pdf_of(made.audit_file(*apprentices[:3], by=officer))

    titles = [entry if isinstance(entry, list) else entry.title for entry in reader.outline]
    assert [title for title in titles if not isinstance(title, list)] == [
        "Cover and contents",
        "What is missing",
        "Amara Johnson",
        "Person 00",
        "Person 01",
        "Manifest",
    ]
    assert [[entry.title for entry in below] for below in titles if isinstance(below, list)] == [
        ["Apprenticeship agreement", "Gateway and the end of the programme"]
    ] * 3


def test_more_than_a_hundred_people_are_refused_before_anything_is_promised(cohort, monkeypatch):
    monkeypatch.setattr(AuditFile, "MOST", 3)

    with pytest.raises(StepRefused, match="at most 3 people, and these are 4"):
        operations.ask_audit_file(apprentices=cohort[0][:4], by=cohort[1])
    assert not Job.objects.exists()


def test_more_than_fifty_people_ask_for_a_fresh_factor(cohort, monkeypatch):
    from core.accounts import fresh

    apprentices, officer = cohort
    audit_file = made.audit_file(*apprentices[:2], by=officer, built=False)
    Pack.objects.filter(pk=audit_file.pack_id).update(snapshot={"people": [1, 2]})
    monkeypatch.setattr(fresh, "MANY_PEOPLE", 1)
    many, one = "&".join(f"a={each.reference}" for each in apprentices[:2]), f"a={apprentices[0].reference}"

    long_ago = make.signed_in(officer, shown=False)
    assert new(long_ago, one).status_code == 200
    assert new(long_ago, many).url.split("?")[0] == reverse("account_reauthenticate")
    assert new(make.signed_in(officer), many).status_code == 200


def test_the_snapshot_of_one_more_person_costs_the_same_for_little_and_for_much(told):
    from tests.queries import counted

    amara, _ = told
    today = amara.original_start_on + 200 * DAY

    def cost():
        return len(counted(lambda: [section_of(section, amara, today) for section in audit_sections]))

    cost()  # what is fetched once for the whole record
    few = cost()
    for number in range(12):
        make.entry(amara, submitted=True, date=amara.original_start_on + (20 + number) * DAY)
    operations.confirm(
        list(amara.off_the_job.awaiting_confirmation()), by=amara.off_the_job.confirmed().first().confirmed_by
    )
    make.closed_review(amara)
    assert cost() == few


def test_the_page_of_audits_costs_the_same_for_few_and_for_many(cohort):
    apprentices, officer = cohort
    browser = make.signed_in(officer)

    def cost(number):
        for one in apprentices[:number]:
            made.audit_file(one, by=officer, built=False)
        return len(queries(browser, reverse("apprentices:audit")))

    assert cost(2) == cost(10)
