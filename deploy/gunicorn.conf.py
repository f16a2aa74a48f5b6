"""gunicorn behind nginx: threads for the short waits on the database, processes for the cores."""

import os

bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 30
# nginx keeps its connections for 60 seconds: it lets go first, so no request meets a connection being closed.
keepalive = 75
# A process is replaced now and then, so that memory lent to a large page comes back.
max_requests = 2000
max_requests_jitter = 200
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
control_socket_disable = True
# Addresses hold references and links; what is worth counting is in the log of the portal itself, without names.
accesslog = None
