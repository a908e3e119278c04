"""Whoever is named in a team finds the seat at the next sign-in."""

import pytest

from cohorts.models import TeamMember
from tests import factories

pytestmark = pytest.mark.django_db


def test_signing_in_ties_the_account_to_the_seat(client, politician, stranger):
    participation = factories.make_participation()
    seat = TeamMember.objects.create(
        participation=participation,
        function="politician",
        name="Politiker",
        email=politician.email.upper(),
    )
    client.force_login(stranger)
    client.force_login(politician)
    seat.refresh_from_db()
    assert seat.user == politician
