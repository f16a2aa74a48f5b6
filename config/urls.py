"""All addresses. Sign-in is the default; pages open to everybody are marked in their view."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("core.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("core.urls")),
    path("consortium/", include("consortium.urls")),
    path("recruitment/", include("recruitment.urls")),
    path("apprentices/", include("apprentices.urls")),
    path("placements/", include("placements.urls")),
    path("assessment/", include("assessment.urls")),
    path("", include("portal.urls")),
]

handler400 = "core.views.bad_request"
handler403 = "core.views.permission_denied"
handler404 = "core.views.page_not_found"
handler500 = "core.views.server_error"
