"""What comes in as a file: taken only if it opens as what it says it is; leaves only through a scoped view."""

import io
import zipfile

import docx
import pytest
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from core.files import scanning
from core.files.acceptance import FileRefused, accept, safe_name
from core.files.models import StoredFile
from tests import make

pytestmark = pytest.mark.django_db


def pdf(**metadata) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(out)
    return out.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (20, 10), **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def word() -> bytes:
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("What I learnt")
    document.save(out)
    return out.getvalue()


def sheet() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def take(data: bytes, name: str, **options) -> StoredFile:
    return accept(io.BytesIO(data), name=name, by=make.person(), **options)


@pytest.mark.parametrize(
    ("data", "name", "content_type"),
    [
        (pdf(), "Log.pdf", "application/pdf"),
        (word(), "Log.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (sheet(), "List.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (picture(), "Photo.JPG", "image/jpeg"),
        (picture("PNG"), "Photo.png", "image/png"),
        ("Grüße, café".encode(), "note.txt", "text/plain"),
    ],
)
def test_files_of_everyday_are_taken_and_wait_for_their_scan(data, name, content_type):
    stored = take(data, name)
    assert (stored.name, stored.content_type, stored.state) == (name, content_type, "checking")


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "empty.pdf", "empty"),
        (b"MZ\x90\x00", "program.exe", "We take these kinds"),
        (b"<script>alert(1)</script>", "page.html", "We take these kinds"),
        (b"<svg onload=alert(1)>", "drawing.svg", "We take these kinds"),
        (b"%PDF-1.7\n<script>alert(1)</script>", "fake.pdf", "does not open as PDF"),
        (picture(), "fake.pdf", "not a PDF"),
        (pdf(), "fake.jpg", "not a picture"),
        (sheet(), "fake.docx", "something else"),
        (b"PK\x03\x04 no", "fake.docx", "does not open as DOCX"),
        (b"\x00\x01\x02", "fake.txt", "not text"),
        (b"\xff\xfe\xfa", "fake.txt", "does not open as TXT"),
        (b"x" * (20 * 1024 * 1024 + 1), "large.txt", "larger than 20 MB"),
        (pdf(), "no-ending", "without an ending"),
    ],
)
def test_what_is_not_what_it_says_is_refused_with_words_and_not_kept(data, name, words):
    with pytest.raises(FileRefused, match=words):
        take(data, name)
    assert StoredFile.objects.count() == 0


def test_a_bomb_of_zeros_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("word/document.xml", b"0" * (101 * 1024 * 1024))
    with pytest.raises(FileRefused, match="100 MB"):
        take(out.getvalue(), "bomb.docx")


def test_a_picture_too_large_to_open_is_refused():
    with pytest.raises(FileRefused, match="30 megapixels"):
        take(picture("PNG", (6000, 5001)), "huge.png")


def test_where_a_photo_was_taken_is_not_kept():
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}
    exif[0x010F] = "A phone"
    stored = take(picture(exif=exif), "visit.jpg")
    with stored.content.open("rb") as content:
        assert dict(Image.open(content).getexif()) == {}


def test_a_locked_pdf_is_refused_with_what_to_do():
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf()))), io.BytesIO()
    writer.encrypt("secret")
    writer.write(out)
    with pytest.raises(FileRefused, match="without one"):
        take(out.getvalue(), "locked.pdf")


def test_a_pdf_with_a_program_is_refused():
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf()))), io.BytesIO()
    program = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("1")})
    writer.root_object[NameObject("/OpenAction")] = program
    writer.write(out)
    with pytest.raises(FileRefused, match="program"):
        take(out.getvalue(), "active.pdf")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\ama\\log.pdf", "log.pdf"),
        ('na"me\r\nX-Evil: 1.pdf', "nameX-Evil 1.pdf"),
        ("exe.\u202efdp.txt", "exe.fdp.txt"),
        ("  . .pdf", "pdf"),
        ("é" * 400 + ".pdf", "é" * 120 + ".pdf"),
    ],
)
def test_odd_names_become_harmless(given, kept):
    assert safe_name(given) == kept


def test_without_a_scanner_a_file_is_marked_as_not_scanned(settings):
    settings.CLAMD_ADDRESS = ""
    stored = take(pdf(), "Log.pdf")
    make.do_owed_work()
    stored.refresh_from_db()
    assert (stored.state, stored.may_be_opened) == ("not_scanned", True)


def test_with_the_scanner_down_a_file_stays_closed(settings):
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    stored = take(pdf(), "Log.pdf")
    with pytest.raises(scanning.ScannerDown):
        scanning.clamd_finds(b"x")
    make.do_owed_work()
    stored.refresh_from_db()
    assert (stored.state, stored.may_be_opened) == ("checking", False)
    assert make.signed_in(stored.uploaded_by).get(f"/files/{stored.reference}/").status_code == 409


class TestDownload:
    def ready(self) -> StoredFile:
        stored = take(pdf(), 'My "log" é.pdf')
        make.do_owed_work()
        return stored

    def test_the_owner_gets_it_as_an_attachment_that_no_browser_guesses_at(self):
        stored = self.ready()
        response = make.signed_in(stored.uploaded_by).get(f"/files/{stored.reference}/")
        assert response["Content-Disposition"].startswith("attachment;")
        assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
        assert b"".join(response.streaming_content).startswith(b"%PDF")

    def test_anybody_else_gets_the_answer_of_a_file_that_is_not_there(self):
        stored = self.ready()
        other = make.signed_in(make.person())
        there, not_there = other.get(f"/files/{stored.reference}/"), other.get("/files/nosuchfile99/")
        assert (there.status_code, not_there.status_code) == (404, 404)

    def test_nginx_sends_the_bytes_where_it_is_there(self, settings):
        settings.ACCEL_REDIRECT_PREFIX = "/private/"
        stored = self.ready()
        response = make.signed_in(stored.uploaded_by).get(f"/files/{stored.reference}/")
        assert (response["X-Accel-Redirect"], response.content) == (f"/private/{stored.content.name}", b"")
