"""The audit trail and stored files."""

import hashlib

import pytest

from modellkonceptet.records.models import AuditEntry, StoredFile
from modellkonceptet.records.services import record_event, store_file
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_stored_file_keeps_bytes_size_and_hash(applicant):
    stored = store_file(
        name="protokoll.pdf", content=b"%PDF-1", content_type="application/pdf", actor=applicant
    )
    with stored.content.open("rb") as content:
        assert content.read() == b"%PDF-1"
    assert (stored.size, stored.sha256) == (6, hashlib.sha256(b"%PDF-1").hexdigest())
    assert stored.content.name == f"{stored.pk.hex[:2]}/{stored.pk.hex}"


def test_a_stored_file_is_reached_only_through_its_owner(applicant, stranger):
    stored = store_file(name="a.pdf", content=b"x", content_type="application/pdf", actor=applicant)
    assert list(StoredFile.objects.visible_to(applicant)) == [stored]
    assert list(StoredFile.objects.visible_to(stranger)) == []


def test_an_event_is_recorded_about_one_thing(project_lead, stranger):
    cohort = factories.make_cohort()
    entry = record_event(about=cohort, action="moved", actor=project_lead, days=7)
    assert list(AuditEntry.objects.about(cohort)) == [entry]
    assert entry.details == {"days": 7}
    assert list(AuditEntry.objects.visible_to(stranger)) == []
