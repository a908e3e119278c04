"""What a test has committed is taken away again: from the tables that hold something, no others.

Django's own way empties all of them and makes content types and permissions anew, which takes
PostgreSQL more than a second a test.
"""

from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction

# Made by the migrations, and the same for every test.
KEPT = {"django_content_type", "auth_permission"}


def empty_tables(test: Any) -> None:
    """In place of `TransactionTestCase._fixture_teardown`; the product has one database."""
    tables = set(connection.introspection.django_table_names(only_existing=True)) - KEPT
    with transaction.atomic(), connection.cursor() as cursor:
        filled = _filled(cursor, sorted(tables))
        if connection.vendor == "postgresql" and filled:
            # Whoever still writes there is waited for.
            cursor.execute(f"LOCK TABLE {', '.join(map(_quoted, filled))}")
        if kept_whole := set(filled) & _with_triggers(cursor):
            _truncate(cursor, sorted(kept_whole))
        for table in set(filled) - kept_whole:
            cursor.execute(f"DELETE FROM {_quoted(table)}")


def _filled(cursor: Any, tables: list[str]) -> list[str]:
    one = "SELECT '{0}' WHERE EXISTS (SELECT 1 FROM {1})"
    found: list[str] = []
    for start in range(0, len(tables), 100):  # SQLite takes no more in one statement
        some = tables[start : start + 100]
        cursor.execute(" UNION ALL ".join(one.format(name, _quoted(name)) for name in some))
        found += [name for (name,) in cursor.fetchall()]
    return found


def _with_triggers(cursor: Any) -> set[str]:
    """Tables that refuse that rows are deleted, where the database can."""
    if connection.vendor != "postgresql":
        return set()
    cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
    return {name for (name,) in cursor.fetchall()}


def _truncate(cursor: Any, tables: list[str]) -> None:
    """With those that point at them, as a test's connection may."""
    for statement in connection.ops.sql_flush(no_style(), tables, allow_cascade=True):
        cursor.execute(statement)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
