"""mail and thread -> how many rounds two writers have gone already. No loop survives `rounds` of `rules/senders.yaml`.

A round is a mail that brings nothing and our letter that answers it, within the hour. Whoever sends a paper begins anew. There is no last
notice at the end: it would be one round more.
"""

from pdinbox.flows.reach import letters_around, threads_known
from pdinbox.flows.recall import SENDER_WINDOW
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.letter import LetterState
from pdinbox.model.plan import Dossier, Known, Thread


def brings_something(dossier: Dossier) -> bool:
    """Whether a file came with the mail, be it understood or not; a logo in a signature is none."""
    return bool(dossier.documents) or any(not file.decorative for file in dossier.files)


def rounds_of_reply(dossier: Dossier, *, inquiry: Inquiry, known: Known) -> int:
    """How many letters of this thread answered mails that brought nothing, since the last one that did; 0 for a mail that does."""
    to = dossier.message.answer_to
    thread = next((one for one in threads_known(known) if inquiry.number in _numbers(one)), None)
    if thread is None or to is None or brings_something(dossier):
        return 0
    dossiers = {one.message.digest: one for part in (thread, *thread.family) for one in part.dossiers}
    last = max((at for at, one in enumerate(dossiers.values()) if brings_something(one)), default=-1)
    empty = {digest for at, digest in enumerate(dossiers) if at > last}
    return sum(
        letter.answers in empty
        and letter.to.email == to.email
        and letter.created_at > known.now - SENDER_WINDOW
        and letter.state is not LetterState.UNDONE
        for letter in letters_around(thread)
    )


def rounds_of_new(dossier: Dossier, *, is_ours: bool, known: Known) -> int:
    """The same of a mail that opens an inquiry: a machine that names none of our letters. What plainly asks for discretion is no round."""
    return 0 if is_ours or known.oversize or brings_something(dossier) else known.letters_to_sender


def _numbers(thread: Thread) -> tuple[str, ...]:
    return tuple(one.inquiry.number for one in (thread, *thread.family))
