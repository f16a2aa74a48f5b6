"""Names and other details in words and files: how well they are found, and what is asked before anything is sent."""

import io
import time
from pathlib import Path

import docx
import pytest
from django.utils import timezone
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from pypdf import PdfWriter

from assessment import operations
from assessment.confidentiality import MayStand, findings, parts, reading, without_findings
from assessment.models import AllowedName, Attachment, FileFinding, FileScreening
from assessment.operations.screening import PATIENCE, look_at_files, look_through, what_files_ask
from assessment.operations.sending import what_is_missing
from core.documents import pdf
from core.files.acceptance import accept
from core.files.models import StoredFile
from core.workflow import StepRefused
from tests import make
from tests.assessment.measuring import FITTED, HELD_OUT, KINDS, measured, passages

NAMES, OTHERS = KINDS["name"], [kind for kind in KINDS.values() if kind != KINDS["name"]]


# How well --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fitted():
    return measured(FITTED)


@pytest.fixture(scope="module")
def held_out():
    return measured(HELD_OUT)


def test_two_hundred_invented_passages_are_marked_and_sixty_of_them_held_out():
    assert (len(passages(FITTED)) >= 140, len(passages(HELD_OUT))) == (True, 60)
    assert not {one.text for one in passages(FITTED)} & {one.text for one in passages(HELD_OUT)}


@pytest.mark.parametrize("which", ["fitted", "held_out"])
def test_at_least_nine_names_in_ten_and_nearly_all_else_is_found(which, request):
    result = request.getfixturevalue(which)
    assert result.recall(NAMES) >= 0.9, result.missed
    assert result.recall(*OTHERS) >= 0.97, result.missed


@pytest.mark.parametrize("which", ["fitted", "held_out"])
def test_what_is_flagged_is_mostly_right_so_that_it_is_looked_at(which, request):
    result = request.getfixturevalue(which)
    assert result.precision(NAMES) >= 0.9, result.wrong
    assert result.precision() >= 0.9, result.wrong


def test_the_figures_in_the_documentation_are_the_figures(fitted, held_out):
    said = Path("docs/confidentiality.md").read_text(encoding="utf-8").splitlines()
    assert [row for row in (*fitted.rows(), *held_out.rows()) if row not in said] == []


@pytest.mark.parametrize("path", [FITTED, HELD_OUT])
def test_what_is_left_out_of_every_passage_leaves_nothing_to_find(path):
    assert [one.text for one in passages(path) if findings(without_findings(one.text))] == []


# Names ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found", "why"),
    [
        ("I met Mrs Okafor at home.", "Okafor", "“Mrs” stands before it"),
        ("We spoke with his mother Xiadani about it.", "Xiadani", "“mother” stands before it"),
        ("A boy called Zoltan opened the door.", "Zoltan", "“called” stands before it"),
        ("then fatima told me", "fatima", "it is in the list of first names"),
        ("The letter is from K. Osei.", "K. Osei", "an initial stands before it"),
        ("His aunt T.K. rang.", "T.K.", "initials stand for a name"),
    ],
)
def test_a_name_is_found_and_it_is_said_why(text, found, why):
    assert [(one.found, one.why) for one in findings(text)] == [(found, why)]


@pytest.mark.parametrize(
    "text",
    [
        "Bronfenbrenner (1979) and Kolb’s cycle helped me in Tower Hamlets.",
        "The Care Act 2014 and Working Together came up at the Camden Adult Social Care Team.",
        "I met Mr A and Mrs B. on Monday in May.",
        "On Thursday the Practice Educator rang Social Work England.",
        "She speaks Somali and Italian, and prays at the mosque in Whitechapel.",
    ],
)
def test_authors_places_laws_teams_and_single_letters_are_nobody(text):
    assert findings(text) == []


def test_a_listed_name_may_stand_in_part_and_a_known_one_only_whole():
    but = MayStand.of(["Bilal Ahmed"], ["Dr Helen Brooks"])
    text = "Bilal sat with Helen Brooks, and Helen spoke first."
    assert [one.found for one in findings(text, but=but)] == ["Helen"]


def test_the_parts_of_a_text_are_the_text():
    text = "I met Mrs Okafor. She lives at 12 High Road."
    cut = list(parts(text, findings(text)))
    assert "".join(part.text for part in cut) == text
    assert [part.text for part in cut if part.finding] == ["Okafor", "12 High Road"]


@pytest.mark.parametrize("text", ["Aa " * 33_000, "Aa-" * 33_000, "Aa Aa School " * 8_000, "12 Aa " * 16_000])
def test_the_longest_text_full_of_capitals_is_read_in_a_moment(text):
    findings("warm the lists")
    began = time.process_time()
    findings(text)
    assert time.process_time() - began < 2


# Files ------------------------------------------------------------------------------------------------------

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word_file(*paragraphs: str, deleted: str = "", cell: str = "") -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if cell:
        document.add_table(1, 1).cell(0, 0).text = cell
    if deleted:
        gone, run, text = OxmlElement("w:del"), OxmlElement("w:r"), OxmlElement("w:delText")
        text.text = deleted
        run.append(text)
        gone.append(run)
        gone.set(qn("w:id"), "1")
        document.add_paragraph()._p.append(gone)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf_file(html: str) -> bytes:
    return pdf._weasyprint().HTML(string=html).write_pdf()


def test_a_word_file_is_read_with_its_tables_and_what_was_deleted_while_changes_were_tracked():
    data = word_file("I met Mrs Okafor.", cell="NHS number 943 476 5919", deleted="His name is Besnik.")
    places = reading.read(data, WORD)
    found = {one.found: place.where for place in places for one in findings(place.text)}
    assert found == {"Okafor": "paragraph 1", "943 476 5919": "paragraph 2", "Besnik": "paragraph 3"}


def test_a_pdf_is_read_page_by_page_across_the_ends_of_lines():
    second = "<p style='break-before: page; width: 6em'>I then sat with old Xiadani Kuti.</p>"
    places = reading.read(pdf_file(f"<p>Nothing here.</p>{second}"), "application/pdf")
    found = [(place.where, one.found) for place in places for one in findings(place.text)]
    assert found == [("page 2", "Xiadani Kuti")]


def test_a_pdf_without_words_and_a_picture_cannot_be_read_and_say_so():
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(reading.CannotBeRead, match="no words"):
        reading.read(out.getvalue(), "application/pdf")
    with pytest.raises(reading.CannotBeRead, match="Pictures"):
        reading.read(b"", "image/png")


def test_a_file_that_takes_too_long_or_too_much_memory_cannot_be_read(monkeypatch):
    monkeypatch.setattr(reading, "SECONDS", 0.01)
    with pytest.raises(reading.CannotBeRead, match="to the end"):
        reading.read(b"some words", "text/plain")


def test_a_file_longer_than_two_hundred_pages_is_not_read_in_part():
    with pytest.raises(reading.CannotBeRead, match="to the end"):
        reading.read(b"word " * (reading.MOST_CHARACTERS // 4), "text/plain")


@pytest.fixture
def apprentice(db):
    return make.portfolio_owner()


@pytest.fixture
def draft(apprentice):
    return make.draft_evidence(apprentice)


def beside(draft, content: bytes, name: str = "notes.txt") -> StoredFile:
    """Put beside the draft, then scanned and looked through by the worker."""
    stored = operations.attach(draft, upload=io.BytesIO(content), name=name, by=draft.apprentice.person)
    make.do_owed_work()
    return stored


def test_a_file_is_looked_through_by_the_task_that_scans_it(draft):
    stored = beside(draft, word_file("I met Mrs Okafor."), "visit.docx")
    assert [(one.where, one.what, one.found) for one in FileFinding.objects.all()] == [
        ("paragraph 1", "a name", "Okafor")
    ]
    look_through(stored)
    assert FileFinding.objects.count() == 1


def test_a_file_that_is_not_evidence_is_not_looked_through(apprentice):
    accept(io.BytesIO(b"I met Mrs Okafor."), name="other.txt", by=apprentice.person)
    make.do_owed_work()
    assert not FileScreening.objects.exists()


def test_what_stands_in_a_file_is_replaced_or_reasoned_place_by_place(draft):
    person = draft.apprentice.person
    beside(draft, b"I met Mrs Okafor.\nCall 020 7946 0857.")
    assert [asked.words for asked in what_files_ask(draft.draft)] == [
        "Replace the file notes.txt, or say why 2 places in it may stay."
    ]
    with pytest.raises(StepRefused, match="Replace the file"):
        operations.submit(draft, by=person)
    name, number = look_at_files(draft.draft)[0].to_reason
    operations.keep_in_files(draft, reasons={name.key: "She is an author."}, by=person)
    assert [look.unreasoned for look in look_at_files(draft.draft)] == [1]
    operations.keep_in_files(draft, reasons={number.key: "A public helpline."}, by=person)
    operations.submit(draft, by=person)
    kept = Attachment.objects.get(version=draft.shown).kept
    assert [(one["where"], one["what"], one["reason"]) for one in kept] == [
        ("line 1", "a name", "She is an author."),
        ("line 2", "a phone number", "A public helpline."),
    ]


def test_the_reasons_are_part_of_what_was_sent_and_go_with_the_next_version(apprentice, draft):
    grace = make.practice_educator(apprentice)
    beside(draft, b"I met Mrs Okafor.")
    key = look_at_files(draft.draft)[0].to_reason[0].key
    operations.keep_in_files(draft, reasons={key: "An author."}, by=apprentice.person)
    operations.submit(draft, by=apprentice.person)
    operations.return_for_more(
        draft, number=1, reason="Say more.", enough="A page.", again_by=timezone.localdate(), by=grace
    )
    assert [look.unreasoned for look in look_at_files(draft.draft)] == [0]


def test_a_file_that_cannot_be_read_asks_its_writer_to_look_themselves(draft):
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    out = io.BytesIO()
    writer.write(out)
    beside(draft, out.getvalue(), "scan.pdf")
    look = look_at_files(draft.draft)[0]
    assert (look.problem, look.unreasoned) == (reading.NO_WORDS, 1)
    operations.keep_in_files(draft, reasons={look.to_reason[0].key: "A drawing of mine."}, by=draft.apprentice.person)
    assert what_is_missing(draft.draft, on=draft.draft.saved_at.date()) == []


def test_sending_waits_for_the_checking_of_a_file_and_not_for_ever(draft):
    stored = operations.attach(draft, upload=io.BytesIO(b"words"), name="n.txt", by=draft.apprentice.person)
    look = look_at_files(draft.draft)[0]
    assert (look.waiting, look.unreasoned) == (True, 0)
    later = stored.created_at + PATIENCE
    assert [one.problem.startswith("It has not been looked") for one in look_at_files(draft.draft, at=later)] == [True]


# One's own list ---------------------------------------------------------------------------------------------


def test_a_colleague_on_ones_list_and_the_people_of_ones_record_may_stand(apprentice):
    make.practice_educator(apprentice, "Grace Mensah")
    draft = make.draft_evidence(apprentice, text="Bilal and I sat with Grace Mensah. Bilal went to see Mrs Okafor.")
    browser = make.signed_in(apprentice.person)
    page = browser.get(f"/assessment/evidence/{draft.reference}/send/").content.decode()
    assert page.count("<mark") == 3
    browser.post(f"/assessment/evidence/{draft.reference}/let-stand/", {"found": "Bilal"})
    assert AllowedName.objects.get().name == "Bilal"
    page = browser.get(f"/assessment/evidence/{draft.reference}/send/").content.decode()
    assert (page.count("<mark"), "“Mrs” stands before it" in page) == (1, True)


def test_one_finding_is_left_out_at_one_press_and_the_others_stay(apprentice):
    draft = make.draft_evidence(apprentice, text="Mrs Okafor and Mr Baxendale sat down. Mrs Okafor stood up.")
    make.signed_in(apprentice.person).post(f"/assessment/evidence/{draft.reference}/leave-out/", {"found": "Okafor"})
    draft.draft.refresh_from_db()
    assert draft.draft.text == "Mrs [left out] and Mr Baxendale sat down. Mrs [left out] stood up."


def test_the_list_is_its_owners_alone(apprentice):
    name = operations.allow_name(apprentice, name="  Bilal \x00  Ahmed ", by=apprentice.person)
    grace, address = make.practice_educator(apprentice), f"/assessment/portfolio/{apprentice.reference}/names/"
    with pytest.raises(StepRefused, match="on your list already"):
        operations.allow_name(apprentice, name="Bilal Ahmed", by=apprentice.person)
    with pytest.raises(StepRefused, match="their own list"):
        operations.allow_name(apprentice, name="Another", by=grace)
    assert make.signed_in(grace).get(address).status_code == 403
    own = make.signed_in(apprentice.person)
    assert "Bilal Ahmed" in own.get(address).content.decode()
    own.post(address, {"name": "Winston", "who": "A colleague"})
    own.post(f"/assessment/names/{name.reference}/remove/")
    assert [one.name for one in AllowedName.objects.all()] == ["Winston"]


# Other documents --------------------------------------------------------------------------------------------


def test_a_witness_says_why_a_name_stays_or_takes_it_out(apprentice):
    manager = make.involvement(apprentice, "line_manager", person=make.person()).person
    statement = make.witness_statement(make.draft_evidence(apprentice), witness=manager)
    said = "She went to Mrs Okafor by herself and came back calm."
    with pytest.raises(StepRefused, match="personal details"):
        operations.give_witness_statement(statement, text=said, by=manager)
    browser, address = make.signed_in(manager), f"/assessment/witness/{statement.reference}/"
    assert "a name (“Okafor”)" in browser.post(address, {"text": said}).content.decode()
    browser.post(address, {"text": said, "kept_reason": "Mrs Okafor is her manager in the other team."})
    page = browser.get(f"{address}sign/").content.decode()
    assert "her manager in the other team" in page


def test_a_view_of_capability_is_locked_only_once_names_in_it_are_reasoned(apprentice):
    placement, _ = make.placement_to_assess(of=apprentice)
    view = make.view(placement, by=apprentice.person)
    type(view).objects.filter(pk=view.pk).update(overall="I thought of Mrs Okafor.")
    browser, address = make.signed_in(apprentice.person), f"/assessment/self-assessment/views/{view.reference}/lock/"
    page = browser.get(address).content.decode()
    assert "Okafor" in page and "kept_reason" in page
    checked = page.split('name="checked" value="')[1].split('"')[0]
    browser.post(address, {"checked": checked})
    view.refresh_from_db()
    assert view.locked_at is None
    browser.post(address, {"checked": checked, "kept_reason": "An invented name."})
    view.refresh_from_db()
    assert (view.locked_at is not None, view.kept_reason) == (True, "An invented name.")
