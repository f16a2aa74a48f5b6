from celery import shared_task

from core.audit import sealing


@shared_task(name="core.audit.seal")
def seal() -> None:
    """Every minute: number and chain what was committed since."""
    sealing.seal()
