from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Machinery"

    def ready(self) -> None:
        from core.audit import guards
        from core.audit.hiding import HiddenText
        from core.audit.models import Event
        from core.audit.signatures import Signature
        from core.files import scopes
        from core.registry import job_kinds

        guards.declare(
            guards.Guard(
                Event,
                name="events_append_only",
                unless_frozen=("number", "chain_hash", "sealed_at"),
                when="1 = 1",
                columns_locked_once_set="number",
            ),
            guards.Guard(
                HiddenText,
                name="hidden_text_kept",
                when='OLD."shown_at" IS NULL',
                unless_frozen=("shown_at",),
                erasable=("words",),
            ),
            guards.Guard(Signature, name="signatures_append_only", when="1 = 1", erasable=("content",)),
        )
        # Django's own hook, not a rule of ours: SQLite drops a table's triggers when a migration rebuilds it.
        post_migrate.connect(guards.install_after_migrate, sender=self, dispatch_uid="core.audit.guards")

        from core.documents.packs import build_pack
        from core.files.scanning import scan_file

        job_kinds.register("build pack", build_pack)
        job_kinds.register("scan file", scan_file)

        from core.accounts import closing
        from core.registry import before_purge

        before_purge.register(closing.tell_owners)

        from core.imports.steps import apply_job, check_job

        job_kinds.register("check import", check_job)
        job_kinds.register("apply import", apply_job)
        scopes.register_own_uploads()

        from allauth.mfa.signals import authenticator_added

        from core.accounts.middleware import first_factor_was_set_up

        # allauth's own hook: nothing else tells that a factor was set up, and in which session.
        authenticator_added.connect(first_factor_was_set_up, dispatch_uid="core.accounts.first_factor")
