"""Everybody who acts is a User, with or without a password: staff, apprentices, candidates, panel members, managers.

Having an account opens nothing. Access comes from appointments, involvements and links.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from core.records import REFERENCE_LENGTH, new_reference
from core.registry import Capacity, capacities, second_factor_rules


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

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person. ``name`` is that of today, as the person writes it; earlier ones are each a ``FormerName``.

    ``former_names_private``: nobody else sees or finds earlier names, and what was signed in one shows that of today.
    """

    reference = models.CharField(max_length=REFERENCE_LENGTH, unique=True, default=new_reference, editable=False)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=150)
    phone = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    former_names_private = models.BooleanField(default=False)

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
