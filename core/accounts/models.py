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
    """A person. ``name`` is written as the person writes it; ``known_as`` is the first name that panels use."""

    reference = models.CharField(max_length=REFERENCE_LENGTH, unique=True, default=new_reference, editable=False)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=150)
    phone = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """The first word of the name: what panel papers and candidates' pages show."""
        return self.name.split(" ", 1)[0]

    @cached_property
    def capacity(self) -> Capacity:
        """In what role and for whom this person acts, as written on the events of this request."""
        for find in capacities:
            if found := find(self):
                return found
        return Capacity()

    @cached_property
    def needs_second_factor(self) -> bool:
        """Whether one of this person's roles reads other people's data."""
        return any(rule(self) for rule in second_factor_rules)
