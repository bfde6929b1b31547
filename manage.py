#!/usr/bin/env python
"""Django's command-line entry."""

import os
import sys

from django.core.management import execute_from_command_line

# These read and write files of the caller only: they run in a bare clone, without secrets or servers.
WITHOUT_SECRETS = {"simulate"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safety_portal.settings")
    if WITHOUT_SECRETS & set(sys.argv[1:2]):
        os.environ.setdefault("DEBUG", "1")
    execute_from_command_line(sys.argv)
