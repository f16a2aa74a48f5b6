"""Addresses of the machinery: links, long work, files, packs, health."""

from django.urls import path

from core.documents.views import pack, pack_file
from core.files.views import download
from core.health import healthz, readyz
from core.imports.views import apply_import, import_page, import_template
from core.jobs.views import job_progress
from core.links.views import fresh_link, open_link

urlpatterns = [
    path("link/<str:token>/", open_link, name="open_link"),
    path("link/<str:token>/fresh/", fresh_link, name="fresh_link"),
    path("work/<str:reference>/", job_progress, name="job"),
    path("files/<str:reference>/", download, name="file"),
    path("packs/<str:reference>/", pack, name="pack"),
    path("packs/<str:reference>/file/", pack_file, name="pack_file"),
    path("imports/<str:reference>/", import_page, name="import"),
    path("imports/<str:reference>/apply/", apply_import, name="apply_import"),
    path("spreadsheets/<str:kind>/", import_template, name="import_template"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
