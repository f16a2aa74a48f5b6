"""Forms take what people write, say what to change, run nothing that was typed, and lose nothing."""

import datetime
import re
from decimal import Decimal

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from consortium.models import Organisation
from core.forms import TEXT_LIMIT, DateField, FileField, HoursField, PortalForm, PortalModelForm, TimeField, drafts
from tests import make

HOSTILE = "<script>alert(1)</script>"


def one_field(field, label="Answer"):
    """A form with one field, called ``answer``."""
    field.label = label
    return type("OneField", (PortalForm,), {"answer": field})


def errors(field, typed, label="Answer"):
    data = typed if isinstance(typed, dict) else {"answer": typed}
    return one_field(field, label)(data).errors.get("answer", [])


def value(field, typed):
    data = typed if isinstance(typed, dict) else {"answer": typed}
    form = one_field(field)(data)
    assert form.is_valid(), form.errors
    return form.cleaned_data["answer"]


def date_parts(day, month, year):
    return {"answer_day": day, "answer_month": month, "answer_year": year}


def rendered(form):
    return Template("{% render_form form %}").render(Context({"form": form, "csrf_token": "token"}))


# What is missing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "label", "message"),
    [
        (forms.CharField(), "Full name", "Enter the full name"),
        (forms.CharField(), "Your name", "Enter your name"),
        (forms.CharField(), "What you learned", "Enter what you learned"),
        (forms.CharField(), "What did you learn?", "Answer “What did you learn?”"),
        (forms.CharField(), "PCF domain", "Enter the PCF domain"),
        (forms.ChoiceField(choices=[("a", "A")]), "Host borough", "Select the host borough"),
        (forms.BooleanField(), "I agree", "Select “I agree” to go on"),
        (FileField(), "Learning agreement", "Select a file for the learning agreement"),
        (DateField(), "Start date", "Enter the start date"),
        (HoursField(), "Hours", "Enter the hours"),
    ],
)
def test_a_missing_answer_is_asked_for_by_its_label(field, label, message):
    assert errors(field, {}, label) == [message]


def test_a_message_that_a_form_gives_its_field_stays():
    assert errors(forms.CharField(error_messages={"required": "Say who you are"}), {}) == ["Say who you are"]


def test_no_stock_message_is_left_on_any_field():
    stock = {str(text) for kind in (forms.CharField, forms.IntegerField, forms.EmailField, forms.DateField)
             for text in kind.default_error_messages.values()}  # fmt: skip
    for field in (forms.CharField(), forms.IntegerField(), forms.EmailField(), forms.DateField()):
        form = one_field(field)()
        assert stock.isdisjoint(map(str, form.fields["answer"].error_messages.values()))


# Dates, times, hours -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "parts", [("6", "9", "2027"), (" 06 ", "09", "2027"), ("6", "Sep", "2027"), ("6", "september", "2027")]
)
def test_a_date_is_read_as_people_write_it(parts):
    assert value(DateField(), date_parts(*parts)) == datetime.date(2027, 9, 6)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (("", "9", "2027"), "Start date must include a day"),
        (("6", "", ""), "Start date must include a month and a year"),
        (("31", "2", "2027"), "Start date must be a real date"),
        (("6", "9", "27"), "Start date must be a real date"),
        (("6", "9", "99999999999999999999"), "Start date must be a real date"),
        (("six", "x", "-1"), "Start date must be a real date"),
        (("6\x00", "9", "2027"), "Start date must be a real date"),
    ],
)
def test_a_date_that_cannot_be_read_is_said_so(parts, message):
    assert errors(DateField(), date_parts(*parts), "Start date") == [message]


def test_a_date_that_is_not_required_may_be_left_out():
    assert value(DateField(required=False), date_parts("", "", "")) is None


def test_a_wrong_date_stays_in_its_boxes_as_typed():
    html = rendered(one_field(DateField())(date_parts("31", "Feb", "2027")))
    assert ['value="31"' in html, 'value="Feb"' in html, 'value="2027"' in html] == [True, True, True]


@given(st.text(), st.text(), st.text())
def test_whatever_stands_in_a_date_is_a_date_or_an_error(day, month, year):
    form = one_field(DateField(required=False))(date_parts(day, month, year))
    assert form.is_valid() != bool(form.errors)


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("14:05", (14, 5)), ("14.05", (14, 5)), ("2:05pm", (14, 5)), ("2 pm", (14, 0)), ("9", (9, 0)),
        ("0930", (9, 30)), ("12am", (0, 0)), ("12:30 p.m.", (12, 30)), ("noon", (12, 0)), ("midnight", (0, 0)),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(typed, time):
    assert value(TimeField(), typed) == datetime.time(*time)


@pytest.mark.parametrize("typed", ["25:00", "9:75", "13pm", "0pm", "soon", "9:30:15", "\x00"])
def test_a_time_that_cannot_be_read_is_said_so(typed):
    assert errors(TimeField(), typed, "Start time") == ["Start time must be a time, like 9:30am or 14:00"]


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("7.5", "7.5"), ("7,5", "7.5"), ("7:30", "7.5"), ("7h 30m", "7.5"), ("7h30", "7.5"), ("7 hours", "7"),
        ("7 hours and 30 minutes", "7.5"), ("45 minutes", "0.75"), ("90m", "1.5"), ("7½", "7.5"), ("½", "0.5"),
        ("7.5 hrs", "7.5"), ("0:20", "0.33"), (" 8 ", "8"),
    ],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(typed, hours):
    assert value(HoursField(), typed) == Decimal(hours)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("lots", "Hours must be a number of hours, like 7.5 or 7h 30m"),
        ("7:75", "Hours must be a number of hours, like 7.5 or 7h 30m"),
        ("NaN", "Hours must be a number of hours, like 7.5 or 7h 30m"),
        ("1e999", "Hours must be a number of hours, like 7.5 or 7h 30m"),
        ("0", "Hours must be more than 0"),
        ("-2", "Hours must be more than 0"),
        ("0:00", "Hours must be more than 0"),
        ("25", "Hours must be 24 hours or fewer"),
    ],
)
def test_hours_that_cannot_be_are_said_so(typed, message):
    assert errors(HoursField(), typed, "Hours") == [message]


@given(st.text())
def test_whatever_stands_for_hours_is_a_number_in_range_or_an_error(typed):
    form = one_field(HoursField(required=False))({"answer": typed})
    if form.is_valid() and form.cleaned_data["answer"] is not None:
        assert Decimal(0) < form.cleaned_data["answer"] <= 24


# Texts, numbers, files -----------------------------------------------------------------------------------------


def test_a_text_of_the_greatest_length_is_taken_and_one_more_is_refused_kindly():
    assert errors(forms.CharField(), "x" * TEXT_LIMIT) == []
    assert errors(forms.CharField(), "x" * (TEXT_LIMIT + 1)) == ["Answer must be 100,000 characters or fewer"]


def test_lines_count_one_character_each_and_are_stored_as_they_are_counted():
    form = one_field(forms.CharField(max_length=5, widget=forms.Textarea))(QueryDict("answer=ab%0D%0Acd"))
    assert form.is_valid()
    assert form.cleaned_data["answer"] == "ab\ncd"


def test_a_nul_is_refused_in_words():
    message = "Answer holds a character that cannot be stored. Type it again"
    assert errors(forms.CharField(), "a\x00b") == [message]


@pytest.mark.parametrize("text", ["🧑‍🏫 ᚠᛇᚻ \u202eright-to-left\u202c", "Zoë O’Brien-Łukasz", "’; DROP TABLE x; --"])
def test_any_writing_is_taken_as_it_is(text):
    assert value(forms.CharField(), text) == text


def test_a_number_that_is_none_is_said_so_and_stays_as_typed():
    form = one_field(forms.IntegerField(), "Planned days")({"answer": "a few"})
    assert form.errors["answer"] == ["Planned days must be a whole number, like 15"]
    assert 'value="a few"' in rendered(form)


def test_limits_of_numbers_are_said():
    assert errors(forms.IntegerField(max_value=200), "201", "Planned days") == ["Planned days must be 200 or less"]


def test_an_address_in_the_wrong_form_is_said_with_an_example():
    message = "Work email must be in the correct format, like name@example.com"
    assert errors(forms.EmailField(), "me", "Work email") == [message]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("plan.exe", b"x", "The selected file must be a PDF or DOCX"),
        ("plan", b"x", "The selected file must be a PDF or DOCX"),
        ("plan.pdf", b"", "Answer: the selected file is empty"),
        ("plan.pdf", b"x" * (1024 * 1024 + 1), "The selected file must be smaller than 1 MB"),
    ],
)
def test_a_file_that_cannot_be_taken_is_said_so(name, content, message):
    form = one_field(FileField(kinds=("pdf", "docx"), max_mb=1))
    assert form({}, {"answer": SimpleUploadedFile(name, content)}).errors["answer"] == [message]


def test_a_file_is_taken_whatever_the_case_of_its_ending():
    form = one_field(FileField(kinds=("pdf",)))({}, {"answer": SimpleUploadedFile("Plan.PDF", b"%PDF-1.7")})
    assert form.is_valid()


# What is printed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("widget", [forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple])
def test_a_choice_from_stored_data_is_escaped(widget):
    kind = forms.MultipleChoiceField if widget is forms.CheckboxSelectMultiple else forms.ChoiceField
    html = rendered(one_field(kind(choices=[(HOSTILE, HOSTILE)], widget=widget))())
    assert [html.count(HOSTILE), html.count("&lt;script&gt;") > 0] == [0, True]


def test_labels_hints_errors_and_what_was_typed_are_escaped():
    field = forms.CharField(help_text=HOSTILE, error_messages={"max_length": HOSTILE}, max_length=3)
    html = rendered(one_field(field, HOSTILE)({"answer": HOSTILE}))
    assert [html.count("<script"), html.count("&lt;script&gt;")] == [0, 4]


def test_a_model_choice_named_by_somebody_is_escaped(db):
    make.organisation(name=HOSTILE, short_name=HOSTILE)
    field = forms.ModelChoiceField(Organisation.objects.all(), widget=forms.RadioSelect)
    assert HOSTILE not in rendered(one_field(field)())


def test_a_form_leaves_checking_to_the_server_and_can_be_posted_once():
    html = rendered(one_field(forms.CharField(max_length=9))())
    asked = ("novalidate", 'name="once"', 'name="csrfmiddlewaretoken"', "required", "maxlength")
    assert [name in html for name in asked] == [True, True, True, False, False]


def test_an_error_is_tied_to_its_field_for_those_who_listen():
    html = rendered(one_field(forms.CharField(help_text="As on the badge"))({}))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_answer_helptext id_answer_error"' in html


def test_the_empty_choice_says_what_to_do():
    html = rendered(one_field(forms.ChoiceField(choices=[("", "---------"), ("a", "A")]))())
    assert '<option value="" selected>Select</option>' in html


def test_rendering_a_form_twice_prints_the_same_fields():
    form = one_field(forms.CharField(help_text="As on the badge"))({})
    once = re.compile(r'name="once" value="\w+"')
    assert once.sub("", rendered(form)) == once.sub("", rendered(form))


# Two people at one record ----------------------------------------------------------------------------------------


class NoteForm(PortalModelForm):
    class Meta:
        model = Organisation
        fields = ["note", "starts_on"]


def posted(organisation, note, version):
    starts = organisation.starts_on
    data = {"note": note, "version": str(version), "starts_on_day": starts.day, "starts_on_month": starts.month}
    return NoteForm({**data, "starts_on_year": starts.year}, instance=Organisation.objects.get(pk=organisation.pk))


def test_a_form_carries_the_version_it_was_opened_on(db):
    organisation = make.organisation()
    assert f'name="version" value="{organisation.version}"' in rendered(NoteForm(instance=organisation))


def test_the_first_to_save_may(db):
    organisation = make.organisation(note="Before")
    form = posted(organisation, "Mine", organisation.version)
    assert [form.is_valid(), form.check_version(organisation), form.errors] == [True, True, {}]


def test_the_second_to_save_sees_both_texts_and_loses_none(db):
    organisation = make.organisation(note="Before")
    Organisation.objects.filter(pk=organisation.pk).update(note="Theirs", version=organisation.version + 1)
    form = posted(organisation, "Mine", organisation.version)
    assert [form.is_valid(), form.check_version(organisation)] == [True, False]
    assert [(field.label, field.saved) for field in form.theirs] == [("Note", "Theirs")]
    page = rendered(form) + Template("{% error_summary form %}").render(Context({"form": form}))
    assert ["Mine" in page, "Theirs" in page, "Somebody else has changed this" in page] == [True, True, True]


def test_saving_again_after_seeing_both_texts_replaces_knowingly(db):
    organisation = make.organisation(note="Before")
    Organisation.objects.filter(pk=organisation.pk).update(note="Theirs", version=7)
    form = posted(organisation, "Mine", organisation.version)
    form.is_valid()
    form.check_version(organisation)
    again = posted(organisation, "Mine", form["version"].value())
    assert [again.is_valid(), again.check_version(organisation)] == [True, True]


@pytest.mark.parametrize("version", ["", "x", "99999999999999999999"])
def test_a_form_without_a_readable_version_does_not_replace_anything(db, version):
    organisation = make.organisation()
    form = posted(organisation, "Mine", version)
    assert not (form.is_valid() and form.check_version(organisation))


# Drafts on the device -----------------------------------------------------------------------------------------------


def test_a_saved_draft_is_told_to_the_next_page_once(rf):
    request = rf.get("/")
    request.session = {}
    drafts.saved(request, "log:abc")
    assert [drafts.take_saved(request), drafts.take_saved(request)] == [["log:abc"], []]


def test_a_form_with_a_draft_key_says_so_to_the_browser():
    form = one_field(forms.CharField())()
    form.draft_key = "log:abc"
    assert 'data-draft-key="log:abc"' in rendered(form)
