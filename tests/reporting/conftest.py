"""The demo as it is filled on a day in November."""

import pytest
import time_machine
from django.core.management import call_command

from tests.factories import stockholm


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    with time_machine.travel(stockholm(2026, 11, 22), tick=False) as clock:
        call_command("prepare_demo", verbosity=0)
        yield clock
