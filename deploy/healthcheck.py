"""Ends well if the web process inside this container answers, as it would to the proxy."""

import http.client
import os
import sys

connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=8)
host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".")
connection.request("GET", "/", headers={"Host": host, "X-Forwarded-Proto": "https"})
sys.exit(connection.getresponse().status >= 400)
