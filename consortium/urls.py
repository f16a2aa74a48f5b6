"""Addresses of the consortium: members, people, programmes."""

from django.urls import path

from consortium.views import joining, members, organisation, people, programmes

app_name = "consortium"

urlpatterns = [
    path("", members.members, name="members"),
    path("organisations/", members.Organisations.as_view(), name="organisations"),
    path("organisations/add/", members.add_organisation, name="add_organisation"),
    path("organisations/<str:reference>/", organisation.organisation, name="organisation"),
    path("organisations/<str:reference>/admit/", members.admit, name="admit"),
    path("organisations/<str:reference>/known-as/", organisation.known_as, name="known_as"),
    path("known-as/<str:reference>/remove/", organisation.forget_identifier, name="forget_identifier"),
    path("organisations/<str:reference>/invite/", people.invite, name="invite"),
    path("organisations/<str:reference>/invite/list/", people.bring_invitations, name="bring_invitations"),
    path("memberships/<str:reference>/end/", members.end_membership, name="end_membership"),
    path("people/", people.People.as_view(), name="people"),
    path("people/<str:reference>/", people.appointment, name="appointment"),
    path("people/<str:reference>/resend/", people.resend_invitation, name="resend_invitation"),
    path("people/<str:reference>/withdraw/", people.withdraw_invitation, name="withdraw_invitation"),
    path("join/<str:reference>/", joining.join, name="join"),
    path("standards/", programmes.standards, name="standards"),
    path("standards/<str:code>/", programmes.standard, name="standard"),
    path(
        "standards/<str:code>/<str:version>/official-list/", programmes.bring_official_list, name="bring_official_list"
    ),
    path("frameworks/<str:code>/<str:edition>/", programmes.framework, name="framework"),
]
