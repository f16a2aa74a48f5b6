"""``manage.py invite_first_manager EMAIL NAME``: how an empty portal gets the person who invites everybody else."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from consortium import operations
from consortium.models import Appointment, Consortium, Invitation, Organisation, Role
from core.accounts.models import User
from core.workflow import StepRefused

MANAGER = "consortium_manager"


class Command(BaseCommand):
    help = "Mail the invitation of the first consortium manager, or mail it again; refused where there is one already"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the work address of the first consortium manager")
        parser.add_argument("name", help="their name as they write it")

    def handle(self, *args: Any, **options: Any) -> None:
        email, name = options["email"].strip(), options["name"].strip()
        try:
            validate_email(email)
        except ValidationError as wrong:
            raise CommandError(f"{email} is not an email address.") from wrong
        consortium = Consortium.objects.select_related("office").main()
        if consortium is None or consortium.office is None:
            raise CommandError("Load the reference data first: manage.py load_reference_data")
        if holder := Appointment.objects.accepted().on(timezone.localdate()).filter(role__code=MANAGER).first():
            raise CommandError(f"{holder.person.name} is consortium manager, and invites people in the portal.")
        sent = Invitation.objects.filter(state=Invitation.State.SENT, appointment__role__code=MANAGER)
        by = User.objects.for_email(email, name=name)
        with transaction.atomic():
            for mistyped in sent.exclude(appointment__person=by):
                operations.withdraw_invitation(invitation=mistyped, by=by)
            self._send(sent.filter(appointment__person=by).first(), office=consortium.office, to=by)
        self.stdout.write(f"An invitation to {by.email} is on its way. Its link works once, for that person.")

    def _send(self, waiting: Invitation | None, *, office: Organisation, to: User) -> None:
        if waiting:
            operations.resend_invitation(invitation=waiting, by=to)
            return
        try:
            operations.invite(
                email=to.email,
                name=to.name,
                role=Role.objects.get(code=MANAGER),
                organisation=office,
                starts_on=timezone.localdate(),
                by=to,
            )
        except StepRefused as refused:
            raise CommandError(str(refused)) from refused
