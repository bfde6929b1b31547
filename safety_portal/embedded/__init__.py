"""The launcher: PostgreSQL, Valkey and the portal's processes on a machine that has none of them.

Nothing of the portal imports this package; addresses and secrets go over by environment.
"""
