"""Papers: nothing is fetched from outside, single documents are accessible, packs are numbered and keep their hash."""

import hashlib
import io
import time

import pytest
from pypdf import PdfReader, PdfWriter

from core import jobs, registry
from core.accounts.models import User
from core.audit.models import canonical, sha256
from core.documents import packs, pdf
from core.documents.models import Pack
from core.documents.packs import PackBuilder, Section
from core.documents.stamping import number_pages
from core.files.models import StoredFile
from core.jobs import CannotBeDone
from core.jobs.models import Job
from tests import make

LIVED_ELSEWHERE = "SENTINEL-FROM-ANOTHER-FILE"


@pytest.fixture
def paper(settings, tmp_path):
    """A function that turns a page's text into a template and renders it."""
    templates = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    settings.TEMPLATES = templates

    def render(body, context=None, *, base='{% extends "documents/base.html" %}{% block content %}', **options):
        name = f"paper-{len(list(tmp_path.iterdir()))}.html"
        (tmp_path / name).write_text(f"{base}{body}{'{% endblock %}' if base else ''}", encoding="utf-8")
        return pdf.render(name, context or {}, **options)

    return render


def text_of(data):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_a_single_document_is_accessible(paper):
    reader = PdfReader(io.BytesIO(paper("<h1>Offer letter</h1><p>Dear Amara</p>", {"pack": {"title": "Offer letter"}})))

    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert reader.metadata.title == "Offer letter"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


def test_what_somebody_typed_is_text_and_never_an_address(paper, tmp_path):
    typed = f'<img src="file://{tmp_path}/secret.png"><script>1</script>'

    assert typed in text_of(paper("<p>{{ typed }}</p>", {"typed": typed})).replace("\n", "")


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "/etc/passwd",
        "../manage.py",
        "css/../../manage.py",
        "css/%2e%2e/%2e%2e/manage.py",
        "http://127.0.0.1:{port}/",
        "//127.0.0.1:{port}/",
        "ftp://127.0.0.1:{port}/",
    ],
)
@pytest.mark.parametrize(
    "asks",
    [
        '<img src="{address}" alt="">',
        '<link rel="stylesheet" href="{address}">',
        '<object data="{address}"></object>',
        '<style>@import "{address}"; p {{ background: url("{address}") }}</style>',
        '<style>@font-face {{ font-family: x; src: url("{address}") }}</style>',
        '<a rel="attachment" href="{address}">x</a>',
    ],
)
def test_a_document_fetches_only_bundled_assets(paper, heard, address, asks):
    asked = asks.format(address=address.format(port=heard.port))

    data = paper(f"<p>Before</p>{asked}<p style='font-family: x'>After</p>")

    assert heard.requests == []
    text = text_of(data)
    assert ("Before" in text, "After" in text, "root:" in text) == (True, True, False)
    assert not PdfReader(io.BytesIO(data)).attachments


def test_a_symbolic_link_among_the_assets_does_not_lead_outside(paper, settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "static").mkdir()
    (tmp_path / "outside.css").write_text(f'p::after {{ content: "{LIVED_ELSEWHERE}" }}')
    (tmp_path / "static" / "inside.css").symlink_to(tmp_path / "outside.css")

    data = paper('<html lang="en"><title>x</title><link rel="stylesheet" href="inside.css"><p>Text</p>', base="")

    assert LIVED_ELSEWHERE not in text_of(data)


@pytest.fixture
def heard(tmp_path):
    """A listener on this machine that writes down who knocked."""
    import http.server
    import threading
    from types import SimpleNamespace

    requests = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            requests.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield SimpleNamespace(port=server.server_port, requests=requests)
    server.shutdown()
    server.server_close()


def test_a_document_that_takes_too_long_is_stopped():
    began = time.monotonic()
    with pytest.raises(CannotBeDone, match="took too long"), pdf.within(0.2):
        while True:
            sum(range(1000))
    assert time.monotonic() - began < 5


def test_a_document_that_is_too_long_is_refused(paper, monkeypatch):
    monkeypatch.setattr(pdf, "MOST_CHARACTERS", 1000)

    with pytest.raises(CannotBeDone, match="too long for one document"):
        paper("{{ typed }}", {"typed": "x" * 1001})


# Packs ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def builder(settings, tmp_path):
    """A kind of pack about a person, readable by that person; its text can be changed while it is built."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    (tmp_path / "part.html").write_text(
        '{% extends "documents/base.html" %}{% block content %}{% for line in lines %}'
        '<h1{% if not forloop.first %} class="new-page"{% endif %}>{{ line }}</h1>{% endfor %}{% endblock %}'
    )
    made = PackBuilder(
        snapshot=lambda subject_id: {"parts": [["First", ["One"]], ["Second", ["Two", "Three"]], ["Third", ["Four"]]]},
        sections=lambda read: [Section(title, "part.html", {"lines": lines}) for title, lines in read["parts"]],
        readable_subjects=lambda user: User.objects.filter(pk=user.pk, is_active=True).values_list("pk"),
    )
    registry.pack_builders.register("test pack", made)
    yield made
    registry.pack_builders._entries.pop("test pack")


@pytest.fixture
def asked(db, builder):
    somebody = make.person("Ines Alvarez")
    return packs.ask(builder="test pack", subject=somebody, title="Papers for Tuesday", by=somebody)[0]


@pytest.fixture
def built(asked):
    make.do_owed_work()
    asked.refresh_from_db()
    return asked


def pages_of(pack):
    with pack.file.content.open("rb") as stored:
        return [page.extract_text() for page in PdfReader(io.BytesIO(stored.read())).pages]


def test_a_pack_is_built_numbered_and_stored_with_its_hashes(built):
    pages = pages_of(built)

    assert (built.state, built.pages, len(pages)) == (Pack.State.READY, 6, 6)
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of 6" in page
        assert built.snapshot_hash in page.replace("\n", "")
    assert built.snapshot_hash == sha256(canonical(built.snapshot))
    with built.file.content.open("rb") as stored:
        assert built.file.sha256 == hashlib.sha256(stored.read()).hexdigest()


def test_the_contents_give_the_page_on_which_each_part_begins(built):
    pages = pages_of(built)
    contents = [line for line in pages[1].splitlines() if line.split(" ")[0] in ("First", "Second", "Third")]

    assert contents == ["First 3", "Second 4", "Third 6"]
    assert ["One" in pages[2], "Two" in pages[3], "Four" in pages[5]] == [True, True, True]


def test_a_pack_has_an_outline_of_its_parts(built):
    with built.file.content.open("rb") as stored:
        reader = PdfReader(io.BytesIO(stored.read()))
        outline = [(entry.title, reader.get_destination_page_number(entry) + 1) for entry in reader.outline]

    assert outline == [("Cover and contents", 1), ("First", 3), ("Second", 4), ("Third", 6)]


def test_a_pack_started_again_after_a_crash_is_built_from_what_was_read_first(asked):
    Pack.objects.filter(pk=asked.pk).update(state="building", snapshot={"parts": [["Only", ["As it was"]]]})

    make.do_owed_work()

    asked.refresh_from_db()
    assert (asked.pages, "As it was" in pages_of(asked)[2]) == (3, True)


def test_a_job_run_twice_builds_one_file(built):
    job = Job.objects.get(dedupe_key=f"pack-{built.pk}")

    packs.build_pack(job)

    assert StoredFile.objects.count() == 1


def test_the_file_of_a_pack_is_reached_by_its_pack_alone(built):
    somebody = make.signed_in(built.asked_by)

    assert somebody.get(f"/packs/{built.reference}/file/").status_code == 200
    assert somebody.get(f"/files/{built.file.reference}/").status_code == 404


def test_a_pack_closes_with_the_relation_that_opened_it(built):
    other = make.signed_in(make.person())

    assert other.get(f"/packs/{built.reference}/").status_code == 404
    assert other.get(f"/packs/{built.reference}/file/").status_code == 404


def test_a_pack_whose_engine_is_missing_says_what_to_install(asked, monkeypatch):
    def missing():
        raise jobs.CannotBeDone(pdf.INSTALL)

    monkeypatch.setattr(pdf, "_weasyprint", missing)

    make.do_owed_work()

    asked.refresh_from_db()
    job = Job.objects.get(dedupe_key=f"pack-{asked.pk}")
    assert (asked.state, job.state, job.message) == ("failed", "failed", pdf.INSTALL)


def test_every_page_number_lies_on_its_own_page(paper):
    writer = PdfWriter()
    writer.append(
        io.BytesIO(
            paper("{% for n in numbers %}<p class='new-page'>Own words {{ n }}</p>{% endfor %}", {"numbers": range(40)})
        )
    )
    number_pages(writer, reference="bcdf", fingerprint="0f" * 32)
    out = io.BytesIO()
    writer.write(out)

    pages = [page.extract_text() for page in PdfReader(out).pages]
    assert len(pages) >= 40
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}\n" in text and "bcdf" in text and "0f" * 32 in text
    assert sum("Own words" in text for text in pages) == 40


def test_a_part_that_was_made_before_is_taken_as_it_is(asked, builder, paper):
    from dataclasses import replace

    made = paper("<p>Made for somebody else</p>", tagged=False)
    registry.pack_builders._entries[asked.builder] = replace(
        builder,
        sections=lambda read: [
            Section("Before", made=lambda: made),
            Section("Now", "part.html", {"lines": ["Rendered now"]}),
        ],
    )
    make.do_owed_work()

    asked.refresh_from_db()
    with asked.file.content.open("rb") as content:
        text = text_of(content.read())
    assert "Made for somebody else" in text and text.count(asked.snapshot_hash) == asked.pages + 1


def test_parts_under_a_heading_stand_below_it_and_files_lie_inside(asked, builder):
    from dataclasses import replace

    under = {"First": "Ada", "Second": "Ada", "Third": "Ben"}
    grouped = replace(
        builder,
        sections=lambda read: [
            Section(title, "part.html", {"lines": lines}, under=under[title]) for title, lines in read["parts"]
        ],
        attachments=lambda read: [("read.txt", b"What was read")],
    )
    registry.pack_builders._entries["test pack"] = grouped

    make.do_owed_work()

    asked.refresh_from_db()
    with asked.file.content.open("rb") as stored:
        reader = PdfReader(io.BytesIO(stored.read()))
    named = [[e.title for e in entry] if isinstance(entry, list) else entry.title for entry in reader.outline]
    assert named == ["Cover and contents", "Ada", ["First", "Second"], "Ben", ["Third"]]
    assert reader.attachments == {"read.txt": [b"What was read"]}
    contents = [line for line in pages_of(asked)[1].splitlines() if line.split(" ")[0] in (*under, *under.values())]
    assert contents == ["Ada", "First 3", "Second 4", "Ben", "Third 6"]
