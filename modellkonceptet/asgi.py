"""ASGI entry point."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellkonceptet.settings")
application = get_asgi_application()

from modellkonceptet.accounts.checks import refuse_unsafe_demo  # noqa: E402  (apps must be ready)
from reporting.invoicing.checks import refuse_unknown_provider  # noqa: E402

refuse_unsafe_demo()
refuse_unknown_provider()
