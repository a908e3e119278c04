"""Pages of the outbox and of those who get its mails."""
