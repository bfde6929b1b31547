"""A kind of job for real workers: the first attempt hangs in mid-transaction, the next one goes through."""

import time

from safety_portal.work import jobs
from safety_portal.work.jobs import Progress
from safety_portal.work.models import Job
from safety_portal.work.numbers import next_number

KIND = "slow"


def _count_once(job: Job, progress: Progress) -> str:
    with progress.transaction():
        number = next_number(job.key)
        progress.step(f"Attempt {job.attempts}")
        if job.attempts == 1:
            time.sleep(60)
    return f"/result/{number}"


jobs.register(KIND, _count_once, label="Slow")
