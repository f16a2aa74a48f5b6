"""Logging off-the-job time in four taps, and what those who confirm it type."""

from __future__ import annotations

import datetime
import re
import uuid
from collections import Counter
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from apprentices.models import ActivityType, Apprentice, OffTheJobEntry
from apprentices.off_the_job_log import Refusal
from apprentices.operations import Logged
from consortium.models import Statement
from core import words
from core.files.acceptance import SAYS
from core.files.models import StoredFile
from core.forms import DateField, FileField, HoursField, PortalForm, SeveralField, TimeField

OTHER = "other"
USUAL = ("private_study", "shadowing", "assignment", "reflective_writing", "practice_training")
"""Shown as buttons to somebody who has not logged anything yet."""

USUAL_SHOWN = 5
LENGTHS = ("1", "2", "3", "4")


class KindField(forms.ChoiceField):
    """A choice of kinds of training that takes any kind that counts, and looks up what is usual only to be shown."""

    accepted: Collection[str] = ()

    def offer(self, choices: Callable[[], Any], accepted: Collection[str]) -> None:
        self.choices, self.accepted = choices, accepted

    def valid_value(self, value: Any) -> bool:
        return value in self.accepted


class LengthField(forms.ChoiceField):
    """A choice of lengths that takes any length of a day, so that what was a whole day yesterday still is one."""

    def valid_value(self, value: Any) -> bool:
        return re.fullmatch(r"\d{1,2}(\.\d{1,2})?", str(value)) is not None and 0 < Decimal(value) <= 24


class TimeForm(PortalForm):
    """One block of time. What is usual for this apprentice is one tap; everything else is there too.

    ``ask_four_tests`` is set where the tests must be answered before the form can be saved.
    """

    submit = "Save"
    ask_four_tests = False

    activity = KindField(label="What did you do?", widget=forms.RadioSelect)
    other_activity = KindField(label="Which kind of training?", required=False)
    length = LengthField(label="How long?", widget=forms.RadioSelect, required=False)
    other_length = HoursField(
        label="Another length of time", required=False, help_text="Like 1.5, 1h 30m or 45 minutes"
    )
    when = forms.ChoiceField(label="When?", widget=forms.RadioSelect)
    other_date = DateField(label="Which day?", required=False)
    starts_at = TimeField(label="When did it begin?", required=False, help_text="Like 9:30am or 14:00")
    note = forms.CharField(
        label="What did you learn?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="Do not name people who use services.",
    )
    statements = SeveralField(
        Statement.objects.none(),
        label="Which knowledge, skills and behaviours is it about?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    file = FileField(label="A file as evidence", required=False, help_text=SAYS)
    answer = forms.CharField(
        label="Your answer", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    kept_files = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    client_id = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    fields: dict[str, Any]

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        apprentice: Apprentice,
        on: datetime.date,
        entry: OffTheJobEntry | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"client_id": uuid.uuid4(), **self._initial(entry, on), **kwargs.get("initial", {})}
        super().__init__(data, files, record=entry, **kwargs)
        self.apprentice, self.on, self.entry = apprentice, on, entry
        self.draft_key = f"time-{entry.reference}" if entry else "time-new"
        kinds = ActivityType.objects.with_tests_of(apprentice).counting_under(apprentice.rule_set)
        self.activities = {kind.code: kind for kind in kinds}
        self.fields["activity"].offer(self._usual_choices, {*self.activities, OTHER})
        self.fields["other_activity"].offer(self._other_choices, set(self.activities))
        self.fields["length"].choices = self._length_choices
        self._offer_days()
        version = apprentice.cohort.standard_version
        self.fields["statements"].queryset = Statement.objects.filter(
            framework__standard_versions=version, framework__code__startswith=version.standard.code
        )
        if not (entry and entry.state == OffTheJobEntry.State.QUERIED):
            del self.fields["answer"]

    # What is offered ------------------------------------------------------------------------------------------

    @staticmethod
    def _initial(entry: OffTheJobEntry | None, on: datetime.date) -> dict[str, Any]:
        if entry is None:
            return {"when": on.isoformat()}
        return {
            "activity": entry.activity.code,
            "other_length": entry.hours,
            "when": entry.date.isoformat(),
            "starts_at": entry.starts_at,
            "note": entry.note,
            "answer": entry.answer,
            "statements": list(entry.statements.values_list("pk", flat=True)),
            "client_id": entry.client_id,
        }

    @cached_property
    def _usual(self) -> list[str]:
        """Codes of what this apprentice logs most; asked only when the form is shown."""
        logged = Counter(
            self.apprentice.off_the_job.filter(source=OffTheJobEntry.Source.LOGGED)
            .order_by("-date")
            .values_list("activity__code", flat=True)[:60]
        )
        wanted = [code for code, _ in logged.most_common()] + list(USUAL)
        if self.entry:
            wanted.insert(0, self.entry.activity.code)
        return list(dict.fromkeys(code for code in wanted if code in self.activities))[:USUAL_SHOWN]

    def _usual_choices(self) -> list[tuple[str, str]]:
        """What is usual, in the order of the reference data; the rest one step behind."""
        usual = [(code, activity.label) for code, activity in self.activities.items() if code in self._usual]
        return [*usual, (OTHER, "Something else")]

    def _other_choices(self) -> list[tuple[str, Any]]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for code, activity in self.activities.items():
            if code not in self._usual:
                groups.setdefault(activity.group, []).append((code, activity.label))
        return [("", "Select"), *groups.items()]

    def _length_choices(self) -> list[tuple[str, str]]:
        weekly = self.apprentice.employments.order_by("-starts_on").values_list("weekly_hours", flat=True).first()
        whole_day = ((weekly or Decimal(37)) / 5).quantize(Decimal("0.01"))
        choices = [(length, words.hours(Decimal(length))) for length in LENGTHS]
        return [*choices, (str(whole_day), f"A whole day ({words.number(whole_day)})")]

    def _offer_days(self) -> None:
        days = [(self.on, "Today"), (self.on - datetime.timedelta(days=1), "Yesterday")]
        if self.entry and self.entry.date not in dict(days):
            days.append((self.entry.date, ""))
        self.fields["when"].choices = [
            *((date.isoformat(), name or words.day(date)) for date, name in days),
            (OTHER, "Another day"),
        ]

    # What was chosen ------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["kind"] = self._kind(cleaned)
        cleaned["date"] = self._date(cleaned)
        cleaned["hours"] = self._hours(cleaned)
        return cleaned

    def clean_client_id(self) -> uuid.UUID:
        """The name that the device gave the entry; what is not one counts as a new entry."""
        try:
            return uuid.UUID(self.cleaned_data["client_id"])
        except ValueError:
            return uuid.uuid4()

    def clean_kept_files(self) -> list[StoredFile]:
        """Files of the apprentice's own that came with an earlier post of this form."""
        wanted = [text for text in self.cleaned_data["kept_files"] or [] if text.isascii() and text.isalnum()]
        return list(StoredFile.objects.filter(uploaded_by=self.apprentice.person_id, reference__in=wanted))

    def _kind(self, cleaned: dict[str, Any]) -> ActivityType | None:
        code = cleaned.get("activity")
        if code == OTHER and not (code := cleaned.get("other_activity")):
            if "other_activity" not in self.errors:
                self.add_error("other_activity", "Select which kind of training it was")
            return None
        return self.activities.get(code or "")

    def _date(self, cleaned: dict[str, Any]) -> datetime.date | None:
        chosen = cleaned.get("when")
        if chosen != OTHER:
            return datetime.date.fromisoformat(chosen) if chosen else None
        if not cleaned.get("other_date") and "other_date" not in self.errors:
            self.add_error("other_date", "Enter the day on which it took place")
        return cleaned.get("other_date")

    def _hours(self, cleaned: dict[str, Any]) -> Decimal | None:
        """What was typed goes before what was tapped: it was the later thought."""
        if "other_length" in self.errors:
            return None
        if typed := cleaned.get("other_length"):
            return typed
        if chosen := cleaned.get("length"):
            return Decimal(chosen)
        if "length" not in self.errors:
            self.add_error("length", "Select how long it took, or type another length of time")
        return None

    def refuse(self, refusals: tuple[Refusal, ...]) -> None:
        """Put what the log's rules say beside the field that the person used."""
        for refusal in refusals:
            self.add_error(self._field_for(refusal.field), ValidationError(refusal.words))

    def _field_for(self, about: str) -> str:
        match about:
            case "date":
                return "other_date" if self.cleaned_data.get("when") == OTHER else "when"
            case "hours":
                return "other_length" if self.cleaned_data.get("other_length") else "length"
            case "activity":
                return "other_activity" if self.cleaned_data.get("activity") == OTHER else "activity"
        return about

    def logged(self, files: list[StoredFile]) -> Logged:
        """What was typed, as the log takes it."""
        cleaned = self.cleaned_data
        return Logged(
            activity=cleaned["kind"],
            date=cleaned["date"],
            hours=cleaned["hours"],
            starts_at=cleaned["starts_at"],
            note=cleaned["note"],
            statements=list(cleaned["statements"]),
            files=files,
            tests_answered=cleaned["kind"].tests_answered,
        )

    @property
    def more_is_used(self) -> bool:
        """Whether the folded part of the form holds anything, so that it stands open."""
        names = ("starts_at", "note", "statements", "file")
        return any(self[name].errors or self[name].value() for name in names)


class QuestionForm(PortalForm):
    submit = "Send the question"
    question = forms.CharField(
        label="What do you want to ask?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        help_text="One question. The apprentice answers it, and the time comes back to you.",
    )


class ReasonForm(PortalForm):
    submit = "Do not agree this time"
    reason = forms.CharField(
        label="Why does it not count?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        help_text="The apprentice reads this.",
    )


class OneTimeCodeForm(PortalForm):
    """The one-time code alone."""

    submit = "Continue"
    code = forms.CharField(
        label="Code",
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "govuk-input--width-5"}
        ),
    )


class CodeForm(OneTimeCodeForm):
    """The one-time code with the name and role of the person who acts by link."""

    name = forms.CharField(
        label="Your full name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    role = forms.CharField(label="Your role", max_length=150, help_text="Like team manager, or practice educator")
