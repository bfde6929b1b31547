"""Targets that plans set, and how a township stands to them: "seven 100 %", "eight that must not happen", others."""
