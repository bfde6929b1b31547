"""Gunicorn's settings, the same under `make run` and in the container."""

import os
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108  only the heartbeat file, which must not wait for a disk

workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True  # read once, shared by all workers
timeout = 60
graceful_timeout = 15
worker_tmp_dir = str(_MEMORY) if _MEMORY.is_dir() else None
# Leaks of a library don't grow for ever; the jitter keeps workers from leaving together.
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
# Only the proxy in front writes an access log: addresses of pages can tell about people.
accesslog = None
