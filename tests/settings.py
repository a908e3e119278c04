"""The product's settings, with the environment a test run needs set before they are read."""

import atexit
import os
import shutil
import tempfile
import uuid

os.environ.setdefault("DEBUG", "1")  # no SECRET_KEY asked for, static files by finders
os.environ.setdefault("ACCOUNT_RATE_LIMITS", "false")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop of its own
# Nobody listens there, for real worker processes either: a test that means to ask Kolada starts
# tests/kolada_server.py.
os.environ["KOLADA_URL"] = "http://127.0.0.1:9/v3"
os.environ.pop("DEMO", None)
if "DATA_DIR" not in os.environ:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="modellkonceptet-tests-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

from modellkonceptet.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, not memory: other threads and a real worker process see the same database.
    DATABASES["default"]["TEST"] = {"NAME": f"{os.environ['DATA_DIR']}/test.sqlite3"}  # noqa: F405
    # What is asked for without an order comes the other way round: PostgreSQL promises none, and
    # a list that happened to be right there was not always so.
    reverse = "PRAGMA reverse_unordered_selects=ON;"
    DATABASES["default"]["OPTIONS"]["init_command"] += reverse  # noqa: F405
else:
    # Between tests every table is emptied, also those that the database keeps whole.
    may = "-c invoicing.may_truncate=test"
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = may  # noqa: F405

# Files are looked up when asked for, instead of all being listed anew for every test client.
WHITENOISE_AUTOREFRESH = True

# Counted tries outlive a run in Redis: those of the run before are none of this one's.
CACHES["default"]["KEY_PREFIX"] = uuid.uuid4().hex  # noqa: F405
