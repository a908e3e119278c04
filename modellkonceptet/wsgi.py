"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellkonceptet.settings")
application = get_wsgi_application()

from modellkonceptet.starting import refuse_to_start  # noqa: E402  (apps must be ready)

refuse_to_start()
