"""How often one network may do a thing, as ACCOUNT_RATE_LIMITS says; counted in the cache."""

import logging

from allauth.core.internal import ratelimit
from django.http import HttpRequest

logger = logging.getLogger(__name__)


def is_one_too_many(request: HttpRequest, action: str) -> bool:
    """Whether the sender's network has used up its share. A cache that is down stops nobody."""
    try:
        # The function outside `internal` never counts what is only read.
        usage = ratelimit.consume(request, app="allauth.account", action=action, limit_get=True)
        return usage is None
    except Exception as error:  # each kind of cache has its own family of errors
        logger.warning("Cache out of reach, %s is not counted: %s", action, error)
        return False
