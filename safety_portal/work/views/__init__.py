"""Pages of what many registers share: jobs, things owed, attachments."""
