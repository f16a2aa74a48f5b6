"""Lists: filtered by their address, sorted, paged, counted, downloaded. Import from here."""

from core.tables.columns import Column, Tag
from core.tables.export import safe_cell
from core.tables.filters import DateFilter, PortalFilterSet
from core.tables.listing import ListPage

__all__ = ["Column", "DateFilter", "ListPage", "PortalFilterSet", "Tag", "safe_cell"]
