"""Filters of a list, kept in its address. A filter that cannot be read is said so and left out; the others hold."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from core.forms import DateField, PortalForm


class FilterForm(PortalForm):
    """The form beside a list: nothing is required, an empty choice means all."""

    LONGEST = 200

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators.append(MaxLengthValidator(self.LONGEST))
            if getattr(field, "empty_label", None):
                field.empty_label = "All"
                field.widget.choices = field.choices


class DateFilter(django_filters.DateFilter):
    """A date in three parts."""

    field_class = DateField


class PortalFilterSet(django_filters.FilterSet):
    """A ``FilterSet`` whose form is ours. List its filters; the queryset it gets is scoped to the person already."""

    class Meta:
        form = FilterForm

    def get_form_class(self) -> type[forms.Form]:
        """Our form with the fields of the filters, whatever a subclass's ``Meta`` says or leaves out."""
        fields = {name: filter_.field for name, filter_ in self.filters.items()}
        return type(f"{type(self).__name__}Form", (FilterForm,), fields)

    @cached_property
    def active(self) -> bool:
        """Whether anything is filtered, or was meant to be."""
        return bool(self.form.changed_data)

    def filtered(self) -> QuerySet[Any]:
        """The rows that every readable filter lets through."""
        self.form.is_valid()
        return self.filter_queryset(self.queryset.all())
