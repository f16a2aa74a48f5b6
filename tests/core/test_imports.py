"""Spreadsheets in: checked first, wrong rows handed back, good rows kept, the same file twice changes nothing."""

import csv
import datetime
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from consortium import reference_data
from consortium.imports import INVITATIONS, OFFICIAL_LIST
from consortium.models import Framework, Invitation, Organisation, StandardVersion
from core.files.acceptance import FileRefused
from core.files.models import StoredFile
from core.imports import Column, SheetRefused, read, steps
from core.imports.models import Import
from core.imports.sheets import MOST_ROWS
from core.jobs.models import Job
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db

COLUMNS = (
    Column("code", "Code", "The code.", also=("Ref",)),
    Column("title", "Title", "The title."),
    Column("note", "Note", "Anything.", required=False),
)


COLUMNS_OF_PEOPLE = (Column("name", "Name", "x"), Column("email", "Email address", "x"), Column("role", "Role", "x"))


def as_csv(*rows, delimiter=",", encoding="utf-8"):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows_of(data, name="list.csv"):
    return [row.values for row in read(io.BytesIO(data), COLUMNS, name=name).rows]


class TestReading:
    EXPECTED = ({"code": "K1", "title": "Law"}, {"code": "S2", "title": "Listening"})

    @pytest.mark.parametrize(
        "data",
        [
            as_csv(["Code", "Title"], ["K1", "Law"], ["S2", "Listening"]),
            as_csv(["Code", "Title"], ["K1", "Law"], ["S2", "Listening"], delimiter=";"),
            as_csv(["Code", "Title"], ["K1", "Law"], ["S2", "Listening"], delimiter="\t"),
            as_csv(["Code", "Title"], ["K1", "Law"], ["S2", "Listening"], encoding="utf-8-sig"),
            as_csv(["TITLE *", " ref:"], ["Law", " K1 "], [], ["Listening", "S2"], ["", ""]),
            as_csv(["Other", "Code", "Title"], ["x", "K1", "Law"], ["y", "S2", "Listening"]),
        ],
    )
    def test_reads_csv_however_it_was_saved(self, data):
        assert rows_of(data) == list(self.EXPECTED)

    def test_reads_a_workbook_with_numbers_dates_and_formulas_as_text(self):
        data = as_xlsx(
            ["Code", "Title", "Note"],
            [1, datetime.date(2027, 9, 6), "=1+1"],
            [2.0, datetime.datetime(2027, 9, 6, 14, 5), True],  # noqa: DTZ001 (a cell has no time zone)
            [2.5, "  spaced\u200b ", None],
        )
        assert rows_of(data, "list.xlsx") == [
            {"code": "1", "title": "2027-09-06", "note": ""},
            {"code": "2", "title": "2027-09-06 14:05", "note": "Yes"},
            {"code": "2.5", "title": "spaced", "note": ""},
        ]

    def test_keeps_the_number_that_a_row_has_in_the_file(self):
        sheet = read(io.BytesIO(as_csv(["Code", "Title"], [], ["K1", "Law"], [], ["K2", "x"])), COLUMNS, name="a.csv")
        assert [row.number for row in sheet.rows] == [3, 5]

    @pytest.mark.parametrize(
        ("data", "why"),
        [
            (b"", "This file is empty"),
            (b"\n\n\n", "This file is empty"),
            (as_csv(["Code", "Title"]), "headings but no rows"),
            (as_csv(["Name", "Colour"], ["a", "b"]), "“Code” and “Title” are missing. We found: Name and Colour"),
            (as_csv(["Code"], ["K1"]), "“Title” is missing"),
            (as_csv(["Code", "Ref", "Title"], ["a", "b", "c"]), "Two columns have the heading “Code”"),
            (as_csv(["Code", "Title"], *[["K1", "x"]] * (MOST_ROWS + 1)), "more than 10,000 rows"),
        ],
    )
    def test_says_what_to_change_where_the_table_is_not_the_one(self, data, why):
        with pytest.raises(SheetRefused, match=why):
            rows_of(data)

    def test_a_damaged_workbook_is_refused_in_words(self):
        with pytest.raises(SheetRefused, match="cannot be read"):
            rows_of(as_xlsx(["Code", "Title"], ["K1", "x"])[:-200], "list.xlsx")

    def test_a_thousand_empty_rows_end_the_table(self):
        data = as_csv(["Code", "Title"], ["K1", "Law"], *[[]] * 1500, ["K2", "hidden far below"])
        assert len(rows_of(data)) == 1


@pytest.fixture
def manager():
    reference_data.load()
    office = Organisation.objects.get(code="LONDON-OFFICE")
    return make.appointment(at=office, as_="consortium_manager").person


@pytest.fixture
def lead():
    return make.appointment(make.person("Grace Mensah", email="grace@example.org"))


KSB_OPTIONS = {"standard": "ST0510", "version": "1.0", "edition": "1.0", "publisher": "The standard's publisher"}
KSBS = (["Code", "Type", "Title"], ["K1", "K", "Law"], ["S1", "Skill", "Listening"], ["B1", "behaviour", "Honesty"])


def brought(data, by, kind=OFFICIAL_LIST, name="list.csv", options=KSB_OPTIONS):
    return steps.bring(io.BytesIO(data), name=name, kind=kind, by=by, options=options)


def applied(found):
    steps.ask_to_apply(found, by=found.brought_by)
    make.do_owed_work()
    found.refresh_from_db()
    return found


class TestTheOfficialList:
    def test_checking_says_what_would_happen_and_changes_nothing(self, manager):
        frameworks = Framework.objects.count()
        found = brought(as_csv(*KSBS), manager)
        assert (found.state, found.rows, found.added, found.refused) == ("checked", 3, 3, 0)
        assert Framework.objects.count() == frameworks

    @pytest.mark.parametrize(("make_file", "name"), [(as_csv, "list.csv"), (as_xlsx, "list.xlsx")])
    def test_applied_it_is_a_new_official_edition_in_place_of_the_local_list(self, manager, make_file, name):
        found = applied(brought(make_file(*KSBS), manager, name=name))
        assert (found.state, found.added) == ("done", 3)
        made = Framework.objects.get(code="ST0510", edition="1.0")
        assert made.official
        assert list(made.statements.values_list("code", "group", "title")) == [
            ("K1", "Knowledge", "Law"),
            ("S1", "Skills", "Listening"),
            ("B1", "Behaviours", "Honesty"),
        ]
        version = StandardVersion.objects.get(standard__code="ST0510", version="1.0")
        assert set(version.frameworks.in_force(timezone.localdate()).values_list("code", flat=True)) == {
            "PCF",
            "KSS-A",
            "KSS-C",
            "SWE-PS",
            "ST0510",
        }

    def test_the_same_file_again_changes_nothing(self, manager):
        applied(brought(as_csv(*KSBS), manager))
        frameworks = Framework.objects.count()
        again = brought(as_csv(*KSBS), manager)
        assert (again.added, again.unchanged, again.may_be_applied) == (0, 3, False)
        page = make.signed_in(manager).get(reverse("import", args=[again.reference])).content.decode()
        assert "You applied this very file on" in page
        assert "There is nothing to apply." in page
        assert Framework.objects.count() == frameworks

    def test_reference_data_loads_again_after_it_and_changes_nothing(self, manager):
        applied(brought(as_csv(*KSBS), manager))
        report = reference_data.load()
        assert (report.added, report.changed) == ([], [])

    def test_a_published_edition_is_never_edited(self, manager):
        applied(brought(as_csv(*KSBS), manager))
        other = brought(as_csv(KSBS[0], ["K1", "K", "Another law"]), manager)
        assert other.problems[0]["message"].startswith("Edition 1.0 is published already and says something else.")
        assert not other.may_be_applied

    def test_one_wrong_row_holds_the_whole_list_back_and_every_row_comes_back(self, manager):
        found = brought(as_csv(*KSBS, ["K9", "X", "Odd"], ["K1", "K", "Twice"], ["", "K", ""]), manager)
        assert [(p["row"], p["column"], p["message"]) for p in found.problems] == [
            (5, "Type", "Type must be K, S or B (knowledge, skill or behaviour)"),
            (6, "", "The same is in row 2 already"),
            (7, "Code", "Enter the code"),
            (7, "Title", "Enter the title"),
        ]
        assert (found.refused, found.may_be_applied) == (3, False)
        lines = list(csv.reader(io.StringIO(found.handed_back.content.read().decode("utf-8-sig"))))
        assert lines[0] == ["Code", "Type", "Title", "What is wrong"]
        assert [line[-1] for line in lines[1:]] == [
            "",
            "",
            "",
            "Type: Type must be K, S or B (knowledge, skill or behaviour)",
            "The same is in row 2 already",
            "Code: Enter the code; Title: Enter the title",
        ]

    def test_the_file_that_was_handed_back_can_be_corrected_and_brought(self, manager):
        wrong = brought(as_xlsx(*KSBS, ["K9", "X", "Odd"]), manager, name="list.xlsx")
        book = load_workbook(io.BytesIO(wrong.handed_back.content.read()))
        book.active["B5"] = "K"
        corrected = io.BytesIO()
        book.save(corrected)
        again = brought(corrected.getvalue(), manager, name="list to correct.xlsx")
        assert (again.added, again.problems) == (4, [])

    def test_only_the_manager_brings_it(self, manager):
        address = reverse("consortium:bring_official_list", args=["ST0510", "1.0"])
        assert make.signed_in(make.appointment().person).get(address).status_code == 403
        assert make.signed_in(manager).get(address).status_code == 200

    def test_the_page_takes_the_file_and_leads_through_to_the_end(self, manager):
        client = make.signed_in(manager)
        upload = SimpleUploadedFile("ksb.csv", as_csv(*KSBS))
        form = {"file": upload, "edition": "1.0", "publisher": "The standard's publisher"}
        page = client.post(reverse("consortium:bring_official_list", args=["ST0510", "1.0"]), form)
        assert client.get(page.url).status_code == 200
        job = client.post(f"{page.url}apply/")
        assert client.get(job.url).status_code == 200
        make.do_owed_work()
        done = Job.objects.get(kind="apply import").result_url
        assert "See what is there now" in client.get(done).content.decode()

    @pytest.mark.parametrize(
        ("name", "data", "said"),
        [
            ("ksb.pdf", b"%PDF-1.7", "The selected file must be a CSV or XLSX"),
            ("ksb.csv", b"\x00\x01\x02\x03", "is not text"),
            ("ksb.xlsx", b"PK\x03\x04 not a workbook", "does not open as XLSX"),
            ("ksb.csv", as_csv(["Name"], ["x"]), "are missing"),
        ],
    )
    def test_other_files_are_refused_in_words_and_leave_nothing(self, manager, name, data, said):
        form = {"file": SimpleUploadedFile(name, data), "edition": "1.0", "publisher": "P"}
        response = make.signed_in(manager).post(reverse("consortium:bring_official_list", args=["ST0510", "1.0"]), form)
        assert response.status_code == 200
        assert said in response.content.decode()
        assert (Import.objects.count(), StoredFile.objects.count()) == (0, 0)


def invite_list(*rows):
    return as_csv(["Name", "Email address", "Role", "First day"], *rows)


class TestInvitingSeveral:
    GOOD = (
        ["Priya Shah", "priya@example.org", "Practice educator", ""],
        ["Sam Okoro", "SAM@example.org", "mentor", "06/09/2026"],
    )

    @pytest.fixture(autouse=True)
    def roles(self):
        make.role("practice_educator")
        make.role("mentor")
        make.role("consortium_manager")

    def bring(self, lead, *rows):
        return brought(
            invite_list(*rows), lead.person, kind=INVITATIONS, options={"organisation": lead.organisation.reference}
        )

    def test_checking_sends_nothing(self, lead):
        found = self.bring(lead, *self.GOOD)
        assert (found.added, Invitation.objects.count(), Message.objects.count()) == (2, 0, 0)

    def test_good_rows_are_taken_and_wrong_ones_handed_back(self, lead):
        found = self.bring(
            lead,
            *self.GOOD,
            ["No Address", "none", "Mentor", ""],
            ["Above Reach", "a@example.org", "Consortium manager", ""],
            ["Grace Mensah", "grace@example.org", "Mentor", ""],
            ["Priya Again", "Priya@example.org", "Practice educator", ""],
            ["When", "w@example.org", "Mentor", "soon"],
        )
        found = applied(found)
        assert (found.state, found.added, found.refused) == ("done", 2, 5)
        assert sorted(Invitation.objects.values_list("appointment__person__email", flat=True)) == [
            "priya@example.org",
            "sam@example.org",
        ]
        lines = list(csv.reader(io.StringIO(found.handed_back.content.read().decode("utf-8-sig"))))
        assert [(line[0], line[-1]) for line in lines[1:]] == [
            ("No Address", "Email address: Email address must be in the correct format, like name@example.com"),
            ("Above Reach", f"Role: Role must be one that you can give at {lead.organisation.short_name}"),
            ("Grace Mensah", "Nobody gives a role to themselves"),
            ("Priya Again", "The same is in row 2 already"),
            ("When", "First day: First day must be a day, like 6 September 2027 or 06/09/2027"),
        ]

    def test_the_same_file_again_invites_nobody_twice(self, lead):
        applied(self.bring(lead, *self.GOOD))
        mails = Message.objects.count()
        again = self.bring(lead, *self.GOOD)
        assert (again.added, again.unchanged, again.may_be_applied) == (0, 2, False)
        assert Message.objects.count() == mails

    def test_applied_twice_at_once_it_is_applied_once(self, lead):
        found = self.bring(lead, *self.GOOD)
        twin = Import.objects.get(pk=found.pk)
        steps.ask_to_apply(found, by=lead.person)
        with pytest.raises(StepRefused):
            steps.ask_to_apply(twin, by=lead.person)
        make.do_owed_work()
        assert Invitation.objects.count() == 2

    def test_a_role_that_ended_meanwhile_applies_nothing(self, lead):
        found = self.bring(lead, *self.GOOD)
        steps.ask_to_apply(found, by=lead.person)
        lead.ends_on = datetime.date(2021, 1, 1)
        lead.save()
        make.do_owed_work()
        assert Invitation.objects.count() == 0
        assert Job.objects.get(kind="apply import").state == "failed"
        assert Import.objects.get().state == "checked"

    def test_formulas_that_somebody_typed_come_back_as_text(self, lead):
        found = self.bring(lead, ['=HYPERLINK("http://x")', "@cmd", "+1", "-1"])
        lines = list(csv.reader(io.StringIO(found.handed_back.content.read().decode("utf-8-sig"))))
        assert lines[1][:4] == ['\'=HYPERLINK("http://x")', "'@cmd", "'+1", "'-1"]

    def test_a_long_file_is_checked_in_the_background(self, lead):
        rows = [[f"Person {n}", f"p{n}@example.org", "Mentor", ""] for n in range(steps.CHECKED_AT_ONCE + 1)]
        found = self.bring(lead, *rows)
        client = make.signed_in(lead.person)
        assert found.state == "checking"
        assert "Being checked" in client.get(reverse("import", args=[found.reference])).content.decode()
        make.do_owed_work()
        found.refresh_from_db()
        assert (found.state, found.added) == ("checked", steps.CHECKED_AT_ONCE + 1)

    def test_only_whoever_brought_it_sees_it(self, lead):
        found = self.bring(lead, *self.GOOD)
        colleague = make.appointment(at=lead.organisation)
        client = make.signed_in(colleague.person)
        assert client.get(reverse("import", args=[found.reference])).status_code == 404
        assert client.post(reverse("apply_import", args=[found.reference])).status_code == 404

    def test_without_any_good_row_there_is_nothing_to_apply(self, lead):
        found = self.bring(lead, ["", "", "", ""], ["x", "none", "none", ""])
        response = make.signed_in(lead.person).post(reverse("apply_import", args=[found.reference]), follow=True)
        assert "There is nothing in this file that can be applied now." in response.content.decode()


class TestHostileFiles:
    def bring(self, data, name, lead):
        return steps.bring(io.BytesIO(data), name=name, kind=INVITATIONS, by=lead.person, options={})

    def test_a_workbook_that_unpacks_to_more_than_100_mb_is_refused(self, lead):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<x/>")
            archive.writestr("xl/workbook.xml", b"0" * (101 * 1024 * 1024))
        with pytest.raises(FileRefused, match="unpacks to more than 100 MB"):
            self.bring(out.getvalue(), "bomb.xlsx", lead)

    def test_entities_in_a_workbook_read_no_file_of_ours(self, lead, tmp_path):
        secret = tmp_path / "secret.txt"
        secret.write_text("the portal's own secret")
        declared = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'.encode()
        good = as_xlsx(["Name", "Email address", "Role"], ["a", "b@example.org", "c"])
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(good)) as before, zipfile.ZipFile(out, "w") as after:
            for member in before.infolist():
                data = before.read(member)
                if member.filename == "xl/sharedStrings.xml":
                    data = declared + data.split(b"?>", 1)[-1].replace(b">a<", b">a&e;<")
                    assert b"&e;" in data
                after.writestr(member.filename, data)
        sheet = read(out, COLUMNS_OF_PEOPLE, name="entities.xlsx")
        assert "secret" not in str(sheet)

    def test_a_workbook_with_a_macro_is_refused(self, lead):
        out = io.BytesIO(as_xlsx(["Name", "Email address", "Role"], ["a", "b", "c"]))
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"x")
        with pytest.raises(FileRefused, match="macro"):
            self.bring(out.getvalue(), "macro.xlsx", lead)

    def test_a_huge_cell_and_odd_letters_are_said_to_be_wrong_row_by_row(self, lead):
        make.role("mentor")
        rows = invite_list(["x" * 50_000, "a@example.org", "Mentor", ""], ["‮evil\u0007", "b@example.org", "Mentor", ""])
        found = brought(rows, lead.person, kind=INVITATIONS, options={"organisation": lead.organisation.reference})
        assert [problem["message"] for problem in found.problems] == ["Name must be 150 characters or fewer"]

    def test_a_csv_file_in_the_encoding_of_windows_is_read(self, lead):
        make.role("mentor")
        data = invite_list(["Zoë Ängström", "zoe@example.org", "Mentor", ""]).decode().encode("cp1252")
        found = brought(data, lead.person, kind=INVITATIONS, options={"organisation": lead.organisation.reference})
        applied(found)
        assert Invitation.objects.get().appointment.person.name == "Zoë Ängström"


def test_the_template_has_the_headings(lead):
    response = make.signed_in(lead.person).get(reverse("import_template", args=[INVITATIONS]))
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert [cell.value for cell in sheet[1]] == ["Name", "Email address", "Role", "First day", "Last day"]
    assert make.signed_in(lead.person).get(reverse("import_template", args=["nothing"])).status_code == 404
