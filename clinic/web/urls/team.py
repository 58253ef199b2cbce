"""The clinic, its people, and what they did."""

from django.urls import path

from clinic.web.views import audit, setup, team

urlpatterns = [
    path("setup/", setup.setup, name="setup"),
    path("join/<str:token>/", setup.join, name="join"),
    path("team/", team.team, name="team"),
    path("team/invite/", team.invite, name="invite_member"),
    path("team/<uuid:member_id>/", team.member, name="member"),
    path("team/<uuid:member_id>/<slug:change>/", team.change, name="change_member"),
    path("clinic/", team.clinic, name="clinic"),
    path("audit/", audit.audit, name="audit"),
]
