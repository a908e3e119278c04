"""Production is safe by default, and a setting that is missing explains itself."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "SECRET_KEY": "v9Q2n-m4Kz7Wc1Rt8Yb3Xd6Lf0Hs5Jg-Pa_Ue2Oi9Tq4Nv7Mk1Bw6",
    "SITE_URL": "https://modellkonceptet.example",
    "ALLOWED_HOSTS": "modellkonceptet.example",
    "CSRF_TRUSTED_ORIGINS": "https://modellkonceptet.example",
}
READ = """
import json
from django.conf import settings as s
names = ["SESSION", "CSRF", "LANGUAGE"]
print(json.dumps({
    "cookies": [
        [
            getattr(s, f"{n}_COOKIE_NAME"), getattr(s, f"{n}_COOKIE_SECURE"),
            getattr(s, f"{n}_COOKIE_HTTPONLY"), getattr(s, f"{n}_COOKIE_SAMESITE"),
            getattr(s, f"{n}_COOKIE_PATH"), getattr(s, f"{n}_COOKIE_DOMAIN"),
        ]
        for n in names
    ],
    "https": [s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS],
    "session": s.SESSION_COOKIE_AGE,
    "debug": [s.DEBUG, s.DEMO, s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN],
}))
"""


def manage(*arguments, tmp_path, **environment):
    return python("manage.py", *arguments, tmp_path=tmp_path, **environment)


def python(*arguments, tmp_path, **environment):
    """Run Python with nothing in the environment but what is given."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={
            **bare,
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
            "DEBUG": "",
            "DEMO": "",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_djangos_own_list_for_production_has_nothing_to_remark(tmp_path):
    result = manage("check", "--deploy", "--fail-level", "WARNING", tmp_path=tmp_path, **PRODUCTION)

    assert (result.returncode, result.stdout) == (
        0,
        "System check identified no issues (0 silenced).\n",
    ), result.stderr


def test_a_missing_secret_says_what_to_do(tmp_path):
    result = manage("check", tmp_path=tmp_path, **{**PRODUCTION, "SECRET_KEY": ""})

    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: SECRET_KEY is not set. Give it at least 50"
        " random characters, or set DEBUG=1 on your own machine. `python -c 'import secrets;"
        " print(secrets.token_urlsafe(50))'` makes one."
    )


@pytest.mark.parametrize(
    "environment, errors",
    [
        (PRODUCTION, ["accounts.E001", "accounts.E002"]),
        ({**PRODUCTION, "ALLOWED_HOSTS": "localhost"}, ["accounts.E001"]),
        ({"DEBUG": "1", "ALLOWED_HOSTS": "modellkonceptet.example"}, ["accounts.E002"]),
        ({"DEBUG": "1"}, []),
    ],
)
def test_the_demos_doors_stay_on_ones_own_machine(tmp_path, environment, errors):
    result = manage("check", tmp_path=tmp_path, **environment, DEMO="1")

    assert [code for code in ("accounts.E001", "accounts.E002") if code in result.stderr] == errors
    assert result.returncode == bool(errors)


@pytest.mark.parametrize("server", ["wsgi", "asgi"])
def test_a_web_server_does_not_open_the_demos_doors_either(tmp_path, server):
    start = ["-c", f"import modellkonceptet.{server}"]

    refused = python(*start, tmp_path=tmp_path, **PRODUCTION, DEMO="1")

    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: DEMO=1 needs DEBUG=1."
        " DEMO=1 allows only loopback hosts, not ['modellkonceptet.example']."
    )
    assert python(*start, tmp_path=tmp_path, **PRODUCTION).returncode == 0
    assert python(*start, tmp_path=tmp_path, DEBUG="1", DEMO="1").returncode == 0


def test_cookies_are_bound_to_the_host_and_to_https(tmp_path):
    result = manage("shell", "--no-imports", "-c", READ, tmp_path=tmp_path, **PRODUCTION)
    settings = json.loads(result.stdout.splitlines()[-1])

    assert settings == {
        "cookies": [
            ["__Host-sessionid", True, True, "Lax", "/", None],
            ["__Host-csrftoken", True, True, "Lax", "/", None],
            ["django_language", True, True, "Lax", "/", None],
        ],
        "https": [True, 31_536_000, True],
        "session": 12 * 60 * 60,
        "debug": [False, False, False],
    }


def test_the_settings_can_be_read_in_one_sitting():
    lines = (ROOT / "modellkonceptet" / "settings.py").read_text(encoding="utf-8").splitlines()

    assert len(lines) < 300
