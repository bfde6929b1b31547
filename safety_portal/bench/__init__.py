"""Measuring the portal on its own data: what a run and a page take, beside the least a bare query would take."""
