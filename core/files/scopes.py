"""Who may open which stored file: every app that attaches files adds its scope."""

from core.registry import file_scopes


def register_own_uploads() -> None:
    """What somebody uploaded or had made, they may open."""
    from core.files.models import StoredFile

    file_scopes.register(lambda user: StoredFile.objects.filter(uploaded_by=user).values_list("pk"))
