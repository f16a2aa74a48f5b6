"""The same form posted twice makes one record and is answered in the same way."""

import threading

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client
from django.urls import include, path

from core.accounts.models import User
from core.forms.once import FormReceipt
from core.workflow import AlreadyMoved
from tests import make


@login_not_required
def join(request: HttpRequest) -> HttpResponse:
    if not request.POST.get("name"):
        return HttpResponse("Enter your name", status=200)
    who = make.person(request.POST["name"])
    return HttpResponseRedirect(f"/joined/{who.pk}/")


@login_not_required
@transaction.atomic
def lose(request: HttpRequest) -> HttpResponse:
    make.person("Never")
    raise AlreadyMoved("Grace Mensah signed this off, 3 March 2026 at 10:00, before your step arrived.")


urlpatterns = [path("join/", join), path("lose/", lose), path("", include("config.urls"))]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def post(**form) -> HttpResponse:
    return Client().post("/join/", form)


def test_a_second_post_of_the_same_form_is_sent_to_the_same_place_without_a_second_record():
    first, second = post(name="Ama", once="t1"), post(name="Ama", once="t1")
    assert first.url == second.url
    assert User.objects.filter(name="Ama").count() == 1


def test_another_form_makes_another_record():
    assert post(name="Ama", once="t1").url != post(name="Ama", once="t2").url


def test_a_form_that_was_refused_may_be_posted_again():
    assert post(name="", once="t1").status_code == 200
    assert post(name="Ama", once="t1").status_code == 302
    assert User.objects.filter(name="Ama").count() == 1


def test_a_post_without_a_token_is_left_alone():
    assert post(name="Ama").url != post(name="Ama").url
    assert FormReceipt.objects.count() == 0


@pytest.mark.parametrize("token", ["\x00", "x" * 5000, "'; DROP TABLE core_user; --"])
def test_odd_tokens_do_no_harm(token):
    assert post(name="Ama", once=token).status_code == 302


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_twenty_posts_at_once_make_one_record():
    answers: list[str] = []

    def knock() -> None:
        from django.db import connection

        answers.append(post(name="Ama", once="t1").url)
        connection.close()

    threads = [threading.Thread(target=knock) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(answers), len(set(answers)), User.objects.filter(name="Ama").count()) == (20, 1, 1)


class TestAStepThatWasRefused:
    """Where a page has no better place to say it, whoever lost a race is told who acted, with or without a token."""

    @pytest.mark.parametrize("form", [{}, {"once": "t1"}])
    def test_it_is_answered_with_the_reason_and_nothing_is_kept(self, form):
        response = Client().post("/lose/", form)
        assert response.status_code == 409
        assert "Grace Mensah signed this off" in response.content.decode()
        assert not User.objects.filter(name="Never").exists()
        assert FormReceipt.objects.count() == 0
