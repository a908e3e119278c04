"""Who may work with the outbox."""

import rules

from modellkonceptet.accounts.rules import add_admin_permissions, is_project_lead

rules.add_perm("notifications.see_outbox", is_project_lead)
rules.add_perm("notifications.handle_message", is_project_lead)
rules.add_perm("notifications.write_to_group", is_project_lead)
rules.add_perm("notifications.choose_own_mails", rules.is_authenticated)
add_admin_permissions("notifications", "message", actions=("view",))
add_admin_permissions("notifications", "reminder", actions=("view",))
add_admin_permissions("notifications", "mailing", actions=("view",))
add_admin_permissions("notifications", "mailaddress", actions=("view",))
add_admin_permissions("notifications", "mailtemplate")
