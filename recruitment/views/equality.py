"""The equality questions: optional, one a page, kept in a store of their own."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.accounts.models import User
from recruitment import equality_questions as questions
from recruitment.forms.questions import EqualityForm
from recruitment.models import Application
from recruitment.operations import equality as operations
from recruitment.views.by_link import for_the_candidate
from recruitment.views.steps import posted


@for_the_candidate
@require_safe
def equality(request: HttpRequest, application: Application, person: User) -> HttpResponse:
    context = {"application": application, "first": questions.equality_questions()[0].code}
    return render(request, "recruitment/applications/equality.html", context)


@for_the_candidate
@require_http_methods(["GET", "HEAD", "POST"])
def equality_question(request: HttpRequest, application: Application, person: User, code: str) -> HttpResponse:
    question = questions.find(code)
    if question is None:
        raise Http404
    initial = {}
    if request.method != "POST":
        answers = operations.read_equality_answers(application=application, by=person)
        initial = {"answer": answers.get(code, ""), "write_in": answers.get(f"{code}_words", "")}
    form = EqualityForm(posted(request), question=question, initial=initial)
    if request.method == "POST" and form.is_valid():
        operations.save_equality_answer(application=application, by=person, question=code, **form.cleaned_data)
        if following := questions.after(code):
            return redirect("recruitment:equality_question", application.reference, following.code)
        messages.success(request, "Thank you. Your answers are kept apart from your application.")
        return redirect("recruitment:my_application", application.reference)
    number = [each.code for each in questions.equality_questions()].index(code) + 1
    context = {
        "application": application,
        "form": form,
        "number": number,
        "of": len(questions.equality_questions()),
    }
    return render(request, "recruitment/applications/equality_question.html", context)
