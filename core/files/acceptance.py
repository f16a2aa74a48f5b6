"""Take a file in: by its ending, its first bytes and by opening it. Every way in takes these same checks."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from typing import IO, TYPE_CHECKING, Any

import puremagic
from django.conf import settings
from django.core.files.base import ContentFile
from PIL import Image, ImageOps
from pypdf import PdfReader

from core import jobs
from core.files.models import StoredFile
from core.workflow import StepRefused

if TYPE_CHECKING:
    from core.accounts.models import User

KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "txt": "text/plain",
}
TABLES = {"csv": "text/csv", "xlsx": KINDS["xlsx"]}
"""What imports take; a CSV file is taken nowhere else."""

ACCEPT = ",".join(f".{ending}" for ending in KINDS)
SAYS = "PDF, Word (docx), Excel (xlsx), JPG, PNG or text file, up to 20 MB"

MOST_MEMBERS = 100
MOST_UNPACKED = 100 * 1024 * 1024
MOST_PIXELS = 30_000_000


class FileRefused(StepRefused):
    """A file that we do not take, with the reason in plain words."""


def accept(upload: IO[bytes], *, name: str, by: User | None, kinds: tuple[str, ...] = tuple(KINDS)) -> StoredFile:
    """Check a file, keep it privately and owe its scan. ``kinds`` are the endings taken here.

    Raises ``FileRefused`` with what to do instead. Images are written anew, which drops where they were taken.
    """
    name = safe_name(name)
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending not in kinds:
        raise FileRefused(
            f"We take these kinds of file: {', '.join(kinds)}. This one is {ending or 'without an ending'}."
        )
    data = upload.read(settings.UPLOAD_LIMIT_MB * 1024 * 1024 + 1)
    if not data:
        raise FileRefused("This file is empty.")
    if len(data) > settings.UPLOAD_LIMIT_MB * 1024 * 1024:
        raise FileRefused(f"This file is larger than {settings.UPLOAD_LIMIT_MB} MB. Make it smaller, or split it.")
    data = _opened(data, ending)
    return keep(data, name=name, content_type=(KINDS | TABLES)[ending], by=by)


def keep(data: bytes, *, name: str, content_type: str, by: User | None, made_here: bool = False) -> StoredFile:
    """Store bytes as a private file. ``made_here`` = built by the portal itself, so there is nothing to scan."""
    stored = StoredFile(
        uploaded_by=by,
        name=name,
        content_type=content_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        state=StoredFile.State.CLEAN if made_here else StoredFile.State.CHECKING,
    )
    stored.content.save(f"{stored.reference}.bin", ContentFile(data), save=False)
    stored.save()
    if not made_here:
        jobs.owe("scan file", title=f"Checking {name}", by=by, payload={"file": stored.pk})
    return stored


def safe_name(name: str) -> str:
    """A name that is harmless in headers, folders and pages, and still recognisable."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*')
    name = re.sub(r"\s+", " ", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    return (stem[:120] + dot + ending[:10]) if dot else name[:130] or "file"


def _opened(data: bytes, ending: str) -> bytes:
    """Open the file as what it says it is; answers with the bytes to keep."""
    try:
        if ending == "pdf":
            return _opened_pdf(data)
        if ending in ("docx", "xlsx"):
            return _opened_office(data, ending)
        if ending in ("jpg", "jpeg", "png"):
            return _opened_image(data, ending)
        return _opened_table(data) if ending == "csv" else _opened_text(data)
    except FileRefused:
        raise
    except Exception as problem:
        raise FileRefused(
            f"This file does not open as {ending.upper()}. Save it again from the program that made it."
        ) from problem


def _opened_pdf(data: bytes) -> bytes:
    if not data.startswith(b"%PDF-"):
        raise FileRefused("This file is named .pdf but is not a PDF.")
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise FileRefused("This PDF is locked with a password. Save it without one.")
    if len(reader.pages) < 1:
        raise FileRefused("This PDF has no pages.")
    catalogue: Any = reader.trailer["/Root"]
    programs = {"/OpenAction": "/JS", "/Names": "/JavaScript"}
    if any(key in catalogue and name in str(catalogue[key]) for key, name in programs.items()):
        raise FileRefused("This PDF holds a program. Print it to PDF again and upload that.")
    return data


def _opened_office(data: bytes, ending: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > MOST_MEMBERS * 10 or sum(m.file_size for m in members) > MOST_UNPACKED:
            raise FileRefused("This file unpacks to more than 100 MB.")
        names = {m.filename for m in members}
        if any(name.endswith(("vbaProject.bin", ".exe", ".dll")) for name in names):
            raise FileRefused("This file holds a macro or a program. Save it without.")
        part = "word/document.xml" if ending == "docx" else "xl/workbook.xml"
        if part not in names or "[Content_Types].xml" not in names:
            raise FileRefused(f"This file is named .{ending} but is something else.")
        if archive.testzip() is not None:
            raise FileRefused("This file is damaged.")
    return data


def _opened_image(data: bytes, ending: str) -> bytes:
    wanted = "PNG" if ending == "png" else "JPEG"
    if puremagic.what(None, data[:2048]) not in ("png", "jpeg", "jpg"):
        raise FileRefused(f"This file is named .{ending} but is not a picture.")
    with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise FileRefused("This picture has more than 30 megapixels. Make it smaller.")
        upright = ImageOps.exif_transpose(picture)
        out = io.BytesIO()
        (upright if wanted == "PNG" else upright.convert("RGB")).save(out, wanted)
    return out.getvalue()


def _opened_text(data: bytes) -> bytes:
    text = data.decode("utf-8-sig")
    if "\x00" in text:
        raise FileRefused("This file is named .txt but is not text.")
    return text.encode()


def _opened_table(data: bytes) -> bytes:
    """A CSV file as UTF-8, whichever of the encodings that Excel writes it came in."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text.encode()
    raise FileRefused("This file is named .csv but is not text. Save it as CSV from the program that made it.")
