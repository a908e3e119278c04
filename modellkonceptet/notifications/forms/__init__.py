"""Forms of the outbox, of mails to groups and of wishes."""
