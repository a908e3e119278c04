"""Paths from starting an application to its receipt."""

from django.urls import path

from applications.views import colleagues, letters, questions, sending, starting

urlpatterns = [
    path("mina-ansokningar/", starting.MyApplicationsView.as_view(), name="mine"),
    path("omgangar/<slug:slug>/ansok/", starting.StartView.as_view(), name="start"),
    path(
        "omgangar/<slug:slug>/ansok/organisationer/",
        starting.FindOrganisationView.as_view(),
        name="find_organisation",
    ),
    path(
        "omgangar/<slug:slug>/ansok/slapp-in/",
        starting.AskAccessView.as_view(),
        name="ask_access",
    ),
    path(
        "omgangar/<slug:slug>/fragor.pdf",
        questions.QuestionsPdfView.as_view(),
        name="questions_pdf",
    ),
    path(
        "omgangar/<slug:slug>/fragor.docx",
        questions.QuestionsWordView.as_view(),
        name="questions_docx",
    ),
    path("ansokan/<int:pk>/granska/", sending.CheckView.as_view(), name="check"),
    path("ansokan/<int:pk>/skicka-in/", sending.SubmitView.as_view(), name="submit"),
    path("ansokan/<int:pk>/kvitto/", sending.ReceiptView.as_view(), name="receipt"),
    path("ansokan/<int:pk>/kvitto.pdf", sending.ReceiptPdfView.as_view(), name="receipt_pdf"),
    path("ansokan/<int:pk>/ta-tillbaka/", sending.WithdrawView.as_view(), name="withdraw"),
    path("ansokan/<int:pk>/kollegor/", colleagues.ColleaguesView.as_view(), name="colleagues"),
    path(
        "ansokan/<int:pk>/kollegor/bekrafta/",
        colleagues.AcceptSenderView.as_view(),
        name="accept_sender",
    ),
    path(
        "ansokan/<int:pk>/kollegor/<int:row>/ta-bort/",
        colleagues.RemoveColleagueView.as_view(),
        name="remove_colleague",
    ),
    path(
        "ansokan/<int:pk>/kollegor/<int:row>/ansvarig/",
        colleagues.MakeResponsibleView.as_view(),
        name="make_responsible",
    ),
    path(
        "ansokan/<int:pk>/inbjudningar/<int:row>/ta-tillbaka/",
        colleagues.RevokeInvitationView.as_view(),
        name="revoke_invitation",
    ),
    path(
        "ansokan/<int:pk>/slapp-in/<int:row>/",
        colleagues.AnswerAccessView.as_view(),
        name="answer_access",
    ),
    path("beslut/<int:pk>/brev.pdf", letters.LetterPdfView.as_view(), name="letter_pdf"),
    path("inbjudan/<str:token>/", colleagues.InvitationView.as_view(), name="invitation"),
    path("bekrafta/<str:token>/", sending.ConfirmSignatureView.as_view(), name="confirm_signature"),
]
