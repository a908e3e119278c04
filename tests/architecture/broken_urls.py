"""The product's paths, and one whose view breaks."""

from typing import Any, NoReturn

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from modellkonceptet.urls import urlpatterns as ours


@login_not_required
def break_down(request: Any) -> NoReturn:
    raise RuntimeError("broken on purpose")


urlpatterns = [path("trasig/", break_down, name="break_down"), *ours]
