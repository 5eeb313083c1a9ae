"""What only a real IMAP server shows: logins, certificates, mails of any shape unchanged, big mails in little memory."""

import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pdinbox.adapters.imap import ImapAccount, ImapMailbox
from pdinbox.adapters.oauth import FixedToken
from pdinbox.model.plan import Tray
from pdinbox.ports import Refused, Unavailable
from tests.servers.dovecot import PASSWORD, Dovecot, running_dovecot
from tests.servers.need import free_port, shared

MAIL = b"From: ana@example.org\r\nSubject: inquiry\r\n\r\nDear desk.\r\n"


@pytest.fixture
def server() -> Dovecot:
    return running_dovecot()


def plain(server: Dovecot, user: str) -> ImapAccount:
    return ImapAccount(name="desk", host=server.host, port=server.imap_port, security="none", user=user, password=PASSWORD, timeout=20)


def tls(server: Dovecot, user: str) -> ImapAccount:
    return replace(plain(server, user), security="tls", port=server.imaps_port, ca_file=server.ca_file)


def contents(mailbox: ImapMailbox) -> list[bytes]:
    mailbox.open()
    fetched = {key: b"".join(chunks) for key, chunks in mailbox.fetch(mailbox.listed(mailbox.keys()))}
    mailbox.close()
    return [fetched[key] for key in sorted(fetched, key=int)]


# --- logins and certificates ----------------------------------------------------------------------------------------------------


def test_starttls_and_a_password_open_the_mailbox(server: Dovecot) -> None:
    user = server.new_user()
    server.append(user, [MAIL])
    account = replace(tls(server, user), security="starttls", port=server.imap_port)
    assert contents(ImapMailbox(account)) == [MAIL]


def test_xoauth2_opens_the_mailbox(server: Dovecot) -> None:
    user = server.new_user()
    server.append(user, [MAIL])
    account = replace(tls(server, user), password="", token=FixedToken(value=server.token(user)))
    assert contents(ImapMailbox(account)) == [MAIL]


class Stale:
    """Gives an expired token until asked for a fresh one."""

    def __init__(self, server: Dovecot, user: str) -> None:
        self.server, self.user, self.asked = server, user, []

    def token(self, *, fresh: bool = False) -> str:
        self.asked.append(fresh)
        return self.server.token(self.user, seconds=600 if fresh else -60)


def test_a_token_that_the_server_does_not_take_is_renewed_once(server: Dovecot) -> None:
    user = server.new_user()
    tokens = Stale(server, user)
    mailbox = ImapMailbox(replace(tls(server, user), token=tokens))
    assert mailbox.open()
    assert tokens.asked == [False, True]
    mailbox.close()


def test_a_token_for_somebody_else_is_refused(server: Dovecot) -> None:
    user = server.new_user()
    with pytest.raises(Refused, match="login"):
        ImapMailbox(replace(tls(server, user), token=FixedToken(value=server.token("somebody-else")))).open()


def test_a_wrong_password_is_refused_and_never_told(server: Dovecot) -> None:
    for password in ("hunter2", "pässwörd", 'quo"te\\'):
        with pytest.raises(Refused, match="login") as told:
            ImapMailbox(replace(tls(server, server.new_user()), password=password)).open()
        assert password not in str(told.value)


def test_a_certificate_nobody_vouches_for_is_refused(server: Dovecot) -> None:
    for account in (tls(server, "x"), replace(tls(server, "x"), security="starttls", port=server.imap_port)):
        with pytest.raises(Refused, match="certificate"):
            ImapMailbox(replace(account, ca_file=None)).open()


def test_a_ca_file_that_is_not_there_is_refused(server: Dovecot, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="ca_file"):
        ImapMailbox(replace(tls(server, "x"), ca_file=tmp_path / "none.pem")).open()


def test_nobody_at_the_port_is_unavailable_and_the_next_call_connects(server: Dovecot) -> None:
    mailbox = ImapMailbox(replace(plain(server, "x"), port=free_port()))
    for _ in range(2):
        with pytest.raises(Unavailable):
            mailbox.open()


def test_a_session_that_the_server_ends_is_unavailable_and_the_next_call_connects(server: Dovecot) -> None:
    user = server.new_user()
    server.append(user, [MAIL])
    mailbox = ImapMailbox(plain(server, user))
    epoch = mailbox.open()
    server.run_doveadm("kick", user)
    with pytest.raises(Unavailable):
        for _ in range(20):
            mailbox.keys()
    assert mailbox.keys() == {"1"}
    assert mailbox.open() == epoch
    mailbox.close()


# --- octets ---------------------------------------------------------------------------------------------------------------------


def on_the_wire(octets: bytes) -> bytes:
    """As a mail server hands it on: lines end in CR LF. What is left of bare CR and NUL is in no mail that came by SMTP."""
    return octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def test_every_known_nasty_mail_comes_back_octet_for_octet(server: Dovecot) -> None:
    mails = [on_the_wire(path.read_bytes()) for path in sorted(shared("mails").rglob("*.eml"))]
    mails = [mail for mail in mails if mail and b"\0" not in mail and b"\r" not in mail.replace(b"\r\n", b"")]
    assert len(mails) > 500
    user = server.new_user()
    server.append(user, mails)
    fetched = contents(ImapMailbox(plain(server, user)))
    assert len(fetched) == len(mails)
    assert [number for number, (got, sent) in enumerate(zip(fetched, mails, strict=True)) if got != sent] == []


@pytest.mark.parametrize("security", ["none", "tls"])
def test_a_mail_of_forty_megabytes_is_fetched_in_pieces_with_little_memory(server: Dovecot, security: str) -> None:
    user = server.new_user()
    big = b"Subject: big\r\n\r\n" + (b"%070d\r\n" * 560_000) % tuple(range(560_000))
    server.append(user, [MAIL, big, MAIL])
    mailbox = ImapMailbox(plain(server, user) if security == "none" else tls(server, user))
    mailbox.open()
    wanted = mailbox.listed(mailbox.keys())
    order, size, is_same, at = [], 0, True, 0
    tracemalloc.start()
    for key, chunks in mailbox.fetch(wanted):
        order.append(key)
        for chunk in chunks:
            size += len(chunk)
            if key == "2":
                is_same &= big[at : at + len(chunk)] == chunk
                at += len(chunk)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    mailbox.close()
    assert (order, size, is_same) == (["1", "3", "2"], len(big) + 2 * len(MAIL), True)
    assert peak < 20_000_000


def test_the_header_of_a_big_mail_comes_alone(server: Dovecot) -> None:
    user = server.new_user()
    server.append(user, [b"Subject: big\r\nX: y\r\n\r\n" + b"z" * 1_000_000])
    mailbox = ImapMailbox(plain(server, user))
    mailbox.open()
    assert mailbox.fetch_header("1") == b"Subject: big\r\nX: y\r\n\r\n"
    mailbox.close()


def test_the_date_is_when_the_server_got_it_in_utc(server: Dovecot) -> None:
    user = server.new_user()
    at = datetime(2026, 2, 1, 3, 4, 5, tzinfo=UTC)
    server.append(user, [MAIL], at=at)
    mailbox = ImapMailbox(plain(server, user))
    mailbox.open()
    (one,) = mailbox.listed(["1"])
    mailbox.close()
    assert (one.size, one.received_at) == (len(MAIL), at)
    assert one.received_at is not None
    assert one.received_at.utcoffset() is not None


# --- folders --------------------------------------------------------------------------------------------------------------------


def test_a_mail_left_in_place_is_marked_for_people(server: Dovecot) -> None:
    user = server.new_user()
    server.append(user, [MAIL])
    mailbox = ImapMailbox(replace(plain(server, user), trays={Tray.PROCESSED: ""}))
    mailbox.open()
    mailbox.file(["1"], Tray.PROCESSED)
    mailbox.close()
    with server.client(user) as other:
        assert set(other.get_flags([1])[1]) >= {b"\\Seen", b"$Ingested"}


def test_a_tray_with_a_name_of_any_letters_is_made_once_and_subscribed(server: Dovecot) -> None:
    user = server.new_user()
    server.append(user, [MAIL, MAIL])
    mailbox = ImapMailbox(replace(plain(server, user), trays={Tray.HELD: 'Für "später" & más'}))
    mailbox.open()
    assert mailbox.file(["1"], Tray.HELD) == {"1"}
    assert mailbox.file(["2"], Tray.HELD) == {"2"}
    mailbox.close()
    assert server.bodies(user, 'Für "später" & más') == [MAIL, MAIL]
    with server.client(user) as other:
        assert 'Für "später" & más' in [name for _, _, name in other.list_sub_folders()]


def test_a_tray_that_somebody_deleted_is_made_again(server: Dovecot) -> None:
    user = server.new_user()
    server.append(user, [MAIL, MAIL])
    mailbox = ImapMailbox(plain(server, user))
    mailbox.open()
    mailbox.file(["1"], Tray.HELD)
    with server.client(user) as other:
        other.delete_folder("Held")
    for _ in range(2):
        try:
            filed = mailbox.file(["2"], Tray.HELD)
        except Unavailable:
            continue
    mailbox.close()
    assert filed == {"2"}
    assert server.bodies(user, "Held") == [MAIL]
