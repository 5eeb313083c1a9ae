"""`ports.Mailbox` over every implementation: in memory, Dovecot (plain, TLS), pymap, a Maildir and a folder of .eml files."""

import contextlib
import itertools
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from imapclient import IMAPClient

from pdinbox.adapters.embedded_imap import EmbeddedImap
from pdinbox.adapters.imap import ImapAccount, ImapMailbox
from pdinbox.adapters.maildir import MaildirMailbox
from pdinbox.adapters.memory_mailbox import MemoryMailbox
from pdinbox.model.plan import Tray
from pdinbox.ports import Mailbox, Refused
from tests.servers.dovecot import PASSWORD, running_dovecot

COUNT = itertools.count(1)


@dataclass(frozen=True, kw_only=True)
class World:
    """A mailbox, and what other people do with it."""

    mailbox: Mailbox
    keeping: Mailbox
    """The same inbox by a mailbox whose Processed tray is the inbox itself."""
    deliver: Callable[[bytes], None]
    remove: Callable[[str], None]
    read: Callable[[str], None]
    is_read: Callable[[str], bool]
    filed: Callable[[Tray], list[bytes]]
    renumber: Callable[[], None]


def in_memory(tmp_path: Path) -> Iterator[World]:
    mailbox = MemoryMailbox()
    keeping = MemoryMailbox(in_place=[Tray.PROCESSED])

    def deliver(octets: bytes) -> None:
        mailbox.deliver(octets)
        keeping.deliver(octets)

    yield World(
        mailbox=mailbox,
        keeping=keeping,
        deliver=deliver,
        remove=mailbox.remove,
        read=lambda key: None,
        is_read=lambda key: False,
        filed=lambda tray: list(mailbox.filed(tray)),
        renumber=mailbox.renumber,
    )


def on_server(account: ImapAccount, login: Callable[[], IMAPClient], renumber: Callable[[], None]) -> Iterator[World]:
    @contextlib.contextmanager
    def other(folder: str = account.inbox) -> Iterator[IMAPClient]:
        with login() as client:
            client.select_folder(folder)
            yield client

    postman = login()

    def deliver(octets: bytes) -> None:
        postman.append(account.inbox, octets)

    def remove(key: str) -> None:
        with other() as client:
            client.delete_messages([int(key)])
            client.uid_expunge([int(key)])

    def read(key: str) -> None:
        with other() as client:
            client.add_flags([int(key)], ["\\Seen"])

    def is_read(key: str) -> bool:
        with other() as client:
            return b"\\Seen" in client.get_flags([int(key)])[int(key)]

    def filed(tray: Tray) -> list[bytes]:
        folder = account.trays[tray] or account.inbox
        with login() as client:
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder)
            found = client.fetch(client.search("ALL"), ["BODY.PEEK[]"])
            return [found[uid][b"BODY[]"] for uid in sorted(found)]

    mailbox = ImapMailbox(account)
    keeping = ImapMailbox(replace(account, trays={**account.trays, Tray.PROCESSED: None}))
    yield World(
        mailbox=mailbox, keeping=keeping, deliver=deliver, remove=remove, read=read, is_read=is_read, filed=filed, renumber=renumber
    )
    mailbox.close()
    keeping.close()
    postman.shutdown()


def dovecot(tmp_path: Path, **security: object) -> Iterator[World]:
    server = running_dovecot()
    user = server.new_user()
    account = ImapAccount(name="desk", host=server.host, user=user, password=PASSWORD, timeout=20, **security)
    yield from on_server(account, lambda: server.client(user), lambda: server.renumber(user) and None)


def dovecot_plain(tmp_path: Path) -> Iterator[World]:
    yield from dovecot(tmp_path, security="none", port=running_dovecot().imap_port)


def dovecot_tls(tmp_path: Path) -> Iterator[World]:
    yield from dovecot(tmp_path, security="tls", port=running_dovecot().imaps_port, ca_file=running_dovecot().ca_file)


@pytest.fixture(scope="module")
def embedded() -> Iterator[EmbeddedImap]:
    with EmbeddedImap(user="desk", password=PASSWORD) as server:
        yield server


def pymap(server: EmbeddedImap) -> Iterator[World]:
    number = next(COUNT)
    inbox, trays = f"Inbox{number}", {tray: f"{tray.value}{number}" for tray in Tray}

    def login() -> IMAPClient:
        client = IMAPClient("127.0.0.1", server.port, ssl=False, timeout=20)
        client.login("desk", PASSWORD)
        return client

    def renumber() -> None:
        with login() as client:
            client.select_folder(inbox)
            kept = [found[b"BODY[]"] for _, found in sorted(client.fetch(client.search("ALL"), ["BODY.PEEK[]"]).items())]
            client.unselect_folder() if client.has_capability("UNSELECT") else client.close_folder()
            client.delete_folder(inbox)
            client.create_folder(inbox)
            for octets in kept:
                client.append(inbox, octets)

    with login() as client:
        client.create_folder(inbox)
    account = ImapAccount(
        name="desk", host="127.0.0.1", port=server.port, security="none", user="desk", password=PASSWORD, inbox=inbox, trays=trays
    )
    yield from on_server(account, login, renumber)


def in_files(path: Path, deliver: Callable[[bytes], None], tray: Callable[[Tray], Path]) -> Iterator[World]:
    def find(key: str) -> Path:
        name = key.split(";", maxsplit=1)[0]
        return next(file for file in path.rglob("*") if file.name.split(":2,")[0] == name)

    def read(key: str) -> None:
        file = find(key)
        if file.parent.name in {"new", "cur"}:
            file.rename(path / "cur" / f"{key}:2,S")

    yield World(
        mailbox=MaildirMailbox(path, name="files"),
        keeping=MaildirMailbox(path, name="files", trays={Tray.PROCESSED: None}),
        deliver=deliver,
        remove=lambda key: find(key).unlink(),
        read=read,
        is_read=lambda key: "S" in find(key).name.partition(":2,")[2],
        filed=lambda wanted: [file.read_bytes() for file in sorted(tray(wanted).glob("*"))],
        renumber=lambda: None,
    )


def maildir(tmp_path: Path) -> Iterator[World]:
    path = tmp_path / "Maildir"
    for part in ("tmp", "new", "cur"):
        (path / part).mkdir(parents=True)

    def deliver(octets: bytes) -> None:
        name = f"{time.time_ns()}.M{next(COUNT):06d}.example"
        (path / "tmp" / name).write_bytes(octets)
        (path / "tmp" / name).rename(path / "new" / name)

    yield from in_files(path, deliver, lambda tray: path / f".{tray.value.capitalize()}" / "cur")


def folder(tmp_path: Path) -> Iterator[World]:
    path = tmp_path / "mails"
    path.mkdir()

    def deliver(octets: bytes) -> None:
        name = f"mail {next(COUNT):06d}.eml"
        (path / f".{name}").write_bytes(octets)
        (path / f".{name}").rename(path / name)

    yield from in_files(path, deliver, lambda tray: path / tray.value.capitalize())


WORLDS = {"memory": in_memory, "dovecot": dovecot_plain, "dovecot-tls": dovecot_tls, "maildir": maildir, "folder": folder}


RENUMBERED = ["memory", "dovecot", "dovecot-tls", "pymap"]


@pytest.fixture(params=[*WORLDS, "pymap"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    if request.param == "pymap":
        yield from pymap(request.getfixturevalue("embedded"))
    else:
        yield from WORLDS[request.param](tmp_path)


def a_mail(number: int = 1) -> bytes:
    return f"From: Ana Example <ana{number}@example.org>\r\nSubject: inquiry {number}\r\n\r\nDear desk, {number}.\r\n".encode()


def all_octets(mailbox: Mailbox) -> list[bytes]:
    mailbox.open()
    return sorted(b"".join(chunks) for _, chunks in mailbox.fetch(mailbox.listed(mailbox.keys())))


def the_key(mailbox: Mailbox) -> str:
    mailbox.open()
    (key,) = mailbox.keys()
    return key


# --- reading --------------------------------------------------------------------------------------------------------------------


def test_a_new_inbox_holds_nothing(world: World) -> None:
    assert world.mailbox.open()
    assert world.mailbox.keys() == frozenset()
    assert world.mailbox.listed([]) == ()
    assert list(world.mailbox.fetch(())) == []


def test_what_was_delivered_comes_back_unchanged(world: World) -> None:
    mails = sorted(a_mail(number) for number in range(5))
    for mail in mails:
        world.deliver(mail)
    assert all_octets(world.mailbox) == mails


NASTY = {
    "eight bits": b"Subject: caf\xc3\xa9 \xff\xfe\r\n\r\n\x80\x81\xe9\r\n",
    "a long line": b"Subject: x\r\n\r\n" + b"y" * 100_000 + b"\r\n",
    "only a header": b"Subject: x\r\n\r\n",
    "dots and quotes": b'Subject: "x\\"\r\n\r\n.\r\n..\r\n)\r\n{5}\r\nFrom me\r\n',
    "looks like an answer": b"Subject: x\r\n\r\n)\r\nA1 OK done\r\n* BYE\r\n* 1 FETCH (UID 1 BODY[] NIL)\r\n",
}


@pytest.mark.parametrize("case", NASTY, ids=lambda case: case.replace(" ", "-"))
def test_nasty_octets_come_back_unchanged(world: World, case: str) -> None:
    world.deliver(NASTY[case])
    assert all_octets(world.mailbox) == [NASTY[case]]


@pytest.mark.parametrize("world", [*WORLDS], indirect=True)
def test_a_mail_without_a_last_line_end_gets_none(world: World) -> None:
    # not over pymap: it adds a line end itself (measured)
    world.deliver(b"Subject: x\r\n\r\nlast words")
    assert all_octets(world.mailbox) == [b"Subject: x\r\n\r\nlast words"]


def test_size_and_date_are_told_in_octets_and_utc(world: World) -> None:
    world.deliver(a_mail())
    (one,) = world.mailbox.listed([the_key(world.mailbox)])
    assert one.size == len(a_mail())
    assert one.received_at is None or one.received_at.utcoffset() == timedelta(0)


def test_mail_that_a_person_has_read_is_still_there(world: World) -> None:
    world.deliver(a_mail())
    key = the_key(world.mailbox)
    world.read(key)
    assert the_key(world.mailbox) == key
    assert all_octets(world.mailbox) == [a_mail()]


def test_fetching_marks_nothing_as_read(world: World) -> None:
    world.deliver(a_mail())
    key = the_key(world.mailbox)
    all_octets(world.mailbox)
    world.mailbox.fetch_header(key)
    assert not world.is_read(key)


@pytest.mark.parametrize("world", [*WORLDS], indirect=True)
def test_more_mails_than_one_command_may_name(world: World) -> None:
    for number in range(130):
        world.deliver(a_mail(number))
    assert all_octets(world.mailbox) == sorted(a_mail(number) for number in range(130))


def test_mail_may_be_read_in_any_order_and_left_unread(world: World) -> None:
    for number in range(3):
        world.deliver(a_mail(number))
    world.mailbox.open()
    fetched = [chunks for _, chunks in world.mailbox.fetch(world.mailbox.listed(world.mailbox.keys()))]
    assert b"".join(fetched[2]).startswith(b"From: Ana")
    assert all_octets(world.mailbox) == [a_mail(number) for number in range(3)]


def test_only_what_was_asked_for_is_given(world: World) -> None:
    world.deliver(a_mail(1))
    key = the_key(world.mailbox)
    wanted = world.mailbox.listed([key])
    world.deliver(a_mail(2))
    assert [(name, b"".join(chunks)) for name, chunks in world.mailbox.fetch(wanted)] == [(key, a_mail(1))]


def test_the_header_ends_with_its_empty_line(world: World) -> None:
    world.deliver(a_mail())
    header = world.mailbox.fetch_header(the_key(world.mailbox))
    assert header == a_mail().partition(b"Dear")[0]


# --- what is gone ---------------------------------------------------------------------------------------------------------------


def test_mail_that_another_client_deletes_between_listing_and_fetching_is_left_out(world: World) -> None:
    for number in range(4):
        world.deliver(a_mail(number))
    world.mailbox.open()
    wanted = world.mailbox.listed(world.mailbox.keys())
    world.remove(wanted[1].key)
    fetched = {key: b"".join(chunks) for key, chunks in world.mailbox.fetch(wanted)}
    # a server may still give it (pymap does), or say that it is empty (Dovecot)
    assert {one.key for one in wanted} - {wanted[1].key} <= set(fetched) <= {one.key for one in wanted}
    assert all(octets in {a_mail(number) for number in range(4)} for octets in fetched.values())


def test_a_key_that_is_gone_is_not_listed_and_has_no_header(world: World) -> None:
    world.deliver(a_mail(1))
    key = the_key(world.mailbox)
    world.remove(key)
    world.mailbox.open()
    assert world.mailbox.keys() == frozenset()
    assert world.mailbox.listed([key]) == ()
    assert world.mailbox.fetch_header(key) is None


# --- filing ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tray", list(Tray))
def test_filing_moves_a_mail_to_its_tray(world: World, tray: Tray) -> None:
    world.deliver(a_mail())
    key = the_key(world.mailbox)
    assert world.mailbox.file([key], tray) == {key}
    assert world.mailbox.keys() == frozenset()
    assert world.filed(tray) == [a_mail()]


def test_filing_twice_is_filing_once(world: World) -> None:
    world.deliver(a_mail())
    key = the_key(world.mailbox)
    world.mailbox.file([key], Tray.PROCESSED)
    assert world.mailbox.file([key], Tray.PROCESSED) == {key}
    assert world.filed(Tray.PROCESSED) == [a_mail()]


def test_filing_what_somebody_took_away_counts_as_done(world: World) -> None:
    world.deliver(a_mail(1))
    first = the_key(world.mailbox)
    world.deliver(a_mail(2))
    world.mailbox.open()
    keys = sorted(world.mailbox.keys())
    world.remove(first)
    assert world.mailbox.file(keys, Tray.HELD) == set(keys)
    assert world.filed(Tray.HELD) == [a_mail(2)]


def test_many_mails_are_filed_and_every_other_one_is_left_alone(world: World) -> None:
    for number in range(10):
        world.deliver(a_mail(number))
    world.mailbox.open()
    fetched = {key: b"".join(chunks) for key, chunks in world.mailbox.fetch(world.mailbox.listed(world.mailbox.keys()))}
    chosen = sorted(fetched)[::2]
    assert world.mailbox.file(chosen, Tray.AUTOMATIC) == set(chosen)
    assert world.mailbox.keys() == fetched.keys() - set(chosen)
    assert sorted(world.filed(Tray.AUTOMATIC)) == sorted(fetched[key] for key in chosen)


def test_filing_nothing_is_nothing(world: World) -> None:
    world.mailbox.open()
    assert world.mailbox.file([], Tray.PROCESSED) == frozenset()


def test_a_tray_without_a_folder_leaves_the_mail_in_the_inbox_under_its_key(world: World) -> None:
    world.deliver(a_mail())
    key = the_key(world.keeping)
    assert world.keeping.file([key], Tray.PROCESSED) == {key}
    assert the_key(world.keeping) == key
    assert all_octets(world.keeping) == [a_mail()]


def test_all_mails_of_a_poll_come_in_although_others_are_moved_between(world: World) -> None:
    for number in range(12):
        world.deliver(a_mail(number))
    world.mailbox.open()
    kept = []
    for key, chunks in world.mailbox.fetch(world.mailbox.listed(world.mailbox.keys())):
        kept.append(b"".join(chunks))
        world.mailbox.file([key], Tray.PROCESSED)
    assert sorted(kept) == sorted(a_mail(number) for number in range(12))
    assert sorted(world.filed(Tray.PROCESSED)) == sorted(kept)


# --- epochs ---------------------------------------------------------------------------------------------------------------------


def test_keys_and_epoch_are_the_same_after_a_new_connection(world: World) -> None:
    world.deliver(a_mail(1))
    world.deliver(a_mail(2))
    epoch, keys = world.mailbox.open(), world.mailbox.keys()
    world.mailbox.close()
    assert (world.mailbox.open(), world.mailbox.keys()) == (epoch, keys)


@pytest.mark.parametrize("world", RENUMBERED, indirect=True)
def test_a_renumbered_folder_is_a_new_epoch_with_the_same_mails(world: World) -> None:
    world.deliver(a_mail(1))
    world.deliver(a_mail(2))
    epoch = world.mailbox.open()
    world.mailbox.close()
    world.renumber()
    assert world.mailbox.open() != epoch
    assert all_octets(world.mailbox) == [a_mail(1), a_mail(2)]


@pytest.mark.parametrize("world", RENUMBERED, indirect=True)
def test_a_folder_renumbered_under_an_open_connection_is_seen_at_the_next_open(world: World) -> None:
    world.deliver(a_mail(1))
    epoch = world.mailbox.open()
    world.renumber()
    for _ in range(3):
        with contextlib.suppress(Exception):
            if world.mailbox.open() != epoch:
                break
    assert world.mailbox.open() != epoch
    assert all_octets(world.mailbox) == [a_mail(1)]


# --- waiting --------------------------------------------------------------------------------------------------------------------


def test_waiting_ends_when_mail_comes(world: World) -> None:
    world.mailbox.open()
    world.mailbox.keys()
    threading.Timer(0.2, world.deliver, [a_mail()]).start()
    began = time.monotonic()
    assert world.mailbox.wait(20) is True
    assert time.monotonic() - began < 5
    assert all_octets(world.mailbox) == [a_mail()]


def test_waiting_ends_when_the_time_is_over(world: World) -> None:
    world.mailbox.open()
    began = time.monotonic()
    assert world.mailbox.wait(0.3) is False
    assert 0.25 < time.monotonic() - began < 2


def test_a_wake_from_another_thread_ends_waiting_within_a_second(world: World) -> None:
    world.mailbox.open()
    threading.Timer(0.1, world.mailbox.wake).start()
    began = time.monotonic()
    assert world.mailbox.wait(20) is False
    assert time.monotonic() - began < 1.5


def test_a_wake_that_comes_first_is_not_lost(world: World) -> None:
    world.mailbox.open()
    world.mailbox.wake()
    began = time.monotonic()
    world.mailbox.wait(20)
    assert time.monotonic() - began < 1.5
    assert world.mailbox.wait(0.2) is False


# --- the end --------------------------------------------------------------------------------------------------------------------


def test_closing_twice_and_going_on_is_fine(world: World) -> None:
    world.mailbox.close()
    world.deliver(a_mail())
    assert all_octets(world.mailbox) == [a_mail()]
    world.mailbox.close()
    world.mailbox.close()
    assert all_octets(world.mailbox) == [a_mail()]


def test_closing_while_another_thread_waits_ends_the_wait(world: World) -> None:
    world.mailbox.open()
    threading.Timer(0.2, world.mailbox.close).start()
    began = time.monotonic()
    world.mailbox.wait(20)
    assert time.monotonic() - began < 3


# --- only some ------------------------------------------------------------------------------------------------------------------


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    server = running_dovecot()
    nowhere = ImapAccount(
        name="x", host=server.host, port=server.imap_port, security="none", user=server.new_user(), password=PASSWORD, inbox="Nowhere"
    )
    for mailbox in (ImapMailbox(nowhere), MaildirMailbox(tmp_path / "nowhere", name="x")):
        with pytest.raises(Refused, match="x"):
            mailbox.open()


def test_a_name_used_again_for_another_mail_is_another_key(tmp_path: Path) -> None:
    mailbox = MaildirMailbox(tmp_path, name="files")
    (tmp_path / "scan.eml").write_bytes(a_mail(1))
    first = the_key(mailbox)
    mailbox.file([first], Tray.PROCESSED)
    (tmp_path / "scan.eml").write_bytes(a_mail(22))
    second = the_key(mailbox)
    assert second != first
    mailbox.file([second], Tray.PROCESSED)
    assert sorted(file.read_bytes() for file in (tmp_path / "Processed").iterdir()) == [a_mail(1), a_mail(22)]


def test_what_is_still_written_and_what_is_no_mail_is_not_looked_at(tmp_path: Path) -> None:
    for name in ("a.eml.part", ".b.eml", "notes.txt", "c.tmp"):
        (tmp_path / name).write_bytes(a_mail())
    (tmp_path / "outside").write_bytes(a_mail())
    (tmp_path / "link.eml").symlink_to(tmp_path / "outside")
    (tmp_path / "folder.eml").mkdir()
    mailbox = MaildirMailbox(tmp_path, name="files")
    assert mailbox.open() == "folder"
    assert mailbox.keys() == frozenset()


def test_a_file_name_that_is_no_text_is_a_key_that_is(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9 \xff.eml")).write_bytes(a_mail())
    mailbox = MaildirMailbox(tmp_path, name="files")
    the_key(mailbox).encode("ascii")
    assert all_octets(mailbox) == [a_mail()]


def test_the_flags_that_other_programs_set_do_not_change_a_key_in_a_maildir(tmp_path: Path) -> None:
    for part in ("tmp", "new", "cur"):
        (tmp_path / part).mkdir()
    (tmp_path / "new" / "1.M1.example").write_bytes(a_mail())
    (tmp_path / "tmp" / "2.M2.example").write_bytes(a_mail())
    mailbox = MaildirMailbox(tmp_path, name="files")
    before = the_key(mailbox)
    (tmp_path / "new" / "1.M1.example").rename(tmp_path / "cur" / "1.M1.example:2,FRS")
    assert the_key(mailbox) == before
    mailbox.file([before], Tray.HELD)
    assert [file.name for file in (tmp_path / ".Held" / "cur").iterdir()] == ["1.M1.example:2,FRS"]
