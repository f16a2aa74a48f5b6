import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.records


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(default=0)),
                ("chain_hash", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("email", models.EmailField(max_length=254)),
                ("name", models.CharField(max_length=150)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("is_active", models.BooleanField(default=True)),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now)),
                ("former_names_private", models.BooleanField(default=False)),
                ("closing_told_on", models.DateField(editable=False, null=True)),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(django.db.models.functions.text.Lower("email"), name="user_email_once")
                ],
                "indexes": [models.Index(fields=["name"], name="user_by_name")],
            },
        ),
        migrations.CreateModel(
            name="FormerName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=150)),
                ("ends_on", models.DateField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_names",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-ends_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "ends_on"), name="former_name_ends_once_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("actor_role", models.CharField(blank=True, max_length=100)),
                ("actor_organisation", models.CharField(blank=True, max_length=200)),
                ("step", models.CharField(max_length=80)),
                ("subject_kind", models.CharField(max_length=80)),
                ("subject_id", models.BigIntegerField()),
                ("root_kind", models.CharField(blank=True, max_length=80)),
                ("root_id", models.BigIntegerField(null=True)),
                ("from_state", models.CharField(blank=True, max_length=40)),
                ("to_state", models.CharField(blank=True, max_length=40)),
                ("detail_digest", models.CharField(blank=True, max_length=64)),
                ("signed_hash", models.CharField(blank=True, max_length=64)),
                ("content_hash", models.CharField(max_length=64)),
                ("number", models.BigIntegerField(null=True, unique=True)),
                ("chain_hash", models.CharField(blank=True, max_length=64)),
                ("sealed_at", models.DateTimeField(null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject_kind", "subject_id", "-at"], name="event_by_subject"),
                    models.Index(fields=["root_kind", "root_id", "-at"], name="event_by_root"),
                    models.Index(condition=models.Q(("number__isnull", True)), fields=["id"], name="event_unsealed"),
                ],
            },
        ),
        migrations.CreateModel(
            name="EventDetail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("salt", models.CharField(max_length=32)),
                ("words", models.JSONField(default=dict)),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="detail", to="core.event"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FormReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(max_length=40)),
                ("path", models.CharField(max_length=300)),
                ("answered_with", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("token", "path"), name="form_receipt_once")],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("kind", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=200)),
                ("payload", models.JSONField(default=dict)),
                ("dedupe_key", models.CharField(max_length=120, null=True, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("owed", "Waiting to start"),
                            ("claimed", "In progress"),
                            ("done", "Done"),
                            ("failed", "Could not be done"),
                        ],
                        default="owed",
                        max_length=10,
                    ),
                ),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("progress_done", models.PositiveIntegerField(default=0)),
                ("progress_total", models.PositiveIntegerField(default=0)),
                ("message", models.CharField(blank=True, max_length=500)),
                ("result_url", models.CharField(blank=True, max_length=300)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jobs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["owed", "claimed"])),
                        fields=["state", "due_at"],
                        name="job_due",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("to_email", models.EmailField(max_length=254)),
                ("kind", models.CharField(max_length=80)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("attachment_name", models.CharField(blank=True, max_length=80)),
                ("attachment", models.TextField(blank=True)),
                ("secret", models.BooleanField(default=False)),
                ("key", models.CharField(max_length=160, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("owed", "Waiting to be sent"),
                            ("claimed", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Could not be sent"),
                        ],
                        default="owed",
                        max_length=10,
                    ),
                ),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["owed", "claimed"])),
                        fields=["state", "due_at"],
                        name="message_due",
                    ),
                    models.Index(fields=["-created_at"], name="message_newest"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.CharField(max_length=80)),
                ("subject_id", models.BigIntegerField()),
                ("purpose", models.CharField(max_length=60)),
                ("signer_name", models.CharField(max_length=150)),
                ("signer_role", models.CharField(blank=True, max_length=150)),
                (
                    "method",
                    models.CharField(
                        choices=[("account", "Signed in"), ("link_and_code", "By link, with a one-time code")],
                        max_length=20,
                    ),
                ),
                ("address", models.GenericIPAddressField(null=True)),
                ("signed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("content", models.TextField()),
                ("content_hash", models.CharField(max_length=64)),
                (
                    "signer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject_kind", "subject_id", "purpose", "signer"), name="signature_once_per_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SignedLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("purpose", models.CharField(max_length=60)),
                ("subject_kind", models.CharField(max_length=80)),
                ("subject_id", models.BigIntegerField()),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["subject_kind", "subject_id", "purpose"], name="link_by_subject")],
            },
        ),
        migrations.CreateModel(
            name="OneTimeCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code_hash", models.CharField(max_length=64)),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="codes", to="core.signedlink"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=150)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.FileField(max_length=200, upload_to="files/%Y/%m")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "Being checked"),
                            ("clean", "Checked"),
                            ("not_scanned", "Not scanned for viruses"),
                            ("refused", "Refused: it may harm a computer"),
                            ("destroyed", "Destroyed by order"),
                        ],
                        default="checking",
                        max_length=12,
                    ),
                ),
                ("scanned_at", models.DateTimeField(null=True)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Pack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("builder", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=200)),
                ("withheld_at", models.DateTimeField(null=True)),
                ("subject_id", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting to be built"),
                            ("building", "Being built"),
                            ("ready", "Ready"),
                            ("failed", "Could not be built"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("snapshot", models.JSONField(default=dict)),
                ("snapshot_hash", models.CharField(blank=True, max_length=64)),
                ("pages", models.PositiveIntegerField(default=0)),
                ("built_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="packs", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packs",
                        to="core.storedfile",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["builder", "subject_id", "-created_at"], name="pack_by_subject")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True),
                            models.Q(("built_at__isnull", False), ("file__isnull", False)),
                            _connector="OR",
                        ),
                        name="pack_ready_has_file",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=core.records.new_reference, editable=False, max_length=12, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("kind", models.CharField(max_length=60)),
                ("options", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "Being checked"),
                            ("checked", "Checked, not applied yet"),
                            ("applying", "Being applied"),
                            ("done", "Applied"),
                        ],
                        default="checking",
                        max_length=10,
                    ),
                ),
                ("rows", models.PositiveIntegerField(default=0)),
                ("added", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("problems", models.JSONField(default=list)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "brought_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imports", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "handed_back",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True), ("finished_at__isnull", False), _connector="OR"
                        ),
                        name="import_done_is_finished",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HiddenText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.CharField(max_length=80)),
                ("subject_id", models.BigIntegerField()),
                ("field", models.CharField(max_length=60)),
                ("words", models.TextField()),
                ("owner_kind", models.CharField(max_length=80)),
                ("owner_id", models.BigIntegerField()),
                ("hidden_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("shown_at", models.DateTimeField(null=True)),
                (
                    "hidden_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["owner_kind", "owner_id"], name="hidden_text_by_owner")],
                "constraints": [
                    models.UniqueConstraint(fields=("subject_kind", "subject_id", "field"), name="hidden_text_once")
                ],
            },
        ),
    ]
