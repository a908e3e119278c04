"""Fee invoices: what is owed, invoices with their numbers, payments, and files for bookkeeping."""
