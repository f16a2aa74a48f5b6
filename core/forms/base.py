"""The forms of the portal: kind and exact about what to change, and nothing that was typed is lost.

``PortalForm`` collects, ``PortalModelForm`` collects for one model; neither acts. Both speak GOV.UK's way of putting
errors, carry the version of the record they were opened on, and render with ``{% render_form form %}``.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crispy_forms_gds.helper import FormHelper
from django import forms
from django.core.validators import MaxLengthValidator
from django.db import connections, models, router
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property

from core import words
from core.forms.fields import DateField, TimeField
from core.forms.messages import give_messages

TEXT_LIMIT = 100_000
"""The most characters that any text field takes."""


@dataclass(frozen=True)
class Theirs:
    """A field that somebody else changed meanwhile, as it is saved now."""

    label: str
    saved: str


class PortalFormMixin:
    """What every form of the portal does.

    ``submit`` is the text on the button, ``other_buttons`` are further buttons by the name they post, ``cancel_url``
    leads away without saving. ``draft_key`` keeps what is typed on the device under this name (see ``drafts``).
    ``record`` is the row that the form changes; with it the form carries the version it was opened on.
    """

    submit = "Save"
    other_buttons: Mapping[str, str] = {}
    cancel_url = ""
    draft_key = ""
    use_required_attribute = False

    fields: dict[str, forms.Field]
    data: MultiValueDict[str, Any]

    def __init__(self, *args: Any, record: models.Model | None = None, **kwargs: Any) -> None:
        if args:
            args = (plain_newlines(args[0]), *args[1:])
        elif "data" in kwargs:
            kwargs["data"] = plain_newlines(kwargs["data"])
        super().__init__(*args, **kwargs)
        self.theirs: list[Theirs] = []
        for name, field in list(self.fields.items()):
            self.fields[name] = self.style_field(name, field)
        record = record or getattr(self, "instance", None)
        if record is not None and record.pk and hasattr(record, "version"):
            self.fields["version"] = forms.IntegerField(
                required=False, initial=record.version, widget=forms.HiddenInput
            )

    def style_field(self, name: str, field: forms.Field) -> forms.Field:
        """The field with our widgets, our limits and our words; a form may give it a label before."""
        return _in_house_style(name, field)

    @cached_property
    def helper(self) -> FormHelper:
        """How crispy renders this form; give it another ``layout`` where the fields need grouping."""
        helper = FormHelper(self)
        helper.form_class = "app-form"
        helper.attrs = {"novalidate": True}
        helper.render_hidden_fields = True
        if self.draft_key:
            helper.attrs["data-draft-key"] = self.draft_key
        return helper

    def check_version(self, record: models.Model) -> bool:
        """Whether the record is still as it was when the form was opened; otherwise say so on the form.

        Call it after ``is_valid()`` inside the transaction that saves: the row is locked and read afresh, whatever
        ``record`` holds by now. When somebody else was faster, what was typed stays in the form, ``theirs`` holds what
        is saved now, and saving the form again replaces it knowingly.
        """
        rows = type(record)._base_manager.all()
        if connections[router.db_for_write(type(record))].in_atomic_block:
            rows = rows.select_for_update()
        saved: Any = rows.get(pk=record.pk)
        if self.cleaned_data.get("version") == saved.version:
            return True
        self.theirs = list(self._changed_by_others(saved))
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(saved.version)
        self.add_error(
            None,
            "Somebody else has changed this since you opened it. What they saved is shown below, and what you typed is "
            "still here. Save again to put yours in its place.",
        )
        return False

    @property
    def changes(self) -> dict[str, Any]:
        """What a valid form holds that differs from what it was opened with, by field."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "version"}

    def _changed_by_others(self, saved: models.Model) -> Iterable[Theirs]:
        for bound in self.visible_fields():
            if bound.name in self.cleaned_data and hasattr(saved, bound.name):
                value = getattr(saved, bound.name)
                if value != self.cleaned_data[bound.name] and not isinstance(value, models.Manager):
                    yield Theirs(str(bound.label), _said(saved, bound.name, value))


class PortalForm(PortalFormMixin, forms.Form):
    """A form that belongs to no single model."""


class PortalModelForm(PortalFormMixin, forms.ModelForm):
    """A form over one model's fields. It collects; an operation or a step on the record acts."""


def plain_newlines(data: Any) -> Any:
    """What was posted with newlines as "\\n", as they are counted and stored; browsers send "\\r\\n"."""
    if not data:
        return data
    tidied = data.copy() if isinstance(data, QueryDict | MultiValueDict) else MultiValueDict()
    for name in data:
        values = data.getlist(name) if hasattr(data, "getlist") else data[name]
        values = values if isinstance(values, list | tuple) else [values]
        tidied.setlist(name, [v.replace("\r\n", "\n") if isinstance(v, str) else v for v in values])
    return tidied


def _in_house_style(name: str, field: forms.Field) -> forms.Field:
    """The field with our widgets, our limits and our words."""
    if field.label is None:
        field.label = words.capitalised(name.replace("_", " "))
    if type(field) is forms.DateField:
        field = _as(DateField, field)
    elif type(field) is forms.TimeField:
        field = _as(TimeField, field)
    if type(field.widget) is forms.NumberInput:
        whole = isinstance(field, forms.IntegerField)
        attrs = {"inputmode": "numeric" if whole else "decimal", "class": "govuk-input--width-5"}
        field.widget = forms.TextInput(attrs=attrs | {k: v for k, v in field.widget.attrs.items() if k == "class"})
    if isinstance(field, forms.CharField) and not isinstance(field, forms.JSONField) and field.max_length is None:
        field.validators.append(MaxLengthValidator(TEXT_LIMIT))
    if isinstance(field, forms.EmailField):
        field.widget.attrs.setdefault("spellcheck", "false")
    field.widget.attrs.pop("maxlength", None)  # would cut a pasted text short without a word
    _say_select(field)
    give_messages(field)
    return field


def _as(kind: type[forms.Field], field: forms.Field) -> forms.Field:
    return kind(
        required=field.required,
        label=field.label,
        initial=field.initial,
        help_text=field.help_text,
        disabled=field.disabled,
        validators=field.validators,
    )


def _say_select(field: forms.Field) -> None:
    """The empty choice of a drop-down says what to do instead of showing dashes."""
    if hasattr(field, "empty_label"):
        field.empty_label = "Select" if field.empty_label == "---------" else field.empty_label
    elif isinstance(field, forms.ChoiceField):
        first, *others = [*field.choices, None]
        if first is not None and tuple(first) == ("", "---------"):
            field.choices = [("", "Select"), *others[:-1]]


def _said(record: models.Model, name: str, value: Any) -> str:
    """A stored value in words, for the person whose form met it."""
    if display := getattr(record, f"get_{name}_display", None):
        return str(display())
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime.datetime):
        return words.moment(value)
    if isinstance(value, datetime.date):
        return words.day(value)
    return "Nothing" if value in (None, "") else str(value)
