"""Everybody who acts is a User, with or without a password: staff, apprentices, candidates, panel members, managers.

Having an account opens nothing. Access comes from appointments, involvements and links.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.db import models
from django.db.models.functions import Concat, Lower
from django.utils import timezone
from django.utils.functional import cached_property

from core.privacy import WITH_AN_ACCOUNT
from core.records import REFERENCE_LENGTH, new_reference
from core.registry import Capacity, capacities, second_factor_rules

UNUSED_DAYS = 365
KEEPS_NO_ACCOUNT = ("core.event", "actor")
"""Rows that point at a person, are never deleted, and say nothing of them once the account is closed."""


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, name: str, password: str | None = None, **fields: Any) -> User:
        """Make an account; without a password the person comes by signed link until they join."""
        user = self._new(email, name, password, **fields)
        user.save(using=self._db)
        return user

    def for_email(self, email: str, *, name: str) -> User:
        """The account that holds this address, made without a password where there is none yet."""
        [user] = self.for_emails({email: name}).values()
        return user

    def for_emails(self, wanted: Mapping[str, str]) -> dict[str, User]:
        """The accounts that hold these addresses (address → name), by the address in small letters.

        Where there is none yet it is made, without a password; whoever uses the same address at the same moment has
        the same account.
        """
        names = {email.strip().lower(): name for email, name in wanted.items()}
        found = self._by_address(names)
        missing = sorted(names.keys() - found.keys())
        if missing:
            self.bulk_create([self._new(email, names[email]) for email in missing], ignore_conflicts=True)
            found |= self._by_address(missing)
        return found

    def _new(self, email: str, name: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        user.set_password(password)
        return user

    def _by_address(self, addresses: Iterable[str]) -> dict[str, User]:
        held = self.alias(address=Lower("email")).filter(address__in=list(addresses))
        return {user.email.lower(): user for user in held}

    def without_a_record(self, *, on: datetime.date) -> models.QuerySet[User]:
        """Open accounts in which nobody has signed in for a year, of people of whom no row is kept anywhere.

        Asked of every relation that leads to a person, so that a new model keeps an account open by itself; only what
        goes with an account, and the events, whose chain needs it, do not.
        """
        a_year_ago = timezone.make_aware(
            datetime.datetime.combine(on, datetime.time.min) - datetime.timedelta(days=UNUSED_DAYS)
        )
        unused = self.filter(is_active=True, date_joined__lt=a_year_ago).exclude(last_login__gte=a_year_ago)
        left = set(unused.values_list("pk", flat=True))
        for rows, person in rows_that_point_at_people():
            if left:
                left -= set(rows.filter(**{f"{person}__in": left}).values_list(person, flat=True))
        return self.filter(pk__in=left)

    def over_by(self, day: datetime.date) -> models.QuerySet[User]:
        """Accounts without a record whose owner had been told by a day that they will be closed."""
        return self.without_a_record(on=day).filter(closing_told_on__lte=day)

    def close(self, ids: list[int]) -> int:
        """Take from accounts who they belonged to; the rows stay, because the events point at them. Nobody comes in."""
        return self.filter(pk__in=ids).update(
            name="Closed account",
            email=Concat(models.Value("closed-"), "reference", models.Value("@account.invalid")),
            phone="",
            password=make_password(None),
            former_names_private=False,
            closing_told_on=None,
            is_active=False,
        )

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person. ``name`` is that of today, as the person writes it; earlier ones are each a ``FormerName``.

    ``former_names_private``: nobody else sees or finds earlier names, and what was signed in one shows that of today.
    ``closing_told_on``: the day on which they were told that the account will be closed (``core.accounts.closing``).
    """

    reference = models.CharField(max_length=REFERENCE_LENGTH, unique=True, default=new_reference, editable=False)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=150)
    phone = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    former_names_private = models.BooleanField(default=False)
    closing_told_on = models.DateField(null=True, editable=False)

    STEP_WORDS: ClassVar[dict[str, str]] = {
        "changed name": "changed their name",
        "chose who sees former names": "chose who sees their former names",
    }

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["name"], name="user_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """The first word of the name: what panel papers and candidates' pages show."""
        return self.name.split(" ", 1)[0]

    def name_on_papers(self, signed: str) -> str:
        """The name to show under what this person signed as ``signed``: that one, or today's where they ask for it."""
        return self.name if self.former_names_private else signed

    @cached_property
    def capacity(self) -> Capacity:
        """In what role and for whom this person acts, as written on the events of this request."""
        for find in capacities:
            if found := find(self):
                return found
        return Capacity()

    @property
    def comes_by_link(self) -> bool:
        """Whether this person has no account to sign in to, so that a mail brings a signed link to the page."""
        return not self.has_usable_password() and not self.needs_second_factor

    @cached_property
    def needs_second_factor(self) -> bool:
        """Whether one of this person's roles reads other people's data."""
        return any(rule(self) for rule in second_factor_rules)


def rows_that_point_at_people() -> list[tuple[models.QuerySet[Any], str]]:
    """Every table with a column that points at a person and keeps their account open, and the name of the column."""
    going = {*WITH_AN_ACCOUNT, KEEPS_NO_ACCOUNT}
    far_ends: list[Any] = [
        field
        for field in User._meta.get_fields(include_hidden=True)
        if field.auto_created and not field.concrete and not field.many_to_many
    ]
    return [
        (end.related_model._base_manager.all(), end.field.name)
        for end in far_ends
        if (end.related_model._meta.label_lower, end.field.name) not in going
    ]


class FormerNameQuerySet(models.QuerySet["FormerName"]):
    def not_private(self) -> FormerNameQuerySet:
        """Those of people who let the few who must see them see them; who these few are is the apps' question."""
        return self.filter(person__former_names_private=False)


class FormerName(models.Model):
    """A name that somebody had, up to its last day. Restricted: it may say what its owner tells nobody."""

    person = models.ForeignKey(User, models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=150)
    ends_on = models.DateField()

    objects = FormerNameQuerySet.as_manager()

    class Meta:
        ordering = ["-ends_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "ends_on"], name="former_name_ends_once_a_day")]

    def __str__(self) -> str:
        return self.name
