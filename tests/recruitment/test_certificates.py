"""Certificates: checked when they come in, opened by the university and the coordinator, by no employer."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.files.acceptance import FileRefused
from core.files.models import StoredFile
from core.workflow import StepRefused
from recruitment.models import Application, ApplicationDocument
from recruitment.operations import documents as operations
from tests import make
from tests.recruitment.test_pages import candidate_of

pytestmark = pytest.mark.django_db
State = Application.State


def photo():
    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "PNG")
    return io.BytesIO(out.getvalue())


def add(application, name="GCSE maths.png", upload=None):
    return operations.add_document(
        application=application, by=application.candidate, upload=upload or photo(), name=name
    )


def test_a_certificate_is_opened_by_university_and_coordinator_and_not_by_the_employer():
    application = make.application(state=State.INVITED)
    add(application)
    make.do_owed_work()
    campaign = application.campaign
    people = {
        "tutor": make.appointment(at=campaign.cohort.university, as_="admissions_tutor").person,
        "coordinator": make.appointment(at=campaign.run_by, as_="recruitment_coordinator").person,
        "lead": make.appointment(at=application.employer, as_="workforce_lead").person,
        "stranger": make.person(),
    }
    address = reverse("file", args=[StoredFile.objects.get().reference])
    page = reverse("recruitment:application", args=[application.reference])
    opened = {who: make.signed_in(person).get(address).status_code for who, person in people.items()}
    assert opened == {"tutor": 200, "coordinator": 200, "lead": 404, "stranger": 404}
    assert "GCSE maths" not in make.signed_in(people["lead"]).get(page).text
    assert "GCSE maths" in make.signed_in(people["tutor"]).get(page).text


def test_a_file_that_is_not_what_it_says_is_refused_in_words():
    application = make.application(state=State.DRAFT)
    for name, upload in (("a.pdf", io.BytesIO(b"not a pdf")), ("a.exe", photo()), ("a.png", io.BytesIO(b""))):
        with pytest.raises(FileRefused):
            add(application, name, upload)
    assert not StoredFile.objects.exists()


def test_the_candidate_adds_and_takes_away_in_the_browser():
    application = make.application(state=State.DRAFT)
    client = candidate_of(application)
    address = reverse("recruitment:certificates", args=[application.reference])
    wrong = client.post(address, {"file": SimpleUploadedFile("a.pdf", b"nothing")})
    assert "is named .pdf but is not a PDF" in wrong.text
    client.post(address, {"file": SimpleUploadedFile("GCSE.png", photo().read())})
    document = ApplicationDocument.objects.get()
    assert "GCSE.png" in client.get(address).text
    client.post(reverse("recruitment:remove_certificate", args=[application.reference, document.reference]))
    assert not ApplicationDocument.objects.exists()
    assert not StoredFile.objects.exists()


def test_what_was_submitted_stays_and_only_the_candidate_adds():
    application = make.application()
    document = add(application)
    with pytest.raises(StepRefused):
        operations.remove_document(document=document, by=application.candidate)
    with pytest.raises(StepRefused):
        operations.add_document(application=application, by=make.person(), upload=photo(), name="a.png")


def test_ten_files_are_enough():
    application = make.application(state=State.DRAFT)
    for number in range(10):
        add(application, f"{number}.png")
    with pytest.raises(StepRefused, match="You have added 10 files"):
        add(application)
