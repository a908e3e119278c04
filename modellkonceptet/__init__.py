"""The project package: settings and what every app needs."""

from modellkonceptet.celery import app as celery_app

__all__ = ("celery_app",)
