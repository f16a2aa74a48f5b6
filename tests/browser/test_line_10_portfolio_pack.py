"""Step 10: the tutor has the portfolio pack made, sees how far it is, and opens it when it is ready."""

import io

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from assessment.models import SignOff
from core.documents.models import Pack
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.worker]
expect.set_options(timeout=15_000)


@pytest.fixture
def tutor(site):
    apprentice = make.portfolio_owner("Amara Johnson")
    grace = make.practice_educator(apprentice, "Grace Mensah")
    for title in ("A visit that changed my mind", "The day I said no"):
        make.accepted_evidence(apprentice, by=grace, title=title)
    return make.tutor(apprentice, "Dr Helen Brooks")


def test_the_pack_is_built_while_the_tutor_watches_and_holds_what_was_signed(visitor, tutor, worker, looks_right):
    page = visitor(tutor)
    page.goto("/assessment/")
    page.get_by_role("link", name="Newly accepted").click()
    looks_right(page)
    page.get_by_role("button", name="Make the portfolio pack").click()

    page.get_by_role("button", name="Open it").click(timeout=60_000)  # it appears when the worker is done
    expect(page.get_by_text("Fingerprint of what was read")).to_be_visible()
    looks_right(page)
    with page.expect_download() as download:
        page.get_by_text("Download the PDF").click()
    pdf = PdfReader(io.BytesIO(download.value.path().read_bytes()))
    text = "".join(page.extract_text() for page in pdf.pages).replace("\x00", "")
    pack = Pack.objects.get()
    assert (len(pdf.pages), pack.state) == (pack.pages, Pack.State.READY)
    assert f"Page 1 of {pack.pages}" in text
    for sign_off in SignOff.objects.select_related("version"):
        assert sign_off.version.title in text
        assert sign_off.content_hash in text

    page.goto("/assessment/")
    page.get_by_role("link", name="Newly accepted").click()
    expect(page.get_by_text("by Dr Helen Brooks: ready")).to_be_visible()
