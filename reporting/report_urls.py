"""Paths of result reports."""

from django.urls import URLPattern, path

from reporting.views import report, report_judging, report_publishing, report_writing

urlpatterns: list[URLPattern] = [
    path("rapporter/<int:pk>/", report.OwnReports.as_view(), name="reports"),
    path("rapporter/<int:pk>/<int:row>/", report.BeginReport.as_view(), name="begin_report"),
    path("rapport/<int:pk>/", report.ReportView.as_view(), name="report"),
    path("rapport/<int:pk>/hela/", report.ReadReport.as_view(), name="read_report"),
    path("rapport/<int:pk>/rapport.pdf", report.ReportPaper.as_view(), name="report_pdf"),
    path(
        "rapport/<int:pk>/del/<slug:key>/",
        report_writing.SectionView.as_view(),
        name="report_section",
    ),
    path(
        "rapport/<int:pk>/del/<slug:key>/spara/",
        report_writing.SaveSection.as_view(),
        name="save_report_section",
    ),
    path(
        "rapport/<int:pk>/del/<slug:key>/fakta/",
        report_writing.FactsOfSection.as_view(),
        name="report_facts",
    ),
    path(
        "rapport/<int:pk>/del/<slug:key>/offentlig/",
        report_writing.PublicTick.as_view(),
        name="report_public_tick",
    ),
    path(
        "rapport/<int:pk>/del/<slug:key>/kommentera/",
        report_writing.CommentOnSection.as_view(),
        name="comment_report",
    ),
    path(
        "rapport/<int:pk>/del/<slug:key>/tidigare/",
        report_writing.EarlierTexts.as_view(),
        name="report_earlier",
    ),
    path(
        "rapport/<int:pk>/kommentar/<int:row>/",
        report_writing.ResolveComment.as_view(),
        name="resolve_report_comment",
    ),
    path(
        "rapport/<int:pk>/punkt/<int:row>/",
        report_writing.MendPoint.as_view(),
        name="mend_report_point",
    ),
    path("rapport/<int:pk>/arbeten/", report_writing.LetWorksIn.as_view(), name="report_works"),
    path("rapport/<int:pk>/skicka/", report_writing.SendReport.as_view(), name="send_report"),
    path(
        "skr/rapport/<int:pk>/tillbaka/",
        report_judging.ReturnReport.as_view(),
        name="return_report",
    ),
    path(
        "skr/rapport/<int:pk>/godkann/",
        report_judging.ApproveReport.as_view(),
        name="approve_report",
    ),
    path(
        "rapport/<int:pk>/publicera/",
        report_publishing.PublishReport.as_view(),
        name="publish_report",
    ),
    path(
        "rapport/<int:pk>/avpublicera/",
        report_publishing.WithdrawPublication.as_view(),
        name="withdraw_report",
    ),
    path("skr/rapporter/", report_judging.AllReports.as_view(), name="all_reports"),
    path(
        "skr/rapporter/lista.<str:kind>",
        report_judging.AllReportsFile.as_view(),
        name="all_reports_file",
    ),
    path(
        "skr/rapporter/<slug:slug>/",
        report_judging.ReportsOfRound.as_view(),
        name="reports_of_round",
    ),
    path(
        "skr/rapporter/<slug:slug>/lista.<str:kind>",
        report_judging.ReportsOfRoundFile.as_view(),
        name="reports_of_round_file",
    ),
]
