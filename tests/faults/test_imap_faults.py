"""What IMAP servers do wrong, each by name: the mailbox hands on whole mails only, says Unavailable, and works again at the next poll."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from pdinbox.adapters.imap import ImapAccount, ImapMailbox
from pdinbox.model.ledger import Listed
from pdinbox.model.plan import Tray
from pdinbox.ports import Refused, Unavailable
from tests.servers.scripted_imap import (
    Command,
    Cut,
    ScriptedImap,
    Session,
    boasting_imap,
    chatting_imap,
    cutting_imap,
    dripping_greeting,
    dripping_imap,
    forgetful_imap,
    hollow_imap,
    instead,
    leaving_imap,
    refusing_imap,
    saying,
    splitting_imap,
)


def a_mail(number: int, *, size: int = 400) -> bytes:
    head = f"From: lawyer{number}@example.org\r\nSubject: inquiry {number}\r\n\r\n".encode()
    return head + b"x" * (size - len(head) - 2) + b"\r\n"


def some_mails(count: int = 5, *, size: int = 400) -> dict[int, bytes]:
    return {uid: a_mail(uid, size=size) for uid in range(1, count + 1)}


@contextmanager
def reading(server: ScriptedImap, **account: Any) -> Iterator[ImapMailbox]:
    settings = {"timeout": 1.0, "octets_per_second": 100_000} | account
    with server.running():
        mailbox = ImapMailbox(ImapAccount(name="desk", host="127.0.0.1", port=server.port, security="none", user="desk", **settings))
        try:
            yield mailbox
        finally:
            mailbox.close()


def poll(mailbox: ImapMailbox, into: dict[str, bytes]) -> None:
    """What a worker does: all that comes whole is kept, also when the poll breaks off later."""
    mailbox.open()
    for key, chunks in mailbox.fetch(mailbox.listed(mailbox.keys() - into.keys())):
        into[key] = b"".join(chunks)


def named(mails: dict[int, bytes]) -> dict[str, bytes]:
    return {str(uid): mail for uid, mail in mails.items()}


# --- the connection breaks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [0, 10, 45, 300, 430])
def test_a_cut_inside_a_literal_hands_on_nothing_and_the_next_poll_gets_all(after: int) -> None:
    mails, kept = some_mails(), {}
    with reading(cutting_imap(mails, after=after)) as mailbox:
        with pytest.raises(Unavailable):
            poll(mailbox, kept)
        assert kept == {}
        poll(mailbox, kept)
    assert kept == named(mails)


def test_a_cut_in_a_piece_of_a_big_mail_is_unavailable_and_not_the_end_of_the_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pdinbox.adapters.imap_fetch.PIECE", 1000)
    mails, kept = {1: a_mail(1, size=5000)}, {}
    server = ScriptedImap(mails=mails, sizes={1: 26_000_000})
    honest = Session.answer
    server.faults["UID FETCH BODY"] = [honest, honest, instead(b"* 1 FETCH (UID 1 BODY[]<2000> {1000}\r\nxxx")]
    with reading(server) as mailbox:
        with pytest.raises(Unavailable):
            poll(mailbox, kept)
        assert kept == {}
        poll(mailbox, kept)
    assert kept == named(mails)


def test_a_big_mail_that_is_expunged_between_two_pieces_is_never_taken_for_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pdinbox.adapters.imap_fetch.PIECE", 1000)
    server = ScriptedImap(mails={1: a_mail(1, size=5000)}, sizes={1: 26_000_000})

    def expunge(session: Session, command: Command) -> None:
        session.server.mails.clear()
        session.done(command)

    server.faults["UID FETCH BODY"] = [Session.answer, expunge]
    kept: dict[str, bytes] = {}
    with reading(server) as mailbox, pytest.raises(Unavailable, match="went away"):
        poll(mailbox, kept)
    assert kept == {}


def test_a_dripping_server_is_cut_off_within_its_deadline() -> None:
    mails, kept = some_mails(1, size=20_000), {}
    with reading(dripping_imap(mails), timeout=0.4) as mailbox:
        began = time.monotonic()
        with pytest.raises(Unavailable, match="cut off"):
            poll(mailbox, kept)
        assert time.monotonic() - began < 2.0
        assert kept == {}
        poll(mailbox, kept)
    assert kept == named(mails)


def test_a_greeting_that_never_ends_is_cut_off() -> None:
    server = ScriptedImap(greeting=dripping_greeting)
    began = time.monotonic()
    with reading(server, timeout=0.3) as mailbox, pytest.raises(Unavailable, match="cut off"):
        mailbox.open()
    assert time.monotonic() - began < 2.0


def test_a_server_that_does_not_answer_is_unavailable() -> None:
    server = ScriptedImap(faults={"SELECT": [lambda session, command: session.line()]})
    with reading(server, timeout=0.3) as mailbox:
        with pytest.raises(Unavailable):
            mailbox.open()
        assert mailbox.open() == "INBOX;uidvalidity=1"


def test_nobody_listening_is_unavailable() -> None:
    mailbox = ImapMailbox(ImapAccount(name="desk", host="127.0.0.1", port=9, security="none", user="desk", timeout=1))
    with pytest.raises(Unavailable):
        mailbox.open()


# --- strange answers ------------------------------------------------------------------------------------------------------------


def test_one_refused_message_does_not_keep_the_others_of_its_batch_back() -> None:
    mails, kept = some_mails(), {}
    with reading(refusing_imap(mails, refused=2)) as mailbox:
        poll(mailbox, kept)
    assert kept == {key: mail for key, mail in named(mails).items() if key != "2"}


def test_uids_that_fetch_does_not_return_stay_listed_for_the_next_poll() -> None:
    mails, kept = some_mails(), {}
    server = forgetful_imap(mails, phantoms=(8, 9))
    with reading(server) as mailbox:
        poll(mailbox, kept)
        assert kept == named(mails)
        assert mailbox.keys() - kept.keys() == {"8", "9"}
        mails[8] = a_mail(8)
        poll(mailbox, kept)
    assert kept["8"] == mails[8]


def test_a_message_without_a_body_yet_is_left_for_the_next_poll() -> None:
    mails, kept = some_mails(), {}
    with reading(hollow_imap(mails, hollow=3)) as mailbox:
        mailbox.open()
        assert {one.key: one.size for one in mailbox.listed(["3"])} == {"3": 0}
        poll(mailbox, kept)
        assert "3" not in kept
        poll(mailbox, kept)
    assert kept == named(mails)


def test_unsolicited_flags_under_sequence_numbers_change_nothing() -> None:
    mails, kept = {uid: a_mail(uid) for uid in (3, 4, 17, 21)}, {}
    with reading(chatting_imap(mails)) as mailbox:
        poll(mailbox, kept)
    assert kept == named(mails)


def test_answers_left_over_from_a_refused_command_do_not_count_for_the_next() -> None:
    server = ScriptedImap(mails=some_mails(2))
    lie = b"* 1 FETCH (UID 1 BODY[] {4}\r\nlie\n)\r\nTAG NO no\r\n"

    def refuse(session: Session, command: Command) -> None:
        session.send(lie.replace(b"TAG", command.tag.encode()))

    def nothing(session: Session, command: Command) -> None:
        session.done(command)

    server.faults["UID FETCH BODY"] = [refuse, nothing]
    kept: dict[str, bytes] = {}
    with reading(server) as mailbox:
        poll(mailbox, kept)
        assert kept == {"2": server.mails[2]}
        poll(mailbox, kept)
    assert kept == named(server.mails)


@pytest.mark.parametrize("size", [99_000_000_000, 65_000_000, 2**70])
def test_a_literal_larger_than_any_mail_asked_for_is_not_read(size: int) -> None:
    mails, kept = some_mails(1), {}
    with reading(boasting_imap(mails, size=size)) as mailbox:
        began = time.monotonic()
        with pytest.raises(Unavailable):
            poll(mailbox, kept)
        assert time.monotonic() - began < 1.0
        poll(mailbox, kept)
    assert kept == named(mails)


NONSENSE = {
    "two lines of search": ("UID SEARCH", b"* SEARCH 1 2\r\n* SEARCH 3\r\nTAG OK done\r\n"),
    "words for numbers": ("UID SEARCH", b"* SEARCH one\r\nTAG OK done\r\n"),
    "a search line without end": ("UID SEARCH", b"* SEARCH " + b"1234567890 " * 100_000),
    "an unknown tag": ("UID SEARCH", b"TAG9 OK done\r\n"),
    "no protocol at all": ("UID SEARCH", b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    "nothing": ("UID SEARCH", b""),
    "goodbye": ("UID SEARCH", b"* BYE the server goes down\r\n"),
    "goodbye, and then as if nothing were": ("UID SEARCH", b"* BYE x\r\n* SEARCH 1\r\nTAG OK done\r\n"),
    "a list without end": ("UID FETCH BODY", b"* 1 FETCH (UID 1 BODY[] {3}\r\nabc\r\nTAG OK done\r\n"),
    "an odd list": ("UID FETCH BODY", b"* 1 FETCH (UID 1 BODY[])\r\nTAG OK done\r\n"),
    "no list": ("UID FETCH BODY", b"* 1 FETCH 7\r\nTAG OK done\r\n"),
    "a bare message number": ("UID FETCH BODY", b"* x FETCH (UID 1)\r\nTAG OK done\r\n"),
    "nested for ever": ("UID FETCH BODY", b"* 1 FETCH " + b"(" * 100_000 + b"\r\nTAG OK done\r\n"),
    "a uid of words": ("UID FETCH BODY", b"* 1 FETCH (UID one BODY[] {3}\r\nabc)\r\nTAG OK done\r\n"),
    "bare line feeds": ("UID FETCH BODY", b"* 1 FETCH (UID 1)\nTAG OK done\n"),
    "a size of words": ("UID FETCH SIZE", b"* 1 FETCH (UID 1 RFC822.SIZE"),
}


@pytest.mark.parametrize("case", NONSENSE, ids=lambda case: case.replace(" ", "-"))
def test_nonsense_is_unavailable_and_the_next_poll_is_fine(case: str) -> None:
    command, octets = NONSENSE[case]
    mails, kept = some_mails(3), {}
    server = ScriptedImap(mails=mails, faults={command: [instead(octets)]})
    with reading(server) as mailbox:
        with pytest.raises(Unavailable):
            poll(mailbox, kept)
        assert kept == {}
        poll(mailbox, kept)
    assert kept == named(mails)


def test_an_error_never_quotes_what_the_server_sent() -> None:
    server = ScriptedImap(mails=some_mails(1), faults={"UID FETCH BODY": [instead(b"* 1 FETCH (UID 1 BODY[] {3}\r\nabc A012-345-678\r\n")]})
    with reading(server) as mailbox, pytest.raises(Unavailable) as told:
        poll(mailbox, {})
    assert "A012" not in str(told.value)
    assert "desk" in str(told.value)


def test_an_unusual_size_does_not_keep_a_mail_back() -> None:
    mails, kept = some_mails(3), {}
    with reading(ScriptedImap(mails=mails, sizes={2: 10, 3: 1_000_000})) as mailbox:
        poll(mailbox, kept)
    assert kept == named(mails)


def a_server_that_dies_of(mails: dict[int, bytes], poison: int, polls: list[int]) -> ScriptedImap:
    """Cuts the connection whenever that mail is asked for; `polls` counts how often in each poll."""
    server = ScriptedImap(mails=mails)

    def die(session: Session, command: Command) -> None:
        server.faults["UID FETCH BODY"].append(die)
        if poison in server.wanted(command.rest.split()[0]):
            polls[-1] += 1
            raise Cut
        session.answer(command)

    server.faults["UID FETCH BODY"] = [die]
    return server


def test_a_poison_mail_keeps_nothing_else_back_and_is_tried_ever_more_rarely() -> None:
    mails, kept, deaths = some_mails(4), {}, [0]
    server = a_server_that_dies_of(mails, 2, deaths)
    with reading(server) as mailbox:
        with pytest.raises(Unavailable):
            poll(mailbox, kept)
        for number in range(5, 14):
            deaths.append(0)
            mails[number] = a_mail(number)
            poll(mailbox, kept)
            assert kept == {key: mail for key, mail in named(mails).items() if key != "2"}
    assert deaths == [1, 1, 1, 0, 1, 0, 0, 0, 1, 0]


def test_a_suspect_mail_and_a_server_that_is_away_are_told_apart() -> None:
    mails, kept, deaths = some_mails(1), {}, [0]
    server = a_server_that_dies_of(mails, 1, deaths)
    with reading(server) as mailbox:
        with pytest.raises(Unavailable):
            poll(mailbox, kept)
        honest, server.greeting = server.greeting, lambda session: None
        wanted = [Listed(key="1", size=400, received_at=None)]
        with pytest.raises(Unavailable):
            list(mailbox.fetch(wanted))
        server.greeting = honest
        assert list(mailbox.fetch(wanted)) == []


def test_a_poison_mail_of_the_big_kind_does_not_keep_the_other_big_ones_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pdinbox.adapters.imap_fetch.PIECE", 1000)
    mails, kept = some_mails(3, size=2500), {}
    server = ScriptedImap(mails=mails, sizes=dict.fromkeys(mails, 26_000_000))

    def die_in_the_second_piece(session: Session, command: Command) -> None:
        server.faults["UID FETCH BODY"].append(die_in_the_second_piece)
        if command.rest.startswith("1 ") and "<1000." in command.rest:
            raise Cut
        session.answer(command)

    server.faults["UID FETCH BODY"] = [die_in_the_second_piece]
    with reading(server) as mailbox:
        for _ in range(2):
            with pytest.raises(Unavailable):
                poll(mailbox, kept)
    assert kept == {"2": mails[2], "3": mails[3]}


class Listener(logging.Handler):
    """Hears what is logged anywhere, at any level, whatever other tests made of the loggers."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.getMessage()} {record.__dict__}")

    def __enter__(self) -> "Listener":
        self.before = [(logger, logger.level) for logger in map(logging.getLogger, ("", "pdinbox", "imapclient"))]
        for logger, _ in self.before:
            logger.addHandler(self)
            logger.setLevel(logging.DEBUG)
        return self

    def __exit__(self, *_: object) -> None:
        for logger, level in self.before:
            logger.removeHandler(self)
            logger.setLevel(level)


def test_nothing_of_a_mail_or_a_password_is_ever_logged() -> None:
    kept: dict[str, bytes] = {}
    with Listener() as listener, reading(hollow_imap(some_mails(), hollow=3), password="hunter2") as mailbox:
        poll(mailbox, kept)
        mailbox.file(list(kept), Tray.PROCESSED)
    heard = "\n".join(listener.lines)
    assert "mailbox.not_given" in heard
    assert not [word for word in ("hunter2", "inquiry", "lawyer", "xxx") if word in heard]


def test_a_literal_is_not_even_formatted_for_a_log_nobody_reads() -> None:
    with reading(ScriptedImap(mails=some_mails())) as mailbox:
        mailbox.open()
        connection = mailbox._connection
        assert connection is not None
        assert connection._live()._imap.debug == 0


# --- login and folders ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("NO [AUTHENTICATIONFAILED] wrong", Refused),
        ("NO wrong", Refused),
        ("BAD wrong", Refused),
        ("NO [UNAVAILABLE] the directory is away", Unavailable),
        ("NO [INUSE] later", Unavailable),
    ],
)
def test_a_login_is_refused_for_good_or_for_now(words: str, error: type[Exception]) -> None:
    server = ScriptedImap(faults={"LOGIN": [saying(words)]})
    with reading(server, password="hunter2") as mailbox:
        with pytest.raises(error) as told:
            mailbox.open()
        assert "hunter2" not in str(told.value)
        assert mailbox.open() == "INBOX;uidvalidity=1"


@pytest.mark.parametrize("name", ["LOGIN", "SELECT"])
def test_a_server_that_hangs_up_at_the_door_is_unavailable(name: str) -> None:
    with reading(ScriptedImap(faults={name: [instead(b"")]})) as mailbox:
        with pytest.raises(Unavailable):
            mailbox.open()
        assert mailbox.open() == "INBOX;uidvalidity=1"


@pytest.mark.parametrize(
    ("words", "error"), [("NO [NONEXISTENT] no such folder", Refused), ("NO x", Refused), ("NO [INUSE] later", Unavailable)]
)
def test_a_folder_is_refused_for_good_or_for_now(words: str, error: type[Exception]) -> None:
    with reading(ScriptedImap(faults={"SELECT": [saying(words)]})) as mailbox:
        with pytest.raises(error):
            mailbox.open()
        assert mailbox.open() == "INBOX;uidvalidity=1"


def test_a_folder_without_uidvalidity_is_refused() -> None:
    bare = instead(b"* 1 EXISTS\r\n* OK [UIDNEXT 2] x\r\nTAG OK [READ-WRITE] done\r\n")
    with reading(ScriptedImap(faults={"SELECT": [bare]})) as mailbox, pytest.raises(Refused, match="UIDVALIDITY"):
        mailbox.open()


def test_a_folder_that_can_only_be_read_is_refused() -> None:
    bare = instead(b"* 1 EXISTS\r\n* OK [UIDVALIDITY 2] x\r\nTAG OK [READ-ONLY] done\r\n")
    with reading(ScriptedImap(faults={"SELECT": [bare]})) as mailbox, pytest.raises(Refused, match="read-only"):
        mailbox.open()


class Away:
    def token(self, *, fresh: bool = False) -> str:
        raise Unavailable("the identity provider is away")


def test_an_identity_provider_that_is_away_leaves_no_connection_behind() -> None:
    server = ScriptedImap()
    with reading(server, token=Away()) as mailbox:
        with pytest.raises(Unavailable, match="identity"):
            mailbox.open()
        assert mailbox._connection is None


def test_a_server_without_starttls_never_gets_the_password() -> None:
    server = ScriptedImap()
    with server.running():
        mailbox = ImapMailbox(ImapAccount(name="desk", host="127.0.0.1", port=server.port, security="starttls", user="desk", password="x"))
        with pytest.raises(Refused, match="STARTTLS"):
            mailbox.open()
    assert not [line for line in server.said if line.startswith(("LOGIN", "AUTHENTICATE"))]


def test_a_password_does_not_travel_in_the_clear_over_a_network() -> None:
    mailbox = ImapMailbox(ImapAccount(name="desk", host="imap.example.org", security="none", user="desk", password="x"))
    with pytest.raises(Refused, match="loopback"):
        mailbox.open()


def test_the_password_is_not_in_the_words_for_the_account() -> None:
    assert "hunter2" not in repr(ImapAccount(name="desk", host="imap.example.org", user="desk", password="hunter2"))


# --- another epoch --------------------------------------------------------------------------------------------------------------


def test_a_folder_renumbered_behind_a_broken_connection_is_not_touched_with_old_keys() -> None:
    server = ScriptedImap(mails=some_mails())
    with reading(server) as mailbox:
        assert mailbox.open() == "INBOX;uidvalidity=1"
        server.faults["UID SEARCH"] = [instead(b"")]
        with pytest.raises(Unavailable):
            mailbox.keys()
        server.uid_validity = 4_000_000_000
        with pytest.raises(Unavailable, match="renumbered"):
            mailbox.file(["1"], Tray.PROCESSED)
        with pytest.raises(Unavailable, match="renumbered"):
            mailbox.listed(["1"])
        assert server.trays == {}
        assert mailbox.open() == "INBOX;uidvalidity=4000000000"
        assert mailbox.file(["1"], Tray.PROCESSED) == {"1"}


# --- filing ---------------------------------------------------------------------------------------------------------------------


def test_without_move_a_message_is_copied_once_even_when_deleting_fails() -> None:
    mails = some_mails(2)
    server = ScriptedImap(mails=dict(mails), capabilities="IMAP4rev1 UIDPLUS", faults={"UID STORE": [saying("NO not now")] * 3})
    with reading(server) as mailbox:
        mailbox.open()
        first = mailbox.file(["1", "2"], Tray.PROCESSED)
        second = mailbox.file(["1", "2"], Tray.PROCESSED)
        assert (first, second) == (frozenset(), {"1", "2"})
        assert server.trays == {"Processed": [mails[1], mails[2]]}
        assert mailbox.keys() == frozenset()


def test_without_move_and_uidplus_other_peoples_deletions_stay() -> None:
    server = ScriptedImap(mails=some_mails(3), capabilities="IMAP4rev1", flags={3: {"\\Deleted"}})
    with reading(server) as mailbox:
        mailbox.open()
        assert mailbox.file(["1"], Tray.HELD) == {"1"}
    assert sorted(server.mails) == [1, 2, 3]
    assert not [line for line in server.said if line.startswith(("EXPUNGE", "CLOSE"))]


def test_a_move_that_is_only_said_to_be_done_does_not_count() -> None:
    server = ScriptedImap(mails=some_mails(2), faults={"UID MOVE": [saying("OK done")]})
    with reading(server) as mailbox:
        mailbox.open()
        assert mailbox.file(["1", "2"], Tray.PROCESSED) == frozenset()
        assert mailbox.file(["1", "2"], Tray.PROCESSED) == {"1", "2"}


def test_one_message_that_can_not_be_moved_does_not_keep_the_others_in_the_inbox() -> None:
    server = ScriptedImap(mails=some_mails(3))

    def refuse(session: Session, command: Command) -> None:
        if 2 in server.wanted(command.rest.split()[0]):
            server.faults["UID MOVE"].append(refuse)
            session.done(command, "NO [EXPUNGEISSUED] no")
        else:
            server.faults["UID MOVE"].append(refuse)
            session.answer(command)

    server.faults["UID MOVE"] = [refuse]
    with reading(server) as mailbox:
        mailbox.open()
        assert mailbox.file(["1", "2", "3"], Tray.PROCESSED) == {"1", "3"}


def test_in_place_marks_are_set_where_the_server_keeps_keywords_and_nothing_is_done_elsewhere() -> None:
    for flags, expected in (("\\Seen \\*", {1: {"\\Seen", "$Ingested"}}), ("\\Seen \\Deleted", {})):
        server = ScriptedImap(mails=some_mails(1), permanent_flags=flags)
        with reading(server, trays={Tray.PROCESSED: None}) as mailbox:
            mailbox.open()
            assert mailbox.file(["1"], Tray.PROCESSED) == {"1"}
        assert server.flags == expected
        assert server.trays == {}


# --- waiting --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["", "* BYE idle for too long\r\n", "* BYE"])
def test_a_server_that_leaves_in_idle_is_noticed_at_once(word: str) -> None:
    with reading(leaving_imap(some_mails(), word=word)) as mailbox:
        mailbox.open()
        began = time.monotonic()
        with suppress(Unavailable):
            mailbox.wait(20)
        assert time.monotonic() - began < 3.0
        assert mailbox.open() == "INBOX;uidvalidity=1"
        assert len(mailbox.keys()) == 5


def test_a_goodbye_in_idle_is_believed_even_when_the_line_stays_open() -> None:
    def linger(session: Session, command: Command) -> None:
        session.send("+ idling\r\n")
        time.sleep(0.1)
        session.send("* BYE soon\r\n")
        session.line()

    with reading(ScriptedImap(mails=some_mails(), faults={"IDLE": [linger]})) as mailbox:
        mailbox.open()
        began = time.monotonic()
        with pytest.raises(Unavailable, match="goodbye"):
            mailbox.wait(20)
        assert time.monotonic() - began < 1.0
        assert len(mailbox.keys()) == 5


def test_a_line_of_idle_in_two_segments_is_a_hint_and_the_next_call_works() -> None:
    server = splitting_imap(some_mails())
    with reading(server) as mailbox:
        mailbox.open()
        began = time.monotonic()
        assert mailbox.wait(20) is True
        assert time.monotonic() - began < 3.0
        assert len(mailbox.keys()) == 5


def test_mail_announced_in_one_segment_with_the_continuation_is_a_hint() -> None:
    def both(session: Session, command: Command) -> None:
        session.send("+ idling\r\n* 6 EXISTS\r\n")
        session.line()
        session.done(command)

    with reading(ScriptedImap(mails=some_mails(), faults={"IDLE": [both]})) as mailbox:
        mailbox.open()
        began = time.monotonic()
        assert mailbox.wait(20) is True
        assert time.monotonic() - began < 1.0


def test_mail_announced_before_the_continuation_does_not_break_idle() -> None:
    def early(session: Session, command: Command) -> None:
        session.send("* 6 EXISTS\r\n+ idling\r\n")
        session.line()
        session.done(command)

    server = ScriptedImap(mails=some_mails(), faults={"IDLE": [early]})
    with reading(server) as mailbox:
        mailbox.open()
        mailbox.wait(0.2)
        assert len(mailbox.keys()) == 5
    assert server.connections == 1


def test_words_without_news_do_not_end_the_wait() -> None:
    def chat(session: Session, command: Command) -> None:
        session.send("+ idling\r\n")
        for line in ("* OK still here\r\n", "* 2 EXPUNGE\r\n", "* 1 FETCH (FLAGS (\\Seen))\r\n"):
            time.sleep(0.05)
            session.send(line)
        session.line()
        session.done(command)

    with reading(ScriptedImap(mails=some_mails(), faults={"IDLE": [chat]})) as mailbox:
        mailbox.open()
        began = time.monotonic()
        assert mailbox.wait(0.6) is False
        assert 0.5 < time.monotonic() - began < 1.5


@pytest.mark.parametrize("faults", [{}, {"IDLE": [saying("NO not today")]}])
def test_without_idle_it_simply_waits(faults: dict[str, list[Any]]) -> None:
    capabilities = "IMAP4rev1 IDLE" if faults else "IMAP4rev1"
    with reading(ScriptedImap(mails=some_mails(), capabilities=capabilities, faults=faults)) as mailbox:
        mailbox.open()
        began = time.monotonic()
        assert mailbox.wait(0.3) is False
        assert 0.25 < time.monotonic() - began < 1.5
        threading.Timer(0.1, mailbox.wake).start()
        assert mailbox.wait(20) is False
        assert len(mailbox.keys()) == 5


def test_closing_from_another_thread_ends_a_command_that_hangs() -> None:
    server = ScriptedImap(mails=some_mails(), faults={"UID SEARCH": [lambda session, command: session.line()]})
    with reading(server, timeout=20) as mailbox:
        mailbox.open()
        began = time.monotonic()
        threading.Timer(0.1, mailbox.close).start()
        with pytest.raises(Unavailable):
            mailbox.keys()
        assert time.monotonic() - began < 3.0
