"""django-helpdesk at the same work, run by the Python of its own environment: its `get_email` over one IMAP queue, SQLite, letters by SMTP.

    python bench/helpdesk_work.py FOLDER IMAP-PORT USER PASSWORD SMTP-PORT

Warms up with what lies in the inbox, says so, and does it again when told to, as `bench.work` does.
"""

import json
import sys
from datetime import timedelta
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

APPS = ("auth", "contenttypes", "sessions", "messages", "staticfiles", "sites", "humanize", "admin")

urlpatterns: list = []
"""Its pages' addresses stand in its letters."""


def configure(folder: Path, *, smtp_port: int) -> None:
    """The settings that its documentation asks for, and nothing that makes it slower."""
    settings.configure(
        SECRET_KEY="made-up",
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in APPS), "rest_framework", "helpdesk"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "helpdesk.db")}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        MEDIA_ROOT=str(folder / "media"),
        SITE_ID=1,
        USE_TZ=True,
        ROOT_URLCONF=__name__,
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=smtp_port,
        DEFAULT_FROM_EMAIL="pd@desk.example.org",
        HELPDESK_TEAMS_MODE_ENABLED=False,
        LOGGING_CONFIG=None,
    )
    django.setup()
    from django.urls import include, path

    urlpatterns.append(path("", include("helpdesk.urls", namespace="helpdesk")))


def main() -> None:
    folder, imap_port, user, password, smtp_port = sys.argv[1:]
    configure(Path(folder), smtp_port=int(smtp_port))
    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate", verbosity=0)
    from django.utils import timezone
    from helpdesk.models import FollowUpAttachment, Queue, Ticket

    queue = Queue.objects.create(
        title="National",
        slug="national",
        email_address="pd@desk.example.org",
        allow_email_submission=True,
        email_box_type="imap",
        email_box_host="127.0.0.1",
        email_box_port=int(imap_port),
        email_box_user=user,
        email_box_pass=password,
        email_box_imap_folder="INBOX",
        email_box_interval=0,
    )

    def go() -> dict[str, int]:
        before = Ticket.objects.count(), FollowUpAttachment.objects.count()
        Queue.objects.filter(pk=queue.pk).update(email_box_last_check=timezone.now() - timedelta(minutes=30))
        call_command("get_email", quiet=True)
        return {"mails": Ticket.objects.count() - before[0], "files": FollowUpAttachment.objects.count() - before[1]}

    go()
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(go()), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
