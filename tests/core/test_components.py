"""The components of a page: what they print, that they escape, and what the frame of a page knows."""

import pytest
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import timezone

from core import registry, views
from core.components import Card, Fact, Happening, Task
from core.context_processors import draft_owner, links_of, short_name
from core.registry import NavigationItem
from tests import make

HOSTILE = "<script>alert(1)</script>"


def printed(source, **context):
    return Template(source).render(Context(context))


@pytest.fixture
def request_of(rf):
    """A request for a path, by a person or by nobody."""

    def request_of(path="/", user=None):
        request = rf.get(path)
        request.user = user or AnonymousUser()
        request.session = {}
        request._messages = FallbackStorage(request)
        return request

    return request_of


@pytest.fixture
def places(monkeypatch):
    """The service navigation with three places, of which one lies within another."""

    def of(user):
        return [NavigationItem("Home", "/", "/"), NavigationItem("Panels", "/panels/", "/panels/")]

    navigation = registry.Registry()
    navigation.register(of)
    monkeypatch.setattr(registry, "navigation", navigation)


def test_a_tag_has_the_colour_of_its_tone():
    assert printed('{% tag "Behind plan" "late" %}') == (
        '<strong class="govuk-tag govuk-tag--red">Behind plan</strong>'
    )


@pytest.mark.parametrize(
    "source",
    [
        "{% tag text %}",
        "{% warning %}{{ text }}{% endwarning %}",
        "{% inset %}{{ text }}{% endinset %}",
        "{% details text %}{{ text }}{% enddetails %}",
        "{% notification text %}{{ text }}{% endnotification %}",
        '{% breadcrumbs text "/" text %}',
        '{% back_link "/" text %}',
        '{% button_link "/" text %}',
        "{% summary_list facts %}",
        "{% task_list tasks %}",
        "{% cards cards %}",
        "{% timeline events %}",
        "{% progress 1 2 text %}",
        '{% empty_state text text "/" text %}',
        "{% record_header text caption=text affairs=text %}",
        '{% post_button "/" text note=text %}',
    ],
)
def test_every_component_escapes_what_it_is_given(source):
    html = printed(
        source,
        text=HOSTILE,
        facts=[Fact(HOSTILE, HOSTILE, "/", HOSTILE)],
        tasks=[Task(HOSTILE, "/", HOSTILE, HOSTILE, "good"), Task(HOSTILE, status=HOSTILE)],
        cards=[Card(HOSTILE, HOSTILE, "/")],
        events=[Happening(HOSTILE, timezone.now(), HOSTILE)],
    )
    assert ["<script" in html, "&lt;script&gt;" in html] == [False, True]


def test_a_button_that_posts_is_safe_from_forgery_and_from_two_presses():
    html = printed('{% post_button "/confirm/" "Confirm" %}', csrf_token="abc")
    parts = ('method="post"', 'value="abc"', 'name="once"', 'data-prevent-double-click="true"')
    assert [part in html for part in parts] == [True] * 4


def test_pages_of_a_list_keep_the_rest_of_the_address(request_of):
    page = Paginator(range(100), 10).get_page(5)
    html = printed("{% pagination page %}", page=page, request=request_of("/people/?name=lee&page=5"))
    assert 'href="?name=lee&amp;page=6" rel="next"' in html
    assert html.count('aria-current="page"') == 1


def test_a_single_page_needs_no_pagination(request_of):
    page = Paginator(range(3), 10).get_page(1)
    assert printed("{% pagination page %}", page=page, request=request_of()).strip() == ""


def test_a_task_that_cannot_be_started_is_no_link():
    html = printed("{% task_list tasks %}", tasks=[Task("Final panel", status="Cannot start yet")])
    assert ["<a" in html, "Cannot start yet" in html] == [False, True]


# The frame ------------------------------------------------------------------------------------------------------------


def test_of_the_places_that_fit_the_path_the_nearest_is_current(db, places, request_of):
    links = links_of(request_of("/panels/3/", make.person()), registry.navigation)
    assert [(link.label, link.current) for link in links] == [("Home", False), ("Panels", True)]


def test_nobody_signed_in_has_no_places_to_go(places, request_of):
    assert links_of(request_of("/"), registry.navigation) == []


@pytest.mark.parametrize(
    ("name", "short"),
    [("Ada Okafor", "A. Okafor"), ("Ada Grace Okafor", "A. Grace Okafor"), ("Ada", "Ada"), ("", "")],
)
def test_the_header_shortens_a_name(name, short):
    assert short_name(name) == short


def test_the_name_under_which_a_device_keeps_drafts_tells_nothing_about_the_person(db, request_of):
    ada, ben = make.person("Ada"), make.person("Ben")
    owners = {draft_owner(request_of("/", person)) for person in (ada, ben)}
    assert len(owners) == 2
    assert owners.isdisjoint({ada.reference, ben.reference, str(ada.pk), str(ben.pk)})


def test_what_happened_stands_at_the_top_of_the_next_page(request_of):
    request = request_of()
    messages.success(request, "7.5 hours confirmed.")
    messages.warning(request, HOSTILE)
    html = render_to_string("base.html", {}, request)
    assert html.count("govuk-notification-banner--success") == 1
    assert ["7.5 hours confirmed." in html, HOSTILE in html] == [True, False]


def test_the_demo_says_on_every_page_that_all_is_invented(settings, request_of):
    says = "Everything and everybody here is invented."
    settings.DEMO_MODE = True
    assert says in render_to_string("base.html", {}, request_of())
    settings.DEMO_MODE = False
    assert says not in render_to_string("base.html", {}, request_of())


# What went wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        (lambda r: views.bad_request(r, SuspiciousOperation()), 400, "We could not read that"),
        (lambda r: views.bad_request(r, RequestDataTooBig()), 413, "That was too large"),
        (lambda r: views.permission_denied(r, PermissionDenied("Only the tutor can.")), 403, "Only the tutor can."),
        (lambda r: views.permission_denied(r, PermissionDenied()), 403, "This step belongs to somebody else."),
        (lambda r: views.csrf_failure(r, "no cookie"), 403, "This page was open too long"),
        (lambda r: views.page_not_found(r, Exception("/secret/")), 404, "Page not found"),
        (views.server_error, 500, "Something went wrong"),
    ],
)
def test_each_failure_answers_in_words_with_its_status(request_of, answer, status, says):
    response = answer(request_of())
    assert (response.status_code, says in response.text, "/secret/" in response.text) == (status, True, False)


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_the_pages_for_a_portal_that_is_down_need_nothing_from_it(name):
    source = render_to_string(name)
    assert ["{%" in source, "{{" in source, 'href="/static/dist/app.css"' in source] == [False, False, True]
