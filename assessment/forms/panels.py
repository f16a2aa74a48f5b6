"""What is filled in around a portfolio on the agenda of a practice assessment panel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from assessment.models import PanelItem, PanelMember
from consortium.models import Statement
from core.accounts.models import User
from core.forms import DateField, PortalForm, SeveralField

LONGEST = 20_000
A_COMMENT = 3000


class PersonField(forms.ModelChoiceField):
    """Somebody by name; where they come from only where that tells nothing about them."""

    names: Mapping[int, str] = {}

    def label_from_instance(self, obj: Any) -> str:
        return self.names.get(obj.pk, obj.name)


class SeatForm(PortalForm):
    """Who gets a seat, and in which role."""

    submit = "Give them the seat"

    person = PersonField(User.objects.none(), label="Who?", to_field_name="reference")
    role = forms.ChoiceField(label="In which role?", choices=PanelMember.Role.choices, widget=forms.RadioSelect)
    is_under_18 = forms.BooleanField(label="They are under 18 (they never count for the quorum)", required=False)

    def __init__(self, *args: Any, people: Any, names: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["person"].names = names  # type: ignore[attr-defined]


class SubstituteForm(SeatForm):
    """Who takes somebody's seat; the role stays."""

    submit = "Put them in this seat"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["role"], self.fields["is_under_18"]


class ItemsField(SeveralField):
    """Several portfolios of the agenda, each by whose it is and for what."""

    def label_from_instance(self, obj: Any) -> str:
        placement = (obj.submission if isinstance(obj, PanelItem) else obj).placement
        return (
            f"{placement.apprentice.person.name}, {placement.name.lower()}, {placement.apprentice.employer.short_name}"
        )


class AgendaForm(PortalForm):
    """Which of the portfolios that wait go on the agenda."""

    submit = "Put them on the agenda"

    submissions = ItemsField(
        PanelItem.objects.none(), label="Portfolios that wait for a panel", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, waiting: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["submissions"]
        field.to_field_name = "reference"
        field.queryset = waiting
        field.initial = [one.reference for one in waiting]


class DeclareForm(PortalForm):
    """Which portfolios a member has nothing to do with; none ticked says that there is none."""

    submit = "Save, and see the agenda"

    items = ItemsField(
        PanelItem.objects.none(),
        label="Tick each one that you would rather have nothing to do with",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Because you know them, because you worked together, or for any other reason. Nobody asks which.",
    )

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["items"]
        field.to_field_name = "reference"
        field.queryset = items


class TogetherForm(DeclareForm):
    """Which passes are confirmed in one step."""

    submit = "Confirm these passes together"

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, items=items, **kwargs)
        self.fields["items"].label = "Passes on which nobody has a question"
        self.fields["items"].help_text = "Leave out whatever somebody wants to speak about."
        self.fields["items"].initial = [item.reference for item in items]


class ReadersForm(PortalForm):
    """Who reads a portfolio in full."""

    submit = "Name these readers"

    readers = SeveralField(
        PanelMember.objects.none(),
        label="Who reads it in full?",
        widget=forms.CheckboxSelectMultiple,
        to_field_name="reference",
    )

    def __init__(self, *args: Any, members: Any, asked: Iterable[str], count: int, **kwargs: Any) -> None:
        super().__init__(*args, initial={"readers": list(asked)}, **kwargs)
        self.fields["readers"].queryset = members  # type: ignore[attr-defined]
        self.fields[
            "readers"
        ].help_text = f"Choose {count}, from different organisations. Who cannot read it is not here."


class SheetForm(PortalForm):
    """A reader's sheet. Made for its capabilities by ``sheet_form``."""

    submit = "Check before you send it"
    other_buttons = {"later": "Save and go on later"}
    statements: Sequence[Statement] = ()

    overall = forms.CharField(
        label="What you say of the whole",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Whether what you read carries the recommendation, and what you would ask.",
    )
    would_recommend = forms.ChoiceField(label="What would you recommend?", required=False, widget=forms.RadioSelect)

    def comments(self) -> dict[int, str]:
        return {one.pk: self.cleaned_data.get(f"said_{one.pk}", "") for one in self.statements}


def sheet_form(statements: Iterable[Statement], *, level: str, outcomes: Sequence[tuple[str, str]]) -> type[SheetForm]:
    """The form for these capabilities, each with the words of the placement's level."""
    statements = list(statements)
    names = [f"said_{one.pk}" for one in statements]
    fields: dict[str, Any] = {"statements": statements, "field_order": [*names, "overall", "would_recommend"]}
    for name, one in zip(names, statements, strict=True):
        fields[name] = forms.CharField(
            label=str(one),
            required=False,
            max_length=A_COMMENT,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=one.descriptors.get(level) or one.summary,
        )
    fields["would_recommend"] = forms.ChoiceField(
        label="What would you recommend?", required=False, choices=outcomes, widget=forms.RadioSelect
    )
    return type("SheetForm", (SheetForm,), fields)


class SpeakTogetherForm(PortalForm):
    """What one reader proposes that both say."""

    submit = "Propose it to the other reader"

    would_recommend = forms.ChoiceField(label="What would you both recommend?", widget=forms.RadioSelect)
    words = forms.CharField(label="Why, in words for both", max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, outcomes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["would_recommend"].choices = outcomes  # type: ignore[attr-defined]


class OutcomeForm(PortalForm):
    """What the panel recommends, and why."""

    submit = "Record what the panel recommends"

    outcome = forms.ChoiceField(label="What does the panel recommend?", widget=forms.RadioSelect)
    repeat_allowed = forms.ChoiceField(
        label="With a fail: may the placement be repeated?",
        required=False,
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    due_on = DateField(
        label="By which day, where more evidence or more days are asked for?",
        required=False,
        help_text="For example 27 3 2027",
    )
    more_days = forms.IntegerField(label="How many days are added, if any?", required=False, min_value=1, max_value=200)
    reasons = forms.CharField(
        label="Reasons of the panel",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="The apprentice reads them in the letter. They stand in the minutes too: nothing is typed twice.",
    )
    chaired_by = forms.ModelChoiceField(
        PanelMember.objects.none(), label="Who took the chair?", to_field_name="reference", widget=forms.RadioSelect
    )
    field_order = ("outcome", "repeat_allowed", "due_on", "more_days", "reasons", "chaired_by")

    def __init__(self, *args: Any, outcomes: Sequence[tuple[str, str]], chairs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {code for code, _ in outcomes}
        self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]
        if "concur_fail" not in offered:
            del self.fields["repeat_allowed"]
        if chairs is None:
            del self.fields["chaired_by"]
        else:
            self.fields["chaired_by"].queryset = chairs  # type: ignore[attr-defined]
            self.fields["chaired_by"].empty_label = None  # type: ignore[attr-defined]

    def recorded(self) -> dict[str, Any]:
        got = self.cleaned_data
        repeat = {"yes": True, "no": False}.get(got.get("repeat_allowed", ""))
        return {
            "outcome": got["outcome"],
            "reasons": got["reasons"],
            "repeat_allowed": repeat if got["outcome"] == "concur_fail" else None,
            "due_on": got.get("due_on"),
            "more_days": got.get("more_days"),
            "chaired_by": got.get("chaired_by"),
        }


class MinutesForm(PortalForm):
    """Minutes, saved while they are typed."""

    submit = "Save the minutes"

    minutes = forms.CharField(
        label="Minutes", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, *args: Any, record: Any, save_url: str, **kwargs: Any) -> None:
        super().__init__(*args, record=record, initial={"minutes": record.minutes}, **kwargs)
        self.draft_key = f"panel-minutes-{record.reference}"
        self.helper.attrs |= {
            "hx-post": save_url,
            "hx-trigger": "input delay:1500ms",
            "hx-target": "#saved",
            "hx-sync": "this:replace",
            "hx-params": "not once",
        }


class DeferForm(PortalForm):
    """Why a portfolio is put off."""

    submit = "Put it off"

    reason = forms.CharField(label="Why is it put off?", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class ActionForm(PortalForm):
    """Who does what by when."""

    submit = "Give this out"

    what = forms.CharField(
        label="What is to be done?", max_length=300, help_text="Without a name, if it is about a portfolio."
    )
    owner = forms.ModelChoiceField(User.objects.none(), label="By whom?", to_field_name="reference")
    due_on = DateField(label="By which day?", help_text="For example 27 3 2027")

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]


class DoneForm(PortalForm):
    """What came of an action."""

    submit = "It is done"

    outcome = forms.CharField(label="What came of it?", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
