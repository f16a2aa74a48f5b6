"""The spreadsheets that the consortium takes: the official list of a standard, and people to invite."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from consortium import operations, permissions
from consortium.models import Appointment, Organisation, Role, Statement
from consortium.operations.programmes import publish_official_list
from core.accounts.models import User
from core.imports import ADDED, UNCHANGED, Column, ImportKind, Refused, Results, Row, RowForm
from core.imports.models import Import
from core.permissions import Answer, no
from core.workflow import StepRefused

OFFICIAL_LIST = "official-list"
INVITATIONS = "invitations"

GROUPS = {"K": "Knowledge", "S": "Skills", "B": "Behaviours"}


# The official list of a standard -----------------------------------------------------------------------------


class StatementRow(RowForm):
    code = forms.RegexField(r"^[A-Za-z]{1,4}[ -]?\d{1,3}$", label="Code", max_length=Statement.code.field.max_length)
    kind = forms.CharField(label="Type", max_length=20)
    title = forms.CharField(label="Title", max_length=Statement.title.field.max_length)
    summary = forms.CharField(label="Summary", required=False, max_length=4000)

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).upper().replace(" ", "").replace("-", "")

    def clean_kind(self) -> str:
        letter = self.cleaned_data["kind"][:1].upper()
        if letter not in GROUPS:
            raise forms.ValidationError("Type must be K, S or B (knowledge, skill or behaviour)")
        return letter

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        code, kind = answers.get("code"), answers.get("kind")
        if code and kind and code[0] in GROUPS and not code[1].isalpha() and code[0] != kind:
            self.add_error("kind", f"Type is {kind}, but the code {code} begins with {code[0]}")
        return answers


def take_official_list(brought: Import, rows: list[Row]) -> Results:
    """Publish the list as a new edition, or find that it is published already as it is."""
    statements = [
        {
            "code": row.values["code"],
            "title": row.values["title"],
            "group": GROUPS[row.values["kind"]],
            "summary": row.values["summary"],
        }
        for row in rows
    ]
    _, is_new = publish_official_list(
        standard_code=brought.options["standard"],
        version=brought.options["version"],
        edition=brought.options["edition"],
        publisher=brought.options["publisher"],
        statements=statements,
        by=brought.brought_by,
        on=timezone.localdate(),
    )
    return {row.number: ADDED if is_new else UNCHANGED for row in rows}


def framework_url(brought: Import) -> str:
    return reverse("consortium:framework", args=[brought.options["standard"], brought.options["edition"]])


official_list = ImportKind(
    title="Official list of knowledge, skills and behaviours",
    columns=(
        Column("code", "Code", "The code of the statement in the published standard.", "K1", also=("Ref", "Reference")),
        Column("kind", "Type", "K for knowledge, S for a skill, B for a behaviour.", "K", also=("KSB", "Category")),
        Column("title", "Title", "The statement, in the words of the standard.", also=("Statement", "Description")),
        Column("summary", "Summary", "A longer text, where there is one.", required=False),
    ),
    form=StatementRow,
    apply=take_official_list,
    may=lambda user, brought: permissions.may_keep_register(user),
    done_url=framework_url,
    whole=True,
    key=lambda values: values["code"],
)


# People to invite --------------------------------------------------------------------------------------------


class InvitationRow(RowForm):
    name = forms.CharField(label="Name", max_length=150)
    email = forms.EmailField(label="Email address", max_length=254)
    role = forms.CharField(label="Role", max_length=80)
    starts_on = forms.DateField(label="First day", required=False)
    ends_on = forms.DateField(label="Last day", required=False)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_role(self) -> Role:
        said = self.cleaned_data["role"].casefold()
        organisation = organisation_of(self.brought)
        for role in roles_for(self.brought, organisation):
            if said in (role.name.casefold(), role.code, role.code.replace("_", " ")):
                return role
        raise forms.ValidationError(f"Role must be one that you can give at {organisation.short_name}")

    def clean_starts_on(self) -> datetime.date:
        return self.cleaned_data["starts_on"] or timezone.localdate()

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        starts_on, ends_on = answers.get("starts_on"), answers.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "Last day must be on or after the first day")
        return answers


def organisation_of(brought: Import) -> Organisation:
    """The organisation to which a list of people is invited, read once for all rows."""
    if not hasattr(brought, "_organisation"):
        brought._organisation = Organisation.objects.get(reference=brought.options["organisation"])  # type: ignore[attr-defined]
    return brought._organisation  # type: ignore[attr-defined]


def roles_for(brought: Import, organisation: Organisation) -> list[Role]:
    """The roles that the person who brought the list may give, read once for all rows."""
    if not hasattr(brought, "_roles"):
        brought._roles = permissions.roles_to_give(brought.brought_by, organisation)  # type: ignore[attr-defined]
    return brought._roles  # type: ignore[attr-defined]


def send_invitations(brought: Import, rows: list[Row]) -> Results:
    """Invite everybody who does not hold the role yet and is not invited to it."""
    organisation = organisation_of(brought)
    results: Results = {}
    for row in rows:
        values = row.values
        if values["email"] == brought.brought_by.email.lower():
            results[row.number] = Refused("Nobody gives a role to themselves")
        elif _has_it(values["email"], values["role"], organisation):
            results[row.number] = UNCHANGED
        else:
            try:
                operations.invite(organisation=organisation, by=brought.brought_by, **values)
                results[row.number] = ADDED
            except StepRefused as refused:
                results[row.number] = Refused(str(refused))
    return results


def _has_it(email: str, role: Role, organisation: Organisation) -> bool:
    """Whether this address holds the role here, or is invited to it."""
    same = Appointment.objects.filter(
        person__email__iexact=email, role=role, organisation=organisation, closed_at__isnull=True
    )
    return same.exclude(ends_on__lt=timezone.localdate()).exists()


def may_send_invitations(user: User, brought: Import) -> Answer:
    organisation = Organisation.objects.filter(reference=brought.options.get("organisation")).first()
    return (
        permissions.may_invite(user, organisation) if organisation else no("This organisation is not in the register.")
    )


invitations = ImportKind(
    title="People to invite",
    columns=(
        Column("name", "Name", "As they write it.", "Priya Shah"),
        Column("email", "Email address", "Their work address.", "priya.shah@example.org", also=("Email", "E-mail")),
        Column("role", "Role", "The name of a role that you can give.", "Practice educator"),
        Column(
            "starts_on",
            "First day",
            "Empty for today.",
            "6 September 2027",
            required=False,
            also=("Start date", "From"),
        ),
        Column("ends_on", "Last day", "Empty where none is agreed.", required=False, also=("End date", "To")),
    ),
    form=InvitationRow,
    apply=send_invitations,
    may=may_send_invitations,
    done_url=lambda brought: reverse("consortium:organisation", args=[brought.options["organisation"]]),
    key=lambda values: (values["email"], values["role"].pk),
    grants_roles=True,
)
