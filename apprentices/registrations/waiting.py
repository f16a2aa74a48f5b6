"""What seldom waits for somebody: asked all at once, so that the home page reads only of what there is something.

Most of what can need a person (a break to agree, a transfer to answer, a text to sign) is there for few and not on most
days. Each module beside this one names its questions; one query says which of them have an answer today.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from core.accounts.models import User
from core.registry import Registry, WorkItem


@dataclass(frozen=True)
class Waiting:
    """Rows that would need a person, and what is said of them; ``items`` is asked only where there are rows."""

    rows: QuerySet[Any]
    items: Callable[[], Iterable[WorkItem]]


Source = Callable[[User, datetime.date], Iterable[Waiting]]

sources: Registry[Source] = Registry()
"""``(user, on)`` → the questions that are to be asked for what this person is; without a query of their own."""


def worklist(user: User, on: datetime.date, of: Iterable[Source] = sources) -> Iterator[WorkItem]:
    """What needs this person on a day, of all that the sources (``of`` some) ask: one query, and one or two more for
    each question that has an answer.
    """
    asked = [waiting for source in of for waiting in source(user, on)]
    if not asked:
        return
    for waiting, there in zip(asked, have_rows([waiting.rows for waiting in asked]), strict=True):
        if there:
            yield from waiting.items()


def have_rows(asked: Iterable[QuerySet[Any]]) -> list[bool]:
    """Which of these have rows, by one query.

    Each is put into words by itself: as annotations (``Exists``) of one row Django would copy and resolve every one of
    them once more, which takes longer than PostgreSQL takes to answer.
    """
    words, values = [], []
    for rows in asked:
        try:
            sql, given = rows.query.exists().get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            words.append("1 = 0")
        else:
            words.append(f"EXISTS ({sql})")
            values.extend(given)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(words)}", values)
        return [bool(answer) for answer in cursor.fetchone()]
