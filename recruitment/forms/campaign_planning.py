"""Forms by which a campaign is planned with its employers: who is asked, what each offers, when stages take place."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django import forms

from consortium.models import Organisation
from core.forms import DateField, PortalForm, SeveralField
from recruitment.forms.questions import Choice
from recruitment.models import Campaign, CampaignDates, CampaignPlaces


class AskEmployersForm(PortalForm):
    submit = "Ask them"
    employers = SeveralField(
        Organisation.objects.none(),
        label="Which employers do you ask?",
        help_text="Their workforce leads get a mail and see it on their home page.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, employers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employers"].queryset = employers


class OfferPlacesForm(PortalForm):
    submit = "Save"
    levy_pounds = forms.IntegerField(
        label="Levy that you can commit to this cohort, in pounds",
        required=False,
        min_value=0,
        max_value=100_000_000,
        help_text="What your account can pay over the whole programme. Leave it empty if you do not know yet.",
    )
    teams = forms.CharField(
        label="Teams that can take somebody",
        required=False,
        max_length=4000,
        help_text="One team a line with how many at a time, for example “Hospital Discharge: 2”.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    places = forms.IntegerField(
        label="Places that you offer", min_value=0, max_value=999, help_text="0 if you take no part this time."
    )
    open_to = Choice(label="Who may apply to you?", choices=CampaignPlaces.OpenTo.choices)

    TEAM = re.compile(r"(?P<name>.+?)\s*[:,\t ]\s*(?P<places>\d{1,3})")

    def __init__(self, *args: Any, offered: CampaignPlaces | None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"open_to": CampaignPlaces.OpenTo.ANYBODY}
        if offered is not None:
            initial |= {"places": offered.places, "levy_pounds": offered.levy_pounds, "open_to": offered.open_to}
            initial["teams"] = "\n".join(f"{team.name}: {team.places}" for team in offered.teams.all())
        super().__init__(*args, initial=initial, **kwargs)

    def clean_teams(self) -> dict[str, int]:
        """The teams as a mapping, in the order in which they were written."""
        teams: dict[str, int] = {}
        for line in filter(None, (line.strip() for line in self.cleaned_data["teams"].splitlines())):
            found = self.TEAM.fullmatch(line)
            if not found or not int(found["places"]) or len(found["name"]) > 120:
                raise forms.ValidationError(f"“{line[:60]}” must be a team and a number, like Hospital Discharge: 2")
            if found["name"] in teams:
                raise forms.ValidationError(f"{found['name']} stands twice. Write each team once")
            teams[found["name"]] = int(found["places"])
        return teams


class CampaignDatesForm(PortalForm):
    """Two dates for each stage; both or neither."""

    submit = "Save dates"

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        kept = {row.stage: row for row in campaign.dates.all()}
        initial = {}
        for stage, row in kept.items():
            initial |= {f"{stage}_begins": row.begins_on, f"{stage}_ends": row.ends_on}
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        for stage, label in CampaignDates.Stage.choices:
            begins, ends = answers.get(f"{stage}_begins"), answers.get(f"{stage}_ends")
            if bool(begins) != bool(ends) and not self.errors:
                missing = "ends" if begins else "begins"
                self.add_error(f"{stage}_{missing}", f"{label} needs both days, or neither")
            elif begins and ends and ends < begins:
                self.add_error(f"{stage}_ends", f"{label}: the last day must be on or after the first day")
        return answers

    def dates(self) -> dict[str, tuple[datetime.date, datetime.date]]:
        """Stage → first and last day, of the stages that have dates."""
        found = {
            str(stage): (self.cleaned_data[f"{stage}_begins"], self.cleaned_data[f"{stage}_ends"])
            for stage in CampaignDates.Stage.values
        }
        return {stage: days for stage, days in found.items() if all(days)}


for _stage, _label in CampaignDates.Stage.choices:
    CampaignDatesForm.base_fields[f"{_stage}_begins"] = DateField(label=f"{_label}: first day", required=False)
    CampaignDatesForm.base_fields[f"{_stage}_ends"] = DateField(label=f"{_label}: last day", required=False)


class ChannelForm(PortalForm):
    submit = "Add channel"
    name = forms.CharField(
        label="Where do you make the campaign known?",
        max_length=80,
        help_text="For example: Camden staff newsletter, poster at Stratford Library. Candidates may read it.",
    )
