"""Write the settings file for a new portal: its name, where its mail goes out, and secrets that nobody has seen.

python3 deploy/new_settings.py portal.example.org smtp+tls://name:password@mail.example.org:587 > deploy/portal.env
"""

import secrets
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parent / "settings.example"


def settings(host: str, mail: str) -> str:
    """The example, filled in."""
    values = {
        "ALLOWED_HOSTS": host,
        "SITE_URL": f"https://{host}",
        "CONSORTIUM_NAME": "Our consortium",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "POSTGRES_PASSWORD": secrets.token_urlsafe(32),
        "EMAIL_URL": mail,
        "DEFAULT_FROM_EMAIL": f"portal@{host}",
    }
    lines = EXAMPLE.read_text().splitlines()
    return "\n".join(line + values[line.removesuffix("=")] if line.endswith("=") else line for line in lines)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    print(settings(*sys.argv[1:]))
