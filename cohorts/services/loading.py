"""What loading a register did, so that nothing changes unseen."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models


@dataclass
class LoadReport:
    """Created, changed field by field, left alone, and what a person should look at."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    remarks: list[str] = field(default_factory=list)

    def lines(self, *, brief: bool = False) -> list[str]:
        """The report as text, one line per change; `brief` only counts what is new."""
        return [
            *(f"+ {line}" for line in self.created if not brief),
            *(f"~ {line}" for line in self.changed),
            *(f"! {line}" for line in self.remarks),
            self.summary,
        ]

    @property
    def summary(self) -> str:
        return (
            f"{len(self.created)} created, {len(self.changed)} changed,"
            f" {self.unchanged} unchanged, {len(self.remarks)} to look at."
        )


def sync(
    report: LoadReport, model: type[models.Model], *, key: dict[str, Any], values: dict[str, Any]
) -> Any:
    """Create or update the row that `key` finds; write to `report` what was done."""
    instance = model._default_manager.filter(**key).first()
    name = model._meta.verbose_name
    if instance is None:
        instance = model(**(key | values))
        instance.save()
        report.created.append(f"{name} {instance}")
        return instance
    differences = {
        field: value for field, value in values.items() if getattr(instance, field) != value
    }
    if not differences:
        report.unchanged += 1
        return instance
    for field_name, value in differences.items():
        report.changed.append(
            f"{name} {instance}: {field_name} {getattr(instance, field_name)!r} → {value!r}"
        )
        setattr(instance, field_name, value)
    instance.save(update_fields=list(differences))
    return instance
