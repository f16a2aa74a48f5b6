"""The portal's addresses, with refusals answered in a word: a shut door is seen quicker than its page is made."""

from django.http import HttpResponse

from config.urls import handler500, urlpatterns

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]


def handler403(request, exception):
    return HttpResponse("Not yours to do", status=403)


def handler404(request, exception):
    return HttpResponse("Not there", status=404)
