"""On PostgreSQL the database itself refuses to change or delete what is issued, raw SQL too."""

from django.db import migrations

TABLES = ("invoicing_invoice", "invoicing_invoicefile")

FUNCTION = """
CREATE OR REPLACE FUNCTION invoicing_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An issued invoice is never changed or deleted (%).', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""
TRIGGER = """
CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION invoicing_refuse();
"""


def freeze(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION, params=None)
        for table in TABLES:
            schema_editor.execute(TRIGGER.format(table=table))


def thaw(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {table}_frozen ON {table}")
        schema_editor.execute("DROP FUNCTION invoicing_refuse()")


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0001_initial")]
    operations = [migrations.RunPython(freeze, thaw)]
