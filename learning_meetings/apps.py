from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningMeetingsConfig(AppConfig):
    name = "learning_meetings"
    verbose_name = _("Meetings and material")
