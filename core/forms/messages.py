"""Error messages that say what to do, built from a field's label, which is ours and never somebody's stored text."""

from __future__ import annotations

import re

from django import forms

from core import words
from core.forms import fields

_STARTS_WITHOUT_ARTICLE = re.compile(
    r"(an?|any|each|every|how|i|my|one|some|that|the|their|this|what|when|where|whether|which|who|why|your)\b", re.I
)

_NOT_ARRIVED = "SUBJECT: the file did not arrive. Select it again"

_BY_KIND: tuple[tuple[type[forms.Field], dict[str, str]], ...] = (
    (forms.EmailField, {"invalid": "SUBJECT must be in the correct format, like name@example.com"}),
    (forms.URLField, {"invalid": "SUBJECT must be a web address, like https://www.example.org"}),
    (
        fields.HoursField,
        {
            "invalid": "SUBJECT must be a number of hours, like 7.5 or 7h 30m",
            "min_value": "SUBJECT must be more than 0",
            "max_value": "SUBJECT must be %(limit_value)s hours or fewer",
        },
    ),
    (forms.DecimalField, {"invalid": "SUBJECT must be a number, like 7.5"}),
    (forms.IntegerField, {"invalid": "SUBJECT must be a whole number, like 15"}),
    (
        fields.DateField,
        {"invalid": "SUBJECT must be a real date", "incomplete": "SUBJECT must include %(missing)s"},
    ),
    (fields.TimeField, {"invalid": "SUBJECT must be a time, like 9:30am or 14:00"}),
    (
        forms.FileField,
        {
            "empty": "SUBJECT: the selected file is empty",
            "missing": _NOT_ARRIVED,
            "invalid": _NOT_ARRIVED,
            "max_length": "SUBJECT: the name of the file must be %(max)s characters or fewer",
        },
    ),
    (forms.CharField, {"invalid": "SUBJECT must be in the correct format"}),
)
"""Messages of a kind of field, the particular before the general; SUBJECT is the start of the sentence."""

_SUBJECT_OF_A_QUESTION: tuple[tuple[type[forms.Field], str], ...] = (
    (fields.DateField, "Date"),
    (fields.TimeField, "Time"),
    (fields.HoursField, "Hours"),
    (forms.FileField, "File"),
    (forms.EmailField, "Email address"),
    (forms.Field, "Answer"),
)


def give_messages(field: forms.Field) -> None:
    """Replace Django's stock messages with ours; messages that a form gave its field itself stay."""
    stock = {code: text for kind in reversed(type(field).__mro__) for code, text in _own(kind).items()}
    chosen = {code: text for code, text in field.error_messages.items() if text is not stock.get(code)}
    field.error_messages = field.error_messages | messages_for(field) | chosen


def messages_for(field: forms.Field) -> dict[str, str]:
    """Our message for every way in which this field can be wrong, by Django's code for it."""
    what, subject = _phrase(field), subject_of(field)
    messages = {
        "required": required_message(field),
        "null_characters_not_allowed": f"{subject} holds a character that cannot be stored. Type it again",
        "max_length": f"{subject} must be %(limit_value)s characters or fewer",
        "min_length": f"{subject} must be %(limit_value)s characters or more",
        "max_value": f"{subject} must be %(limit_value)s or less",
        "min_value": f"{subject} must be %(limit_value)s or more",
        "max_digits": f"{subject} must have at most %(max)s digits",
        "max_whole_digits": f"{subject} must have at most %(max)s digits before the point",
        "max_decimal_places": f"{subject} must have at most %(max)s decimal places",
        "invalid_choice": f"Select {what} from the list",
        "invalid_list": f"Select {what} from the list",
        "invalid_pk_value": f"Select {what} from the list",
    }
    kind = next((texts for type_, texts in _BY_KIND if isinstance(field, type_)), {})
    messages |= {code: text.replace("SUBJECT", subject) for code, text in kind.items()}
    return {code: _with_commas(field, code, text) for code, text in messages.items()}


def _with_commas(field: forms.Field, code: str, text: str) -> str:
    """The message with a limit of thousands written as people read it: 100,000."""
    for validator in field.validators:
        limit = getattr(validator, "limit_value", None)
        if getattr(validator, "code", "") == code and isinstance(limit, int) and limit >= 1000:
            return text.replace("%(limit_value)s", f"{limit:,}")
    return text


def required_message(field: forms.Field) -> str:
    """What to do about an answer that is missing: "Enter the start date", "Select your borough"."""
    label = str(field.label)
    if isinstance(field, forms.BooleanField):
        return f"Select “{label}” to go on"
    if label.endswith("?"):
        return f"Answer “{label}”"
    if isinstance(field, forms.FileField):
        return f"Select a file for {_phrase(field)}"
    verb = "Select" if isinstance(field, forms.ChoiceField) else "Enter"
    return f"{verb} {_phrase(field)}"


def subject_of(field: forms.Field) -> str:
    """The start of a sentence about the field: its label, or what it holds where the label is a question."""
    label = str(field.label)
    if not label.endswith("?"):
        return label
    return next(subject for kind, subject in _SUBJECT_OF_A_QUESTION if isinstance(field, kind))


def _phrase(field: forms.Field) -> str:
    """The label in the middle of a sentence: "the start date", "your name", "an answer"."""
    label = str(field.label)
    if label.endswith("?"):
        return "an answer"
    said = words.lowered(label)
    return said if _STARTS_WITHOUT_ARTICLE.match(said) else f"the {said}"


def _own(kind: type) -> dict[str, str]:
    return vars(kind).get("default_error_messages", {})
