"""Pages of months, reports, filings and the survey."""
