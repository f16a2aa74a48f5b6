"""The page of a list, the same everywhere: filter in the address, sort, page, count, downloads, cards on a phone.

A page costs three queries for its rows, whatever their number: the count, the ids of the page, and those records with
what ``with_details`` adds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.views.generic import TemplateView

from core import words
from core.accounts.fresh import asked_before_many
from core.tables.columns import Column
from core.tables.export import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx
from core.tables.filters import PortalFilterSet


@dataclass(frozen=True)
class Head:
    """The head of a column: its label, where sorting by it leads, how it is sorted now."""

    label: str
    url: str
    aria_sort: str
    numeric: bool


@dataclass(frozen=True)
class Cell:
    """A cell, ready to print: escaped once here, so that a page of 400 cells is quick."""

    opening: SafeString
    html: SafeString


class ListPage(TemplateView):
    """A list of records. A subclass names its ``columns`` and gives ``get_queryset()``, scoped with ``visible_to``.

    ``noun`` counts the rows ("57 apprentices"), ``empty`` says in words that there are none and what comes next,
    ``default_sort`` is a column's name, with "-" before it for the other way round.
    """

    template_name = "components/list_page.html"
    title: ClassVar[str] = ""
    noun: ClassVar[str] = "record"
    plural: ClassVar[str] = ""
    empty: ClassVar[str] = "There is nothing here yet."
    columns: ClassVar[Sequence[Column]] = ()
    downloaded: ClassVar[Sequence[Column]] = ()
    """The columns of downloads, where they differ: one figure to a column, whatever the page puts into one cell."""
    filterset_class: ClassVar[type[PortalFilterSet] | None] = None
    default_sort: ClassVar[str] = ""
    page_size: ClassVar[int] = 50
    most_exported: ClassVar[int] = 20_000
    most_beside_filters: ClassVar[int] = 7
    """With more columns than this the filters stand above the table instead of beside it."""

    # What a subclass supplies ---------------------------------------------------------------------------------

    def get_queryset(self) -> QuerySet[Any]:
        """The rows this person may see, with what filters and sorting need. Keep joins for ``with_details``."""
        raise NotImplementedError

    def with_details(self, records: QuerySet[Any]) -> QuerySet[Any]:
        """The records of one page with everything that their cells show: select_related, prefetch, annotations."""
        return records

    def count_of_all(self) -> int | None:
        """How many rows there are without a filter, where a subclass knows it already; None: they are counted."""
        return None

    def exported(self, keys: Sequence[Any]) -> None:
        """Called with the keys of the records that were downloaded; protected lists write it to the audit trail."""

    # The page -------------------------------------------------------------------------------------------------

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (kind := request.GET.get("format")) in DOWNLOADS:
            return self._download(kind)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filtered = self.filterset is not None and self.filterset.active
        paginator = Paginator(self._sorted_ids(), self.page_size)
        if not filtered and (known := self.count_of_all()) is not None:
            paginator.count = known
        page = paginator.get_page(self.request.GET.get("page"))
        rows = [self._row(record) for record in self._records(list(page.object_list))]
        return super().get_context_data(
            title=self.title,
            filterset=self.filterset if rows or filtered else None,  # where there is nothing, nothing to choose from
            filtered=filtered,
            count=words.count(page.paginator.count, self.noun, self.plural),
            nouns=self.plural or f"{self.noun}s",
            empty=self.empty,
            page=page,
            wide=len(self.columns) > self.most_beside_filters,
            heads=[self._head(column) for column in self.columns],
            rows=rows,
            downloads=[(label, self._address(format=kind)) for kind, (label, _) in DOWNLOADS.items()],
            **kwargs,
        )

    @cached_property
    def filterset(self) -> PortalFilterSet | None:
        """The filters as this address has them; None where the list has none."""
        if self.filterset_class is None:
            return None
        return self.filterset_class(self.request.GET, queryset=self.get_queryset(), request=self.request)

    @cached_property
    def sorting(self) -> tuple[Column | None, bool]:
        """By which column the list is sorted, and whether backwards; where that cannot be read, the default."""
        by_name = {column.name: column for column in self.columns if column.sort}
        for wanted in (self.request.GET.get("sort", ""), self.default_sort, next(iter(by_name), "")):
            if column := by_name.get(wanted.removeprefix("-")):
                return column, wanted.startswith("-")
        return None, False

    def _filtered(self) -> QuerySet[Any]:
        return self.get_queryset() if self.filterset is None else self.filterset.filtered()

    def _sorted_ids(self) -> QuerySet[Any]:
        column, descending = self.sorting
        rows = self._filtered()
        order = [_order_by(rows, name, descending) for name in column.sort] if column else []
        return rows.order_by(*order, "pk").values_list("pk", flat=True)

    def _records(self, keys: Sequence[Any]) -> Iterator[Any]:
        """The records with these keys, in this order, fetched at once."""
        model = self.get_queryset().model
        found = {record.pk: record for record in self.with_details(model._base_manager.filter(pk__in=keys))}
        return (found[key] for key in keys if key in found)

    def _row(self, record: Any) -> list[Cell]:
        return [Cell(column.opening, column.html_of(record)) for column in self.columns]

    def _head(self, column: Column) -> Head:
        by, descending = self.sorting
        if not column.sort:
            return Head(column.label, "", "", column.numeric)
        here = column is by
        return Head(
            label=column.label,
            url=self._address(sort=f"-{column.name}" if here and not descending else column.name),
            aria_sort=("descending" if descending else "ascending") if here else "none",
            numeric=column.numeric,
        )

    def _address(self, **changes: str) -> str:
        """This address with some parameters changed; the page starts anew."""
        query = self.request.GET.copy()
        for name in ("page", "format", *changes):
            query.pop(name, None)
        query.update(changes)
        return f"?{query.urlencode()}"

    # Downloads ------------------------------------------------------------------------------------------------

    def _download(self, kind: str) -> HttpResponse:
        keys = list(self._sorted_ids()[: self.most_exported + 1])
        if len(keys) > self.most_exported:
            messages.warning(
                self.request,
                f"This list has more than {self.most_exported:,} rows. Filter it to fewer, then download it.",
            )
            return redirect(self.request.path + self._address())
        if asked := asked_before_many(self.request, len(keys)):
            return asked
        columns = self.downloaded or self.columns
        rows = (
            [column.value_of(record) for column in columns]
            for start in range(0, len(keys), 1000)
            for record in self._records(keys[start : start + 1000])
        )
        _, make = DOWNLOADS[kind]
        content, content_type = make(self.title, [column.label for column in columns], rows)
        self.exported(keys)
        name = f"{slugify(self.title) or 'list'}-{timezone.localdate().isoformat()}.{kind}"
        return HttpResponse(
            content,
            content_type=content_type,
            headers={"Content-Disposition": content_disposition_header(True, name) or "attachment"},
        )


Maker = Callable[[str, Sequence[str], Iterator[Sequence[Any]]], tuple[bytes, str]]

DOWNLOADS: dict[str, tuple[str, Maker]] = {
    "csv": ("Download CSV", lambda title, heads, rows: (as_csv(heads, rows), CSV_TYPE)),
    "xlsx": ("Download Excel", lambda title, heads, rows: (as_xlsx(title, heads, rows), XLSX_TYPE)),
}


def _order_by(rows: QuerySet[Any], name: str, descending: bool) -> OrderBy:
    """One field of an order; rows without a value come last, either way and on both databases."""
    field = F(name)
    nulls_last = True if _may_be_empty(rows, name) else None
    return field.desc(nulls_last=nulls_last) if descending else field.asc(nulls_last=nulls_last)


def _may_be_empty(rows: QuerySet[Any], name: str) -> bool:
    """Whether a field may hold nothing, itself or on the way to it; of annotations it is taken that they may.

    Where it cannot, the order is put plainly, so that an index serves it in both directions.
    """
    model: Any = rows.model
    for part in name.split("__"):
        try:
            field = model._meta.get_field(part)
        except FieldDoesNotExist:
            return True
        if field.null:
            return True
        model = field.related_model
    return False
