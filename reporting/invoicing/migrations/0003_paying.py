"""Why a payment is on the list of differences."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0002_frozen_invoices")]
    operations = [
        migrations.AddField(
            model_name="payment",
            name="why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("unknown", "No invoice has this OCR number."),
                    ("several", "The payment names several references."),
                    ("amount", "The amount is another than what is left of the invoice."),
                    ("paid", "Nothing is left to pay of the invoice."),
                    ("deduction", "It is a deduction, not a payment."),
                    ("bankgiro", "It came in to another bankgiro number than ours."),
                    (
                        "taken_back",
                        "It was counted to the wrong invoice and has been taken back.",
                    ),
                ],
                max_length=10,
                verbose_name="why it is a difference",
            ),
        ),
    ]
