"""Who may work with the outbox in the admin."""

from modellkonceptet.accounts.rules import add_admin_permissions

add_admin_permissions("notifications", "message", actions=("view",))
