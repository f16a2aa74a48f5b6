"""The typed lists through which a higher app reaches into a lower one's step without being known to it.

Each list is filled in an app's ``AppConfig.ready()`` and read where the step happens. Order of registration is the
order of use, unless an entry is registered with ``order``.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from core.accounts.models import User
    from core.documents.packs import PackBuilder
    from core.files.models import StoredFile
    from core.jobs.models import Job

T = TypeVar("T")


class Registry(Generic[T]):
    """A list of entries of one type, in a stated order."""

    def __init__(self) -> None:
        self._entries: list[tuple[int, T]] = []

    def register(self, entry: T, *, order: int = 100) -> T:
        """Add an entry; lower ``order`` comes first, equal orders keep their order of registration."""
        self._entries.append((order, entry))
        self._entries.sort(key=lambda pair: pair[0])
        return entry

    def __iter__(self) -> Iterator[T]:
        return (entry for _, entry in self._entries)


class NamedRegistry(Generic[T]):
    """Entries found by name; a name can be taken once."""

    def __init__(self) -> None:
        self._entries: dict[str, T] = {}

    def register(self, name: str, entry: T) -> T:
        if name in self._entries:
            raise ValueError(f"{name!r} is registered already")
        self._entries[name] = entry
        return entry

    def __getitem__(self, name: str) -> T:
        return self._entries[name]

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)


# Who somebody is -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Capacity:
    """In what role, and for which organisation, a person acts at a moment; kept as text on every event."""

    role: str = ""
    organisation: str = ""


capacities: Registry[Callable[[User], Capacity | None]] = Registry()
"""Asked in order; the first answer that is not None is the capacity in which the person acts."""

second_factor_rules: Registry[Callable[[User], bool]] = Registry()
"""True = this person reads other people's data and needs a second factor."""


# What a person meets -------------------------------------------------------------------------------


@dataclass(frozen=True)
class NavigationItem:
    """A place in the service navigation; current where the path starts with ``prefix``."""

    label: str
    url: str
    prefix: str


navigation: Registry[Callable[[User], Iterable[NavigationItem]]] = Registry()

footer: Registry[Callable[[User], Iterable[NavigationItem]]] = Registry()
"""What stands at the foot of every page for this person, before help and the notices."""


class Need:
    """How pressing a task on the home page is; the order in which the groups stand."""

    OVERDUE = "overdue"
    DUE = "due"
    WAITING = "waiting"

    @staticmethod
    def overdue_if(late: bool) -> str:
        """For a task without a day of its own: it waits too long already, or it is to be done."""
        return Need.OVERDUE if late else Need.DUE


@dataclass(frozen=True)
class WorkItem:
    """One thing that needs a person: words, where to do it, how pressing. A day says by itself when it is overdue."""

    text: str
    url: str
    need: str = Need.DUE
    due_on: datetime.date | None = None
    hint: str = ""

    def need_on(self, on: datetime.date) -> str:
        """How pressing it is on a day: what was due before is overdue, whoever supplied it."""
        late = self.need == Need.DUE and self.due_on is not None and self.due_on < on
        return Need.OVERDUE if late else self.need


worklist: Registry[Callable[[User, datetime.date], Iterable[WorkItem]]] = Registry()
"""``(user, on)`` → what needs this person, each source in a constant number of queries."""


@dataclass(frozen=True)
class Figure:
    """One sentence of "my numbers" on the home page, with where it comes from."""

    text: str
    url: str = ""


home_figures: Registry[Callable[[User, datetime.date], Iterable[Figure]]] = Registry()


@dataclass(frozen=True)
class RecordSection:
    """A part of the assembled record page of an apprentice, supplied by the app that owns it."""

    title: str
    template: str
    context: dict[str, Any]
    url: str = ""


record_sections: Registry[Callable[[User, Any, datetime.date], RecordSection | None]] = Registry()
"""``(user, apprentice, on)`` → a section, or None where there is nothing this person may see."""


@dataclass(frozen=True)
class SearchHit:
    title: str
    url: str
    kind: str
    hint: str = ""


search_sources: Registry[Callable[[User, str], Iterable[SearchHit]]] = Registry()


@dataclass(frozen=True)
class CalendarItem:
    """One entry of a person's calendar feed; ``uid`` never changes, titles name nobody.

    ``whole_days``: from the day of ``starts_at`` to the day of ``ends_at``, both included, at no hour of them.
    """

    uid: str
    title: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    place: str = ""
    whole_days: bool = False


calendar_sources: Registry[Callable[[User], Iterable[CalendarItem]]] = Registry()


# What the machinery does for the apps ---------------------------------------------------------------


@dataclass(frozen=True)
class Reminder:
    """A mail that is due and not yet told. ``key`` makes sure that it is told once; ``secret`` = it holds a link."""

    to: User
    template: str
    context: dict[str, Any]
    key: str
    secret: bool = False


@dataclass(frozen=True)
class ReminderRule:
    """A rule of the trade about when to remind whom; ``due`` asks the rows, so what is done falls silent."""

    name: str
    due: Callable[[datetime.datetime], Iterable[Reminder]]


reminder_rules: Registry[ReminderRule] = Registry()

silences: Registry[Callable[[Collection[int]], set[int]]] = Registry()
"""Ids of people → those of them to whom no mail goes now, whatever it is about (after a death, in serious illness)."""

job_kinds: NamedRegistry[Callable[[Job], str]] = NamedRegistry()
"""Kind of job → the function that does it and answers with the address of the result ("" = none)."""

pack_builders: NamedRegistry[PackBuilder] = NamedRegistry()

reference_loaders: Registry[Callable[[], str]] = Registry()
"""Each loads an app's own reference data, as often as one likes, and says what it did (``load_reference_data``)."""

before_purge: Registry[Callable[[datetime.date], None]] = Registry()
"""Asked on a day before what was kept long enough is deleted: figures that are to stay are made of it here."""

file_checks: Registry[Callable[[StoredFile], None]] = Registry()
"""What else is done with a file that was scanned and may be opened; in the worker, and safe to run again."""

file_scopes: Registry[Callable[[User], QuerySet[Any]]] = Registry()
"""``user`` → ids of stored files that this person may open now."""


@dataclass(frozen=True)
class LinkPurpose:
    """What a signed link is for: the page that it opens and how long it lives by default.

    ``words`` finish the sentence "This opens …" in the mail with a fresh link. ``renewable`` is asked with the subject
    before a fresh one is sent. An empty ``view_name`` is a token that is read elsewhere (a calendar's address) and
    opens no page.
    """

    view_name: str
    days: int = 14
    words: str = ""
    renewable: Callable[[Any], bool] = lambda subject: True


link_purposes: NamedRegistry[LinkPurpose] = NamedRegistry()


@dataclass(frozen=True)
class SignedModel:
    """A model whose rows are signed: ``content`` gives the canonical content as it stands now."""

    model: type[Model]
    content: Callable[[Any, str], dict[str, Any] | None]


signed_models: NamedRegistry[SignedModel] = NamedRegistry()
"""Model label → how ``verify_audit`` compares what was signed with what is stored."""


# Consequences of a step ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Consequence:
    """What a step (enrolment, withdrawal, break, …) means for another app; runs in the step's own transaction."""

    name: str
    preview: Callable[[Any], Iterable[str]]
    blocks: Callable[[Any], Iterable[str]]
    apply: Callable[[Any], None]


@dataclass
class Step:
    """A step of the trade whose consequences other apps supply."""

    name: str
    consequences: Registry[Consequence] = field(default_factory=Registry)

    def preview(self, change: Any) -> list[str]:
        """Sentences about what the step will do, shown before anybody agrees to it."""
        return [line for consequence in self.consequences for line in consequence.preview(change)]

    def blocks(self, change: Any) -> list[str]:
        """Reasons why the step cannot be taken now."""
        return [line for consequence in self.consequences for line in consequence.blocks(change)]

    def apply(self, change: Any) -> None:
        """Let every app do its part; call inside the step's transaction."""
        for consequence in self.consequences:
            consequence.apply(change)
