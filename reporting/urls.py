"""Paths of the reporting app."""

from django.urls import URLPattern, path

from reporting.views.desk import Desk
from reporting.views.group import GroupPage, HandoverPage
from reporting.views.my_round import MyRound, MyRounds
from reporting.views.team import AddToOwnTeam, ChangeOwnTeam

app_name = "reporting"
urlpatterns: list[URLPattern] = [
    path("min-omgang/", MyRounds.as_view(), name="my_round"),
    path("min-omgang/<int:pk>/", MyRound.as_view(), name="my_participation"),
    path("min-omgang/<int:pk>/team/ny/", AddToOwnTeam.as_view(), name="team_add"),
    path("min-omgang/<int:pk>/team/<int:row>/", ChangeOwnTeam.as_view(), name="team_member"),
    path("min-omgang/overlamning/<int:pk>/", HandoverPage.as_view(), name="handover"),
    path("grupper/<int:pk>/", GroupPage.as_view(), name="group"),
    path("skr/", Desk.as_view(), name="desk"),
]
