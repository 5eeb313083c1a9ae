"""Debian's Dovecot on loopback ports, with IMAP, IMAPS and STARTTLS, password and XOAUTH2; one per test process, a new user per test.

Every user name logs in with PASSWORD and gets an empty mailbox. `token(user)` is a signed access token that the server checks by itself.
"""

import atexit
import base64
import functools
import hashlib
import hmac
import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from imapclient import IMAPClient

from tests.servers.need import free_port, need

PASSWORD = "open-sesame"
_KEY = b"a key of the tests, known to nobody else and worth nothing"

_CONFIG = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
instance_name = pdinbox-tests-{imap_port}
listen = 127.0.0.1
protocols = imap
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {internal_group}
mail_location = maildir:~/Maildir
mail_uid = {mail_user}
mail_gid = {mail_group}
first_valid_uid = 1
first_valid_gid = 1
mail_fsync = never
mail_max_userip_connections = 0
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
ssl = yes
ssl_cert = <{root}/cert.pem
ssl_key = <{root}/key.pem
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
    ssl = yes
  }}
}}
service imap {{
  process_limit = 200
}}
auth_failure_delay = 0
service anvil {{
  chroot =
  # no growing delay for an address whose logins fail: all tests come from one
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {root}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={mail_user} gid={mail_group} home={root}/mail/%u allow_all_users=yes
}}
"""

_OAUTH2 = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={root}/keys/
username_attribute = sub
client_id =
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dovecot:
    """A running server. Everything of it lies under `root`."""

    root: Path
    imap_port: int
    imaps_port: int
    doveadm: Path
    host: str = "127.0.0.1"
    password: str = PASSWORD

    @property
    def ca_file(self) -> Path:
        """The certificate to trust."""
        return self.root / "cert.pem"

    def new_user(self) -> str:
        """A user nobody had before, with an empty inbox."""
        return f"desk-{secrets.token_hex(6)}"

    def client(self, user: str, *, folder: str = "INBOX") -> IMAPClient:
        """Another client of that mailbox, with the folder selected."""
        client = IMAPClient(self.host, self.imap_port, ssl=False, timeout=30)
        client._imap.debug = 0
        client.login(user, PASSWORD)
        client.select_folder(folder)
        return client

    def append(
        self, user: str, mails: Iterable[bytes], *, folder: str = "INBOX", flags: Sequence[str] = (), at: datetime | None = None
    ) -> list[int]:
        """Put mails there, as another client does; returns the UIDs of all that lie there afterwards, in order."""
        with self.client(user, folder=folder) as client:
            for mail in mails:
                client.append(folder, mail, flags, at)
            client.noop()
            return list(client.search("ALL"))

    def expunge(self, user: str, uids: Sequence[int], *, folder: str = "INBOX") -> None:
        """Delete them for good, as another client does."""
        with self.client(user, folder=folder) as client:
            client.delete_messages(uids)
            client.uid_expunge(uids)

    def move(self, user: str, uids: Sequence[int], to: str, *, folder: str = "INBOX") -> None:
        """Move them, as another client does; the folder is made where it is missing."""
        with self.client(user, folder=folder) as client:
            if not client.folder_exists(to):
                client.create_folder(to)
            client.move(uids, to)

    def bodies(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """What lies in a folder, by UID; nothing where there is no such folder."""
        with self.client(user) as client:
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder, readonly=True)
            found = client.fetch(client.search("ALL"), ["BODY.PEEK[]"])
            return [found[uid][b"BODY[]"] for uid in sorted(found)]

    def renumber(self, user: str, *, folder: str = "INBOX") -> int:
        """Give the folder a new UIDVALIDITY (open sessions on it end); returns it."""
        with self.client(user, folder=folder) as client:
            before = int(client.folder_status(folder, ["UIDVALIDITY"])[b"UIDVALIDITY"])
        self.run_doveadm("mailbox", "update", "-u", user, "--uid-validity", str(before + 1), folder)
        return before + 1

    def run_doveadm(self, *arguments: str) -> str:
        """One doveadm command; its output."""
        command = [str(self.doveadm), "-c", str(self.root / "dovecot.conf"), *arguments]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def token(self, user: str, *, seconds: int = 600) -> str:
        """An access token for that user, good for so many seconds from now (or expired for so many where negative)."""
        now = int(time.time())
        head = {"typ": "JWT", "alg": "HS256", "kid": "tests"}
        claims = {"sub": user, "iat": now - 1000, "nbf": now - 1000, "exp": now + seconds, "azp": "default"}
        unsigned = b".".join(_b64url(json.dumps(part).encode()) for part in (head, claims))
        signature = hmac.new(_KEY, unsigned, hashlib.sha256).digest()
        return (unsigned + b"." + _b64url(signature)).decode()

    def log(self) -> str:
        """What the server wrote."""
        return (self.root / "log").read_text(encoding="utf-8", errors="replace") if (self.root / "log").exists() else ""


@functools.cache
def running_dovecot() -> Dovecot:
    """The server of this test process, started at the first call and ended with the process."""
    program = need("dovecot", package="dovecot-imapd")
    doveadm = need("doveadm", package="dovecot-imapd")
    root = Path(tempfile.mkdtemp(prefix="pdimap-", dir="/tmp"))
    root.chmod(0o755)
    server = Dovecot(root=root, imap_port=free_port(), imaps_port=free_port(), doveadm=doveadm)
    _configure(server)
    process = subprocess.Popen([str(program), "-F", "-c", str(root / "dovecot.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    atexit.register(_stop, process, root)
    _wait_until_it_answers(server, process)
    return server


def _configure(server: Dovecot) -> None:
    root = server.root
    me = pwd.getpwuid(os.geteuid()).pw_name
    is_root = os.geteuid() == 0
    mail_user = "nobody" if is_root else me
    mail = root / "mail"
    mail.mkdir()
    if is_root:
        shutil.chown(mail, mail_user)
    names = {
        "root": root,
        "imap_port": server.imap_port,
        "imaps_port": server.imaps_port,
        "password": PASSWORD,
        "internal": "dovecot" if is_root else me,
        "internal_group": "dovecot" if is_root else pwd_group(me),
        "login": "dovenull" if is_root else me,
        "mail_user": mail_user,
        "mail_group": pwd_group(mail_user),
    }
    (root / "dovecot.conf").write_text(_CONFIG.format(**names), encoding="utf-8")
    (root / "oauth2.conf").write_text(_OAUTH2.format(root=root), encoding="utf-8")
    key = root / "keys" / "default" / "HS256" / "tests"
    key.parent.mkdir(parents=True)
    key.write_bytes(base64.b64encode(_KEY))
    _make_certificate(root)


def pwd_group(user: str) -> str:
    """The name of a user's first group."""
    import grp

    return grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name


def _make_certificate(root: Path) -> None:
    openssl = need("openssl", package="openssl")
    names = "subjectAltName=IP:127.0.0.1,DNS:localhost"
    files = ["-keyout", str(root / "key.pem"), "-out", str(root / "cert.pem")]
    command = [str(openssl), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    subprocess.run([*command, "-subj", "/CN=pdinbox tests", "-addext", names, *files], check=True, capture_output=True, timeout=60)


def _wait_until_it_answers(server: Dovecot, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        if process.poll() is not None:
            break
        try:
            with socket.create_connection((server.host, server.imap_port), timeout=1) as probe:
                if probe.recv(5).startswith(b"* OK"):
                    return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"dovecot does not answer: {server.log()[-2000:]}")


def _stop(process: subprocess.Popen[bytes], root: Path) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    shutil.rmtree(root, ignore_errors=True)


def _b64url(octets: bytes) -> bytes:
    return base64.urlsafe_b64encode(octets).rstrip(b"=")
