"""Paths of a receiver's own choices and of SKR's outbox."""

from django.urls import URLPattern, path

from modellkonceptet.notifications.views.messages import (
    DropMessage,
    EditMessage,
    HoldMessage,
    MessagePage,
    ReleaseMessage,
    SendAgain,
)
from modellkonceptet.notifications.views.outbox import (
    HoldAll,
    OutboxPage,
    ReleaseAll,
    SearchOutbox,
)
from modellkonceptet.notifications.views.receivers import MarkFailing, MarkWorking, ReceiverPage
from modellkonceptet.notifications.views.wishes import (
    OwnMails,
    OwnWishes,
    RefusePage,
    WishesPage,
)

app_name = "notifications"
urlpatterns: list[URLPattern] = [
    path("mejl/<str:token>/", WishesPage.as_view(), name="wishes"),
    path("mejl/<str:token>/avsta/", RefusePage.as_view(), name="refuse"),
    path("konto/mejl/", OwnWishes.as_view(), name="own_wishes"),
    path("konto/mejl/skickade/", OwnMails.as_view(), name="own_mails"),
    path("skr/utkorg/", OutboxPage.as_view(), name="outbox"),
    path("skr/utkorg/sok/", SearchOutbox.as_view(), name="outbox_search"),
    path("skr/utkorg/hall-kvar/", HoldAll.as_view(), name="hold_all"),
    path("skr/utkorg/slapp/", ReleaseAll.as_view(), name="release_all"),
    path("skr/utkorg/mottagare/<str:token>/", ReceiverPage.as_view(), name="receiver"),
    path(
        "skr/utkorg/mottagare/<str:token>/fungerar-inte/",
        MarkFailing.as_view(),
        name="mark_failing",
    ),
    path("skr/utkorg/mottagare/<str:token>/fungerar/", MarkWorking.as_view(), name="mark_working"),
    path("skr/utkorg/<int:pk>/", MessagePage.as_view(), name="message"),
    path("skr/utkorg/<int:pk>/andra/", EditMessage.as_view(), name="edit_message"),
    path("skr/utkorg/<int:pk>/hall-kvar/", HoldMessage.as_view(), name="hold_message"),
    path("skr/utkorg/<int:pk>/slapp/", ReleaseMessage.as_view(), name="release_message"),
    path("skr/utkorg/<int:pk>/stryk/", DropMessage.as_view(), name="drop_message"),
    path("skr/utkorg/<int:pk>/skicka-igen/", SendAgain.as_view(), name="send_again"),
]
