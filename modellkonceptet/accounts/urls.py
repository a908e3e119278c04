"""Paths of a person's own pages."""

from django.urls import path

from modellkonceptet.accounts import views

urlpatterns = [
    path("hem/", views.HomeView.as_view(), name="home"),
    path("konto/", views.AccountView.as_view(), name="account"),
    path("konto/kvar/", views.StayView.as_view(), name="stay"),
    path("konto/nycklar/", views.KeysView.as_view(), name="keys"),
    path("konto/nycklar/ny/", views.NewKeyView.as_view(), name="new_key"),
    path("konto/nycklar/<int:pk>/aterkalla/", views.RevokeKey.as_view(), name="revoke_key"),
    path("konto/demo/<int:pk>/", views.DemoSignInView.as_view(), name="demo_sign_in"),
]
