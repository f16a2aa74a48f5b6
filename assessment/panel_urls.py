"""Addresses of the practice assessment panel."""

from django.urls import URLPattern, path

from assessment.views.panels import deciding, lists, preparing, reading, room

urlpatterns: list[URLPattern] = [
    path("panels/", lists.Panels.as_view(), name="panels"),
    path("panels/call/", lists.call, name="call_panel"),
    path("panels/terms/", lists.terms, name="panel_terms"),
    path("panels/actions/<str:reference>/", deciding.action, name="panel_action"),
    path("panels/items/<str:reference>/", deciding.item, name="panel_item"),
    path("panels/items/<str:reference>/readers/", preparing.readers, name="panel_readers"),
    path("panels/items/<str:reference>/in-full/", preparing.read_in_full, name="panel_read_in_full"),
    path("panels/items/<str:reference>/take-off/", preparing.take_off, name="panel_take_off"),
    path("panels/items/<str:reference>/nothing-to-do-with-it/", reading.conflict, name="panel_conflict"),
    path("panels/items/<str:reference>/together/", reading.together, name="panel_together"),
    path("panels/items/<str:reference>/outcome/", deciding.outcome, name="panel_outcome"),
    path("panels/items/<str:reference>/minutes/", deciding.item_minutes, name="panel_item_minutes"),
    path("panels/items/<str:reference>/put-off/", deciding.defer, name="panel_defer"),
    path("panels/items/<str:reference>/letter/", deciding.letter, name="panel_letter"),
    path("panels/sheets/<str:reference>/", reading.sheet, name="panel_sheet"),
    path("panels/sheets/<str:reference>/send/", reading.send, name="send_panel_sheet"),
    path("panels/members/<str:reference>/substitute/", preparing.substitute, name="panel_substitute"),
    path("panels/members/<str:reference>/here/", room.here, name="panel_here"),
    path("panels/<str:reference>/", room.room, name="panel"),
    path("panels/<str:reference>/move/", preparing.move, name="move_panel"),
    path("panels/<str:reference>/cancel/", preparing.cancel, name="cancel_panel"),
    path("panels/<str:reference>/seats/", preparing.seat, name="panel_seat"),
    path("panels/<str:reference>/seats/mine/", room.take_seat, name="take_panel_seat"),
    path("panels/<str:reference>/agenda/", preparing.agenda, name="panel_agenda"),
    path("panels/<str:reference>/declare/", preparing.declare, name="panel_declare"),
    path("panels/<str:reference>/packs/", room.give_packs, name="give_panel_packs"),
    path("panels/<str:reference>/open/", room.open_meeting, name="open_panel"),
    path("panels/<str:reference>/close/", room.close_meeting, name="close_panel"),
    path("panels/<str:reference>/minutes/", deciding.minutes, name="panel_minutes"),
    path("panels/<str:reference>/passes/", deciding.confirm_together, name="confirm_panel_passes"),
    path("panels/<str:reference>/actions/", deciding.add_action, name="add_panel_action"),
    path("panels/<str:reference>/conflicts/<str:conflict>/lift/", room.lift, name="lift_panel_conflict"),
]
