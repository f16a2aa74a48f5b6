"""Asking for a break in learning: one question a page, then what it will do, then sending it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apprentices import change_previews, forms, operations, permissions
from apprentices.change_reasons import BREAK, reasons
from apprentices.models import Apprentice, BreakInLearning
from apprentices.models.parties import Party
from apprentices.views.changes.common import FormMaker, Wizard, people_around
from apprentices.views.record import visible_record
from consortium.models import Cohort
from core.accounts.models import User
from core.components import Fact
from core.permissions import require
from core.words import day, listed
from core.workflow import StepRefused

CHECK = "check"


def _cohorts(apprentice: Apprentice) -> list[Cohort]:
    """Cohorts of the same university and standard that started with this one or later."""
    own = apprentice.cohort
    return list(
        Cohort.objects.filter(
            university=own.university_id,
            standard_version__standard=own.standard_version.standard_id,
            starts_on__gte=own.starts_on,
        )
        .select_related("standard_version__standard")
        .order_by("starts_on", "name")
    )


class BreakWizard(Wizard):
    """The pages that this person is asked, with what follows from the answers."""

    def __init__(self, request: HttpRequest, apprentice: Apprentice) -> None:
        self.apprentice, self.user = apprentice, request.user
        self.parties = permissions.parties_of(request.user, apprentice)  # type: ignore[arg-type]
        self.cohorts = _cohorts(apprentice)
        self.people = people_around(apprentice, besides=request.user)  # type: ignore[arg-type]
        super().__init__(request, f"break-{apprentice.reference}", {})
        self.pages = self._pages()

    def _pages(self) -> dict[str, FormMaker]:
        own = self.parties == (Party.APPRENTICE,)
        pages: dict[str, FormMaker] = {}
        if not own:
            pages["who"] = forms.WhoAsksForm
        pages["reason"] = forms.BreakReasonForm
        pages["first-day"] = forms.FirstDayForm
        self.pages = pages
        first = (self.answers("first-day") or {}).get("starts_on")
        if first and first < timezone.localdate():
            pages["late"] = forms.LateForm
        pages |= {"return": forms.ReturnForm, "learning-days": forms.LearningDaysForm}
        if len(self.cohorts) > 1:
            pages["cohort"] = partial(forms.RejoinForm, cohorts=self.cohorts, own=self.apprentice.cohort)
        pages["contact"] = forms.ContactForm
        if self.people:
            pages["told"] = partial(forms.ToldForm, people=self.people)
        return pages

    def asked(self) -> operations.Asked:
        """What was answered, once every page has its answer."""
        found: dict[str, Any] = {}
        for page in self.pages:
            found |= self.answers(page) or {}
        told = set(found.get("told", ()))
        rejoins = next((c for c in self.cohorts if c.reference == found.get("cohort")), self.apprentice.cohort)
        return operations.Asked(
            starts_on=found["starts_on"],
            expected_return_on=found["expected_return_on"],
            code=found["code"],
            note=found["note"],
            told=[person for person, _ in self.people if person.reference in told],
            learning_days=found["dates"],
            rejoins=rejoins,
            contact=found["contact"],
            backdated_because=found.get("backdated_because", ""),
        )

    @property
    def asked_as(self) -> str:
        return (self.answers("who") or {}).get("asked_as", Party.APPRENTICE)

    @property
    def speaks_for(self) -> str:
        """The party of whoever fills it in: the one that asks where they speak for it."""
        return self.asked_as if self.asked_as in self.parties else self.parties[0]


@require_http_methods(["GET", "HEAD", "POST"])
def ask_break(request: HttpRequest, reference: str, page: str) -> HttpResponse:
    apprentice = visible_record(request, reference)
    require(permissions.may_ask_break(request.user, apprentice))  # type: ignore[arg-type]
    wizard = BreakWizard(request, apprentice)
    if page == CHECK:
        return _check(request, wizard)
    if page == "start":
        wizard.forget()
        return redirect(_url(apprentice, next(iter(wizard.pages))))
    form = wizard.form(page)
    if request.method == "POST" and form.is_valid():
        if page == "return" and form.cleaned_data["expected_return_on"] <= _first(wizard):
            form.add_error("expected_return_on", "The expected return must be after the first day")
        else:
            wizard.keep(page)
            wizard.pages = wizard._pages()
            return redirect(_url(apprentice, wizard.first_open() or CHECK))
    before = wizard.before(page)
    back = _url(apprentice, before) if before else reverse("apprentices:changes", args=[apprentice.reference])
    return render(
        request,
        "apprentices/changes/question.html",
        {"apprentice": apprentice, "form": form, "back": back, "title": "Ask for a break in learning"},
    )


def _first(wizard: BreakWizard) -> Any:
    return (wizard.answers("first-day") or {"starts_on": wizard.apprentice.original_start_on})["starts_on"]


def _url(apprentice: Apprentice, page: str) -> str:
    return reverse("apprentices:ask_break", args=[apprentice.reference, page])


def _check(request: HttpRequest, wizard: BreakWizard) -> HttpResponse:
    """Everything that was answered, what it will do, and the button that sends it."""
    apprentice, user = wizard.apprentice, wizard.user
    if (missing := wizard.first_open()) is not None:
        return redirect(_url(apprentice, missing))
    asked = wizard.asked()
    form = forms.CheckForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.ask_break(
                apprentice,
                asked=asked,
                asked_as=wizard.asked_as,
                speaks_for=wizard.speaks_for,
                by=user,  # type: ignore[arg-type]
            )
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            wizard.forget()
            messages.success(request, "Sent. The others are asked to read it and agree.")
            return redirect("apprentices:break", reference=made.reference)
    context = {
        "apprentice": apprentice,
        "form": form,
        "facts": _facts(wizard, asked),
        "preview": _preview(apprentice, asked, user),  # type: ignore[arg-type]
        "statement": f"You ask for this break and agree to it as the {Party(wizard.speaks_for).label.lower()}.",
        "back": _url(apprentice, next(reversed(wizard.pages))),
    }
    return render(request, "apprentices/changes/check_break.html", context)


def _preview(apprentice: Apprentice, asked: operations.Asked, user: User) -> list[str]:
    return change_previews.of_break(
        apprentice,
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        learning_days=asked.learning_days,
        rejoins=asked.rejoins or apprentice.cohort,
        by=user,
    )


def _facts(wizard: BreakWizard, asked: operations.Asked) -> list[Fact]:
    shown = {
        "who": ("Asked for by", Party(wizard.asked_as).label),
        "reason": ("Reason, read by few", reasons(BREAK)[asked.code].label),
        "first-day": ("First day", day(asked.starts_on)),
        "late": ("Recorded only now because", asked.backdated_because),
        "return": ("Expected return", day(asked.expected_return_on)),
        "learning-days": ("Keep-in-touch days with learning", listed(map(day, asked.learning_days)) or "None"),
        "cohort": ("Cohort on return", str(asked.rejoins)),
        "contact": ("Contact", BreakInLearning.Contact(asked.contact).label),
        "told": ("Told the reason", listed(asked.told) or "Nobody else"),
    }
    return [Fact(*shown[page], change_url=_url(wizard.apprentice, page)) for page in wizard.pages]
