"""The pages of an expression of interest: one question each, its label the heading of the page."""

from __future__ import annotations

import re
from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import HTML, Field, Layout, Size
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from consortium.models import Organisation
from core.forms import FileField, HoursField, PortalForm
from recruitment.equality_questions import EqualityQuestion
from recruitment.forms.public import AddressField, NameField
from recruitment.models import Application
from recruitment.operations.documents import KINDS


class QuestionForm(PortalForm):
    """A page with one question. The first field is its heading; further fields belong to the same answer."""

    submit = "Save and continue"

    @cached_property
    def helper(self) -> FormHelper:
        helper = super().helper
        names = [bound.name for bound in self.visible_fields()]
        hidden = [bound.name for bound in self.hidden_fields()]
        helper.layout = Layout(self._heading(names[0]), *names[1:], *hidden)
        return helper

    def _heading(self, name: str) -> Field:
        context = {
            "label_size": Size.for_label(Size.LARGE),
            "label_tag": "h1",
            "legend_size": Size.for_legend(Size.LARGE),
            "legend_tag": "h1",
        }
        return Field(name, context=context)


class Choice(forms.ChoiceField):
    """One of a few, as radio buttons."""

    widget = forms.RadioSelect


class YesNo(forms.TypedChoiceField):
    """Yes or no, as radio buttons; the answer is a bool."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[("yes", "Yes"), ("no", "No")], coerce=lambda value: value == "yes", empty_value=None, **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class NameForm(QuestionForm):
    name = NameField(label="What is your name?", help_text="Write it the way you want to read it on letters.")


class PhoneForm(QuestionForm):
    PHONE = re.compile(r"\+?[\d\s()./-]{7,30}")

    phone = forms.CharField(
        label="What is your phone number?",
        help_text="We ring only if something changes at short notice. You can correct it at any time.",
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "govuk-input--width-20"}),
    )

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"].strip()
        if not self.PHONE.fullmatch(phone):
            raise ValidationError("Phone number must be a number, like 020 7946 0123 or +44 20 7946 0123")
        return phone


class EmployerForm(QuestionForm):
    employer = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Which employer are you applying to?",
        help_text="Adults' and children's services of a council recruit separately.",
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, employers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employer"].queryset = employers


class WorksThereForm(QuestionForm):
    works_there = YesNo(label="Do you work for this employer now?")


class CurrentEmployerForm(QuestionForm):
    current_employer = forms.CharField(label="Who do you work for now?", max_length=150)


class ServiceForm(QuestionForm):
    current_service = Choice(label="Which service do you work in?", choices=Application.Service.choices)


class JobForm(QuestionForm):
    job_title = forms.CharField(label="What is your job title?", max_length=120)


class HoursForm(QuestionForm):
    weekly_hours = HoursField(
        label="How many hours a week do you work in that job?", help_text="For example, 36 or 22.5.", max_hours=60
    )


class ServiceLengthForm(QuestionForm):
    service_length = Choice(
        label="How long have you worked for this employer?", choices=Application.ServiceLength.choices
    )


class EnglishForm(QuestionForm):
    english = Choice(label="Do you have a level 2 qualification in English?", choices=Application.Level2.choices)


class MathsForm(QuestionForm):
    maths = Choice(label="Do you have a level 2 qualification in maths?", choices=Application.Level2.choices)


class DegreeForm(QuestionForm):
    prior_degree = Choice(
        label="Do you already have a degree?",
        help_text="You can still apply. A degree close to social work may mean that another route suits you better.",
        choices=Application.Degree.choices,
    )
    prior_degree_subject = forms.CharField(
        label="Subject of your degree, if you have one", max_length=150, required=False
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        has_one = answers.get("prior_degree") in (Application.Degree.OTHER, Application.Degree.RELATED)
        if has_one and not answers.get("prior_degree_subject"):
            self.add_error("prior_degree_subject", "Enter the subject of your degree")
        if not has_one:
            answers["prior_degree_subject"] = ""
        return answers


class RightToWorkForm(QuestionForm):
    right_to_work = YesNo(label="Do you have the right to work in the UK?")


class PriorLearningForm(QuestionForm):
    prior_learning = Choice(
        label="Have you learned some of this already?",
        help_text="At level 4 or above, by courses or at work. The university looks at it with you: it may shorten the "
        "programme.",
        choices=Application.PriorLearning.choices,
    )
    prior_learning_words = forms.CharField(
        label="If yes, what, where and when?", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("prior_learning") == Application.PriorLearning.YES:
            if not answers.get("prior_learning_words"):
                self.add_error("prior_learning_words", "Enter what you have learned, where and when")
        elif answers.get("prior_learning") == Application.PriorLearning.NONE:
            answers["prior_learning_words"] = ""
        return answers


class ResidencyForm(QuestionForm):
    residency = Choice(
        label="Have you lived in the UK for the last three years?",
        help_text="Public funding of the training mostly depends on it. There are exceptions, so apply all the same; "
        "the university checks with you.",
        choices=Application.Residency.choices,
    )


class WhyForm(QuestionForm):
    why = forms.CharField(
        label="Why do you want to do social work?",
        help_text="Write about what you have seen and done. Please do not name or describe anybody you have worked "
        "with so that they could be recognised.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )


FORMS: dict[str, type[QuestionForm]] = {
    "name": NameForm,
    "phone": PhoneForm,
    "employer": EmployerForm,
    "works-there": WorksThereForm,
    "current-employer": CurrentEmployerForm,
    "service": ServiceForm,
    "job": JobForm,
    "hours": HoursForm,
    "length-of-service": ServiceLengthForm,
    "english": EnglishForm,
    "maths": MathsForm,
    "degree": DegreeForm,
    "prior-learning": PriorLearningForm,
    "right-to-work": RightToWorkForm,
    "residency": ResidencyForm,
    "why": WhyForm,
}


class AdjustmentsForm(QuestionForm):
    wanted = YesNo(
        label="Would any adjustments help you to take part?",
        help_text="Only the recruitment coordinator, who arranges them, reads this. It is kept apart from your "
        "application, and you can tell us on any day.",
    )
    what_helps = forms.CharField(
        label="If yes, what would help?",
        help_text="For example, questions in large print, a quiet room or a rest between exercises. You do not need to "
        "say why.",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    carry_over = forms.BooleanField(
        label="If I become an apprentice, bring this along into my own record",
        help_text="Nobody reads it there before you share it: not your employer, not the university.",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("wanted") and not answers.get("what_helps"):
            self.add_error("what_helps", "Enter what would help")
        return answers


class EqualityForm(QuestionForm):
    """One equality question. Leaving it empty is an answer too."""

    answer = Choice(required=False)

    def __init__(self, *args: Any, question: EqualityQuestion, **kwargs: Any) -> None:
        self.question = question
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = question.question
        self.fields["answer"].help_text = question.hint
        self.fields["answer"].choices = question.options
        if question.write_in:
            self.fields["write_in"] = forms.CharField(
                label="In your own words, if you like", max_length=100, required=False
            )


class CertificateForm(PortalForm):
    submit = "Add this file"
    file = FileField(
        label="Certificate",
        kinds=KINDS,
        help_text="A PDF, or a clear photo as JPG or PNG, up to 20 MB. One file at a time.",
    )


class ManagerForm(PortalForm):
    submit = "Ask my line manager now"
    name = NameField(label="Your line manager's name")
    email = AddressField(
        label="Your line manager's work email address",
        help_text="Check it with care: the request goes to this address as soon as you press the button.",
    )


class CheckForm(PortalForm):
    """Nothing to fill in: one button under what was checked."""

    submit = "Submit my application"

    @cached_property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout(HTML(""))
        return helper
