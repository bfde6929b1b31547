"""The monthly report: prefilled from the registers, explained where it differs, submitted, returned or accepted."""
