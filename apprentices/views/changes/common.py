"""What these pages share: the record in scope, one form and one step, a wizard whose answers stand in the session."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.datastructures import MultiValueDict

from apprentices.models import Apprentice, BreakInLearning, Involvement
from core.accounts.models import User
from core.forms import PortalForm
from core.workflow import StepRefused


def seen_apprentices(request: HttpRequest) -> Any:
    return Apprentice.objects.visible_to(request.user)  # type: ignore[arg-type]


def visible(request: HttpRequest, model: type[Any], reference: str) -> Any:
    """A change of an apprentice whom this person sees; else it is not there."""
    rows = model.objects.filter(apprentice__in=seen_apprentices(request)).select_related(
        "apprentice__person", "apprentice__rule_set", "apprentice__standing", "apprentice__cohort__standard_version"
    )
    return get_object_or_404(rows, reference=reference)


def visible_break(request: HttpRequest, reference: str) -> BreakInLearning:
    found: BreakInLearning = visible(request, BreakInLearning, reference)
    return found


def answer(
    request: HttpRequest,
    form: PortalForm,
    act: Callable[[dict[str, Any]], str],
    *,
    to: str,
    title: str,
    apprentice: Apprentice,
    intro: Sequence[str] = (),
    **more: Any,
) -> HttpResponse:
    """One form, one step. ``act`` takes what was typed and answers with what to say; a refusal stays on the page."""
    if request.method == "POST" and form.is_valid():
        try:
            said = act(form.cleaned_data)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            return redirect(to)
    context = {"form": form, "title": title, "apprentice": apprentice, "intro": intro, "back": to, **more}
    return render(request, "apprentices/changes/form.html", context)


def people_around(apprentice: Apprentice, *, besides: User) -> list[tuple[User, str]]:
    """Line managers, tutors and practice educators today, to choose who is told: never a role, always a person."""
    from django.utils import timezone

    kinds = (Involvement.Kind.LINE_MANAGER, Involvement.Kind.TUTOR, Involvement.Kind.PRACTICE_EDUCATOR)
    held = (
        Involvement.objects.on(timezone.localdate())
        .filter(apprentice=apprentice, kind__in=kinds, person__isnull=False)
        .select_related("person")
        .order_by("kind", "person__name")
    )
    found: dict[int, tuple[User, str]] = {}
    for involvement in held:
        person = involvement.person
        if person and person.pk not in (besides.pk, apprentice.person_id):
            found.setdefault(person.pk, (person, involvement.get_kind_display()))
    return list(found.values())


def typed_of(typed: dict[str, Any], *names: str) -> dict[str, Any]:
    """Of what was typed, these fields."""
    return {name: typed[name] for name in names}


FormMaker = Callable[[Any], PortalForm]


class Wizard:
    """Questions one a page. Answers are kept as they were posted, and read through their forms every time.

    ``pages`` maps the slug of a page to a function from posted data (or None) to its form.
    """

    def __init__(self, request: HttpRequest, key: str, pages: Mapping[str, FormMaker]) -> None:
        self.request, self.key, self.pages = request, key, pages
        self.kept: dict[str, dict[str, list[str]]] = request.session.get(key, {})

    def form(self, page: str) -> PortalForm:
        """The form of a page: bound to what is posted now, or filled with what was answered before."""
        if page not in self.pages:
            raise Http404
        if self.request.method == "POST":
            return self.pages[page](self.request.POST)
        made = self.pages[page](None)
        if page in self.kept:
            before = self.pages[page](MultiValueDict(self.kept[page]))
            if before.is_valid():
                made.initial = {**made.initial, **_as_initial(before.cleaned_data)}
        return made

    def keep(self, page: str) -> None:
        posted = {
            name: values for name, values in self.request.POST.lists() if name not in ("csrfmiddlewaretoken", "once")
        }
        self.kept[page] = posted
        self.request.session[self.key] = self.kept

    def forget(self) -> None:
        self.request.session.pop(self.key, None)

    def answers(self, page: str) -> dict[str, Any] | None:
        """What was answered on a page, or None where it was not, or no longer fits."""
        if page not in self.kept or page not in self.pages:
            return None
        form = self.pages[page](MultiValueDict(self.kept[page]))
        return form.cleaned_data if form.is_valid() else None

    def first_open(self) -> str | None:
        """The first page that has no answer yet."""
        return next((page for page in self.pages if self.answers(page) is None), None)

    def before(self, page: str) -> str | None:
        pages = list(self.pages)
        place = pages.index(page) if page in pages else len(pages)
        return pages[place - 1] if place else None


def _as_initial(answers: Mapping[str, Any]) -> dict[str, Any]:
    from core.words import day

    return {
        name: "\n".join(map(day, value)) if isinstance(value, list) and value and hasattr(value[0], "year") else value
        for name, value in answers.items()
    }
