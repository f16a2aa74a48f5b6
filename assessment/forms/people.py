"""A choice among the people around an apprentice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from apprentices.models import Involvement
from core.accounts.models import User


class PeopleField(forms.ChoiceField):
    """One of the people who were offered, each with what they are to the apprentice; cleaned to the person."""

    widget = forms.RadioSelect

    def offer(self, relations: Iterable[Involvement]) -> None:
        people = [(relation, relation.person) for relation in relations if relation.person is not None]
        self.people = {person.reference: person for _, person in people}
        self.choices = [
            (person.reference, f"{person}, {relation.get_kind_display().lower()}") for relation, person in people
        ]

    def clean(self, value: Any) -> User:
        return self.people[super().clean(value)]
