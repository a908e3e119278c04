"""When an invoice was sent may be said by whoever marks it."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0003_paying")]
    operations = [
        migrations.AlterField(
            model_name="sending",
            name="sent_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="sent"),
        ),
    ]
