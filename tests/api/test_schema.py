"""The description holds: every operation is asked, well and badly, with a key and without."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from modellkonceptet.wsgi import application
from reporting.api.description import describe
from tests.api.asking import key_of
from tests.api.publishing import publish
from tests.architecture.world import make_world

pytestmark = pytest.mark.django_db
# The same questions every time (see conftest), and few enough to wait for.
asked = settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    deadline=None,
)


@pytest.fixture
def _one_connection():
    """The whole application answers, inside the test's transaction: it may not close it."""
    asked_at = (request_started, request_finished)
    for signal in asked_at:
        signal.disconnect(close_old_connections)
    yield
    for signal in asked_at:
        signal.connect(close_old_connections)


@pytest.fixture
def described(_one_connection):
    """Of a world in which everything has rows, the addresses of the examples among them."""
    world = make_world()
    publish(world.lund.rows["report"])
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    return schema, key_of(world.lund.owner)


@pytest.mark.parametrize("with_key", [True, False])
def test_every_answer_is_as_described(described, with_key):
    schema, key = described
    headers = {"Authorization": f"Bearer {key}"} if with_key else {}
    seen = set()

    for result in schema.get_all_operations():
        operation = result.ok()

        for mode in GenerationMode:

            @asked
            @given(case=operation.as_strategy(generation_mode=mode))
            def every_case(case):
                answer = case.call_and_validate(headers=headers)
                seen.add((case.operation.label, answer.status_code))

            every_case()

    assert {label for label, _status in seen} == {f"GET {path}" for path in describe()["paths"]}
