"""Everybody who acts is a User, with or without a password: staff, apprentices, candidates, panel members, managers.

Having an account opens nothing. Access comes from appointments, involvements and links.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from core.records import REFERENCE_LENGTH, new_reference
from core.registry import Capacity, capacities, second_factor_rules


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, name: str, password: str | None = None, **fields: Any) -> User:
        """Make an account; without a password the person comes by signed link until they join."""
        user = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def for_email(self, email: str, *, name: str) -> User:
        """The account that holds this address, made without a password where there is none yet."""
        if user := self.filter(email__iexact=email.strip()).first():
            return user
        try:
            with transaction.atomic(using=self._db):
                return self.create_user(email.strip(), name)
        except IntegrityError:  # somebody used the same address a moment ago
            return self.get(email__iexact=email.strip())

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

    @property
    def comes_by_link(self) -> bool:
        """Whether this person has no account to sign in to, so that a mail brings a signed link to the page."""
        return not self.has_usable_password() and not self.needs_second_factor

    @cached_property
    def needs_second_factor(self) -> bool:
        """Whether one of this person's roles reads other people's data."""
        return any(rule(self) for rule in second_factor_rules)
