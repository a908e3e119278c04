"""Paths of a person's own pages."""

from django.urls import path

from modellkonceptet.accounts import views

urlpatterns = [
    path("hem/", views.HomeView.as_view(), name="home"),
    path("konto/", views.AccountView.as_view(), name="account"),
    path("konto/demo/<int:pk>/", views.DemoSignInView.as_view(), name="demo_sign_in"),
]
