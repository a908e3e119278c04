"""On PostgreSQL a truncated table deletes no row, so no trigger of a row refuses it."""

from django.db import migrations

TABLES = ("invoicing_invoice", "invoicing_invoicefile")
# Tests empty every table between them, and say so in their connection.
TRIGGER = """
CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT
    WHEN (coalesce(current_setting('invoicing.may_truncate', true), '') <> 'test')
    EXECUTE FUNCTION invoicing_refuse();
"""


def keep(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(TRIGGER.format(table=table), params=None)


def let_go(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {table}_kept ON {table}")


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0004_when_it_was_sent")]

    operations = [
        migrations.RunPython(keep, let_go),
        migrations.AlterModelOptions(
            name="invoice",
            options={
                "base_manager_name": "objects",
                "ordering": ["-issued_on", "-pk"],
                "verbose_name": "invoice",
                "verbose_name_plural": "invoices",
            },
        ),
        migrations.AlterModelOptions(
            name="invoicefile",
            options={
                "base_manager_name": "objects",
                "verbose_name": "file of an invoice",
                "verbose_name_plural": "files of invoices",
            },
        ),
    ]
