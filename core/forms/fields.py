"""Fields that take dates, times, hours and files the way people write them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator

from core import words

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


LONGEST_ID = 18
"""Digits of an id that the database can hold."""


class SeveralField(forms.ModelMultipleChoiceField):
    """Several records of a list. An id that no record can have is answered like one that is not in the list."""

    def clean(self, value: Any) -> Any:
        for said in value or ():
            if len(str(said)) > LONGEST_ID:
                raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class DateWidget(forms.MultiWidget):
    """Three text boxes: day, month, year. What was typed stays in them, right or wrong."""

    template_name = "django/forms/widgets/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        widths = {"day": 2, "month": 2, "year": 4}
        super().__init__(
            {
                part: forms.TextInput(
                    attrs={
                        "class": f"govuk-input govuk-date-input__input govuk-input--width-{width}",
                        "inputmode": "numeric",
                    }
                )
                for part, width in widths.items()
            },
            attrs,
        )

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, datetime.date):
            return [value.day, value.month, value.year]
        return [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, label in zip(context["widget"]["subwidgets"], ("Day", "Month", "Year"), strict=True):
            part["label"] = label
            part["attrs"].pop("aria-describedby", None)  # the fieldset is described once for all three
            if part["attrs"].get("aria-invalid"):
                part["attrs"]["class"] += " govuk-input--error"
        return context


class DateField(forms.MultiValueField):
    """A date in three parts. The month may be a number or a name; the answer is a ``datetime.date``.

    Refused with words: a part that is missing, a date that is not in the calendar, a year outside 1900 to 2100.
    """

    widget = DateWidget
    default_error_messages = {
        "incomplete": "Date must include %(missing)s",
        "invalid": "Date must be a real date",
    }

    def __init__(self, **kwargs: Any) -> None:
        parts = tuple(forms.CharField(required=False, max_length=20) for _ in range(3))
        super().__init__(parts, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> datetime.date | None:
        if self.disabled and not isinstance(value, list):
            return value
        typed = [str(part or "").strip() for part in (value or ("", "", ""))]
        if not any(typed):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        missing = [f"a {name}" for part, name in zip(typed, ("day", "month", "year"), strict=True) if not part]
        if missing:
            raise ValidationError(
                self.error_messages["incomplete"], code="incomplete", params={"missing": words.listed(missing)}
            )
        date = self._real_date(*typed)
        self.run_validators(date)
        return date

    def compress(self, data_list: Any) -> Any:
        raise NotImplementedError("clean() answers with the date itself")

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.clean(data) != initial
        except ValidationError:
            return True

    def _real_date(self, day: str, month: str, year: str) -> datetime.date:
        try:
            month_number = MONTHS.index(month[:3].lower()) + 1 if month[:1].isalpha() else int(month)
            if not 1900 <= int(year) <= 2100:
                raise ValueError
            return datetime.date(int(year), month_number, int(day))
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class TimeField(forms.TimeField):
    """A time of day as people write it: 14:05, 14.05, 2:05pm, 2pm, 1405."""

    widget = forms.TextInput(attrs={"class": "govuk-input--width-5"})
    PATTERN = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*([ap])?\.?\s*m?\.?")

    def to_python(self, value: Any) -> datetime.time | None:
        if value in self.empty_values or isinstance(value, datetime.time):
            return value or None
        text = str(value).strip().lower()
        text = {"noon": "12pm", "midday": "12pm", "midnight": "12am"}.get(text, text)
        found = self.PATTERN.fullmatch(text)
        if not found:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if half:
            hour = hour % 12 + (12 if half == "p" else 0)
        return datetime.time(hour, minute)

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%H:%M") if isinstance(value, datetime.time) else value


class HoursField(forms.DecimalField):
    """A length of time in hours, as a ``Decimal`` to two places: 7.5, 7,5, 7:30, 7h 30m, 45 minutes, 7½.

    ``max_hours`` is the most that one answer may hold (24, a day, unless the form says otherwise).
    """

    widget = forms.TextInput(attrs={"inputmode": "text", "class": "govuk-input--width-5"})
    HOURS_AND_MINUTES = re.compile(
        r"(?:(?P<hours>\d{1,4})\s*(?:h|hr|hrs|hour|hours)\s*(?:and\s*)?)?(?:(?P<minutes>\d{1,4})\s*(?:m|min|mins|minute|minutes)?)?"
    )
    FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}

    def __init__(self, *, max_hours: int = 24, **kwargs: Any) -> None:
        super().__init__(min_value=Decimal("0.01"), **kwargs)
        self.validators.append(MaxValueValidator(max_hours))

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        text = str(value).strip().lower()
        for sign, decimal in self.FRACTIONS.items():
            text = text.replace(f" {sign}", decimal).replace(sign, decimal)
        readings = (read(text) for read in (self._clock, self._spelled, self._decimal))
        hours = next((reading for reading in readings if reading is not None), None)
        if hours is None or not hours.is_finite() or abs(hours) > 100_000:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return hours.quantize(Decimal("0.01"), ROUND_HALF_UP)

    def prepare_value(self, value: Any) -> Any:
        return words.number(value).replace(",", "") if isinstance(value, Decimal) else value

    @staticmethod
    def _clock(text: str) -> Decimal | None:
        found = re.fullmatch(r"(\d{1,4}):([0-5]\d)", text)
        return Decimal(found[1]) + Decimal(found[2]) / 60 if found else None

    def _spelled(self, text: str) -> Decimal | None:
        found = self.HOURS_AND_MINUTES.fullmatch(text)
        if not found or not re.search(r"[hm]", text):
            return None
        return Decimal(found["hours"] or 0) + Decimal(found["minutes"] or 0) / 60

    @staticmethod
    def _decimal(text: str) -> Decimal | None:
        text = re.sub(r"\s*(h|hr|hrs|hour|hours)$", "", text).replace(",", ".")
        try:
            return Decimal(text) if text.isascii() and len(text) < 20 else None
        except InvalidOperation:
            return None


class FileField(forms.FileField):
    """A file to upload. ``kinds`` are the endings that are taken ("pdf"); ``core.files`` checks what is inside."""

    def __init__(self, *, kinds: Sequence[str] = (), max_mb: int | None = None, **kwargs: Any) -> None:
        self.kinds = tuple(kinds)
        self.max_mb = max_mb or settings.UPLOAD_LIMIT_MB
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"accept": ",".join(f".{ending}" for ending in self.kinds)} if self.kinds else {}

    def to_python(self, data: Any) -> UploadedFile | None:
        file = super().to_python(data)
        if file is None:
            return None
        if "\x00" in file.name:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if self.kinds and PurePath(file.name).suffix.lower().lstrip(".") not in self.kinds:
            taken = words.listed((ending.upper() for ending in self.kinds), last="or")
            raise ValidationError(f"The selected file must be a {taken}", code="kind")
        if file.size > self.max_mb * 1024 * 1024:
            raise ValidationError(f"The selected file must be smaller than {self.max_mb} MB", code="too_big")
        return file
