"""Paths of the reporting app."""

from django.urls import URLPattern, path

from reporting import (
    committee_urls,
    dashboard_urls,
    evaluation_urls,
    file_order_urls,
    overview_urls,
    politician_urls,
    report_urls,
    round_report_urls,
    text_urls,
)
from reporting.views.desk import Desk
from reporting.views.group import GroupPage, HandoverPage
from reporting.views.group_mail import (
    ConfirmGroupMail,
    EarlierMailings,
    GroupMailPage,
    KeepAsTemplate,
    SendGroupMail,
    TryGroupMail,
)
from reporting.views.my_round import MyRound, MyRounds
from reporting.views.team import AddToOwnTeam, ChangeOwnTeam
from reporting.views.todo import LateFile, OwnTodo, WhoIsLate

app_name = "reporting"
urlpatterns: list[URLPattern] = [
    path("min-omgang/", MyRounds.as_view(), name="my_round"),
    path("min-omgang/<int:pk>/", MyRound.as_view(), name="my_participation"),
    path("min-omgang/<int:pk>/team/ny/", AddToOwnTeam.as_view(), name="team_add"),
    path("min-omgang/<int:pk>/team/<int:row>/", ChangeOwnTeam.as_view(), name="team_member"),
    path("min-omgang/overlamning/<int:pk>/", HandoverPage.as_view(), name="handover"),
    path("grupper/<int:pk>/", GroupPage.as_view(), name="group"),
    path("att-gora/", OwnTodo.as_view(), name="todo"),
    path("skr/", Desk.as_view(), name="desk"),
    path("skr/skriv/", GroupMailPage.as_view(), name="group_mail"),
    path("skr/skriv/bekrafta/", ConfirmGroupMail.as_view(), name="group_mail_confirm"),
    path("skr/skriv/skicka/", SendGroupMail.as_view(), name="group_mail_send"),
    path("skr/skriv/prov/", TryGroupMail.as_view(), name="group_mail_trial"),
    path("skr/skriv/mall/", KeepAsTemplate.as_view(), name="group_mail_template"),
    path("skr/skriv/tidigare/", EarlierMailings.as_view(), name="mailings"),
    path("skr/sent/", WhoIsLate.as_view(), name="late"),
    path("skr/sent/lista.<str:kind>", LateFile.as_view(), name="late_file"),
    *file_order_urls.urlpatterns,
    *dashboard_urls.urlpatterns,
    *evaluation_urls.urlpatterns,
    *overview_urls.urlpatterns,
    *committee_urls.urlpatterns,
    *politician_urls.urlpatterns,
    *report_urls.urlpatterns,
    *round_report_urls.urlpatterns,
    *text_urls.urlpatterns,
]
