"""Rules and letters: read, proposed, looked through, put in force. A change is a file in the folder; the desk takes it up by itself."""

import difflib
import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from starlette.responses import HTMLResponse, Response

from pdinbox.letters.blocks import BLOCKS, blocks_in
from pdinbox.letters.kinds import KINDS
from pdinbox.model.proposal import Proposal, ProposalState
from pdinbox.model.unusable import Unusable
from pdinbox.web.access import Need, offices_for
from pdinbox.web.errors import Answered, Forbidden, NotFound
from pdinbox.web.headers import MAIL_POLICY
from pdinbox.web.notices import Notice
from pdinbox.web.pages.admin import trouble_with_rules
from pdinbox.web.render import moment, page
from pdinbox.web.routes import Pages, to
from pdinbox.web.visit import Visit

pages: Final = Pages()
NO_MISTAKES: Final[Mapping[str, str]] = MappingProxyType({})
LETTERS: Final = "templates/mail/"
_LONGEST: Final = 400_000
"""Characters of a file that is edited on the page."""
_FEWEST_WORDS: Final = 10
"""Characters of a reason."""


@pages.get("/admin/policy", need=Need.ADMIN_OFFICE, audit="policy-listed")
def listed(visit: Visit) -> Response:
    """Every file, open proposals, and what was in force when."""
    texts = visit.site.policy.texts()
    return page(
        "policy.html",
        visit,
        rules=[path for path in texts if path.startswith("rules/")],
        letters=KINDS,
        blocks=[path for path in texts if path.startswith(f"{LETTERS}{BLOCKS}/")],
        proposals=visit.site.desk.store.proposals(),
        editions=visit.site.desk.store.editions()[:20],
        writes=_may_write(visit),
        zone=visit.site.zone(""),
        **trouble_with_rules(visit),
    )


@pages.get("/admin/policy/file", need=Need.ADMIN_OFFICE, audit="policy-read")
def one_file(visit: Visit) -> Response:
    """One file, to be read, and to be changed by whoever may: as it is, as it was in force once (`edition`), or as a proposal has it."""
    path = visit.query("path")
    text, reason, begun = _text(visit, path), "", ""
    if edition := visit.query("edition"):
        version = next((one for one in visit.site.desk.store.file_versions(path) if one.edition == edition and one.octets), None)
        if version is None:
            raise NotFound
        text = visit.site.desk.store.edition_files(edition)[path].decode("utf-8", errors="replace")
        begun = f"This is the file as it came into force on {moment(version.at, visit.site.zone(''))}."
    if proposal_id := visit.query("proposal"):
        proposal = _proposal(visit, proposal_id)
        if proposal.path != path:
            raise NotFound
        text, reason = proposal.text, proposal.reason
        begun = f"This is the file as {proposal.author} proposed it on {moment(proposal.at, visit.site.zone(''))}."
    return _file_page(visit, path, text=text, reason=reason, begun=begun)


@pages.post("/admin/policy/propose", need=Need.ADMIN_OFFICE, audit="policy-proposed", largest=_LONGEST * 4)
def propose(visit: Visit) -> Response:
    """Keep the file as it was written; nothing comes into force by that."""
    if not _may_write(visit):
        raise Forbidden("Only an administrator of every office can propose a change.")
    path, text, reason = visit.text("path"), visit.text("text", most=_LONGEST), visit.text("reason").strip()
    before = _text(visit, path)
    mistakes = {}
    if len(reason) < _FEWEST_WORDS:
        mistakes["reason"] = f"Say why, in at least {_FEWEST_WORDS} characters."
    if text == before:
        mistakes["text"] = "Nothing was changed yet."
    if mistakes:
        raise Answered(_file_page(visit, path, text=text, reason=reason, mistakes=mistakes))
    proposal = Proposal(
        id=visit.id,
        path=path,
        base=visit.site.policy.digest(),
        before=before,
        text=text if text.endswith("\n") else f"{text}\n",
        author=visit.account.name,
        at=visit.at,
        reason=reason,
    )
    visit.site.desk.store.propose(proposal)
    visit.about, visit.reason = ("proposal", proposal.id), reason
    return to(f"/admin/policy/proposals/{proposal.id}")


@pages.get("/admin/policy/proposals/{proposal_id}", need=Need.ADMIN_OFFICE, audit="policy-proposal-viewed")
def proposed(visit: Visit, proposal_id: str) -> Response:
    """What it changes, what the check says, and what stored inquiries would come out otherwise."""
    found = _proposal(visit, proposal_id)
    is_open = found.state is ProposalState.OPEN
    looked = visit.site.policy.look(found.path, found.text) if is_open else None
    return page(
        "policy_proposal.html",
        visit,
        proposal=found,
        looked=looked,
        lines=tuple(difflib.unified_diff(found.before.splitlines(), found.text.splitlines(), "before", "after", lineterm="", n=2))[2:],
        refusal=_refusal(visit, found) if is_open else "",
        kinds=_kinds(visit, found.path),
        writes=_may_write(visit),
        shows_numbers=visit.may(Need.SEE),
        zone=visit.site.zone(""),
    )


@pages.post("/admin/policy/proposals/{proposal_id}/accept", need=Need.ADMIN_OFFICE, audit="policy-changed")
def accept(visit: Visit, proposal_id: str) -> Response:
    """Write the file, after it was looked through once more."""
    found = _proposal(visit, proposal_id)
    if refusal := _refusal(visit, found):
        raise Forbidden(refusal)
    if visit.site.policy.look(found.path, found.text).mistakes:
        raise Forbidden("It has mistakes, so nothing was changed. Propose it again without them.")
    store, here = visit.site.desk.store, f"/admin/policy/proposals/{proposal_id}"
    visit.reason, visit.before, visit.after = found.reason, {"base": found.base[:12]}, {"path": found.path}
    visit.site.policy.write(found.path, found.text, base=found.base)
    if not store.decide_proposal(proposal_id, ProposalState.ACCEPTED, by=visit.account.name, at=visit.at):
        return to(here, visit, Notice(kind="warning", words="Somebody else decided this proposal before you."))
    return to(here, visit, Notice(words=f"{found.path} is written. The desk takes it up within seconds."))


@pages.post("/admin/policy/proposals/{proposal_id}/drop", need=Need.ADMIN_OFFICE, audit="policy-proposal-dropped")
def drop(visit: Visit, proposal_id: str) -> Response:
    """Nothing comes of it."""
    found = _proposal(visit, proposal_id)
    if not _may_write(visit):
        raise Forbidden("Only an administrator of every office can drop it.")
    dropped = visit.site.desk.store.decide_proposal(found.id, ProposalState.DROPPED, by=visit.account.name, at=visit.at)
    words = "The proposal was dropped. Nothing was changed." if dropped else "Somebody else decided this proposal before you."
    return to("/admin/policy", visit, Notice(kind="success" if dropped else "warning", words=words))


@pages.get("/admin/policy/letters/{kind}", need=Need.ADMIN_OFFICE, audit="letter-template-read")
def letter(visit: Visit, kind: str) -> Response:
    """One letter with made-up people, as it would go out, and its files."""
    language = visit.query("lang", "en")
    proposal = visit.site.desk.store.proposal(visit.query("proposal")) if visit.query("proposal") else None
    changed = (proposal.path, proposal.text) if proposal else ("", "")
    try:
        subject, text, _ = visit.site.policy.preview(kind, language, path=changed[0], text=changed[1])
    except Unusable as wrong:
        subject, text = "This letter can not be made", "\n".join(wrong.mistakes)
    texts = visit.site.policy.texts()
    files = [path for path in texts if path.startswith(f"{LETTERS}{kind}/")]
    blocks = [f"{LETTERS}{path}" for path in blocks_in({path.removeprefix(LETTERS): text for path, text in texts.items()}, kind)]
    found = next((one for one in KINDS if one.name == kind), None)
    if found is None:
        raise NotFound
    about = (found.context.__doc__ or "").strip().splitlines()[0]
    values: dict[str, Any] = {
        "kind": found,
        "about": about,
        "language": language,
        "subject": subject,
        "text": text,
        "files": files,
        "blocks": blocks,
    }
    return page("policy_letter.html", visit, proposal=proposal, **values)


@pages.get("/admin/policy/letters/{kind}/html", need=Need.ADMIN_OFFICE, audit="")
def letter_html(visit: Visit, kind: str) -> Response:
    """The HTML part of the same, for a frame that runs nothing."""
    proposal = visit.site.desk.store.proposal(visit.query("proposal")) if visit.query("proposal") else None
    changed = (proposal.path, proposal.text) if proposal else ("", "")
    try:
        _, _, html = visit.site.policy.preview(kind, visit.query("lang", "en"), path=changed[0], text=changed[1])
    except Unusable as wrong:
        raise NotFound from wrong
    return HTMLResponse(html, headers={"Content-Security-Policy": MAIL_POLICY})


def _text(visit: Visit, path: str) -> str:
    found = visit.site.policy.texts().get(path)
    visit.about = ("file", path[:200])
    if found is None:
        raise NotFound
    return found


def _proposal(visit: Visit, proposal_id: str) -> Proposal:
    visit.about = ("proposal", proposal_id)
    found = visit.site.desk.store.proposal(proposal_id)
    if found is None:
        raise NotFound
    return found


def _may_write(visit: Visit) -> bool:
    """Rules and letters are the whole desk's: whoever changes them administers every office."""
    return offices_for(visit.account, Need.ADMIN_OFFICE) is None


def _refusal(visit: Visit, proposal: Proposal) -> str:
    """Why this visitor can not put it in force, '' when nothing stands against it."""
    if proposal.state is not ProposalState.OPEN:
        return "This proposal is decided already."
    if not _may_write(visit):
        return "Only an administrator of every office can put it in force."
    if visit.site.look.four_eyes and proposal.author == visit.account.name:
        return "A second administrator puts it in force: this desk asks for two people."
    if not visit.site.policy.may_write():
        return "The desk's user may not write into the folder of rules or templates; its operator can allow it."
    if visit.site.policy.digest() != proposal.base:
        return "The rules or templates have changed since. Propose it again on what is there now."
    return ""


def _kinds(visit: Visit, path: str) -> tuple[str, ...]:
    """The letters that a file is a part of, in their order; none for a rule."""
    if not path.startswith(LETTERS):
        return ()
    name, _, rest = path.removeprefix(LETTERS).partition("/")
    if name != BLOCKS:
        return (name,) if rest else ()
    texts = {one.removeprefix(LETTERS): text for one, text in visit.site.policy.texts().items()}
    return tuple(kind.name for kind in KINDS if path.removeprefix(LETTERS) in blocks_in(texts, kind.name))


def _file_page(visit: Visit, path: str, *, text: str, reason: str, begun: str = "", mistakes: Mapping[str, str] = NO_MISTAKES) -> Response:
    """The file in its form, with what it was before; `begun` says where the text comes from where it is not what lies in the folder."""
    store = visit.site.desk.store
    why = {hashlib.sha256(one.text.encode()).hexdigest(): one for one in store.proposals() if one.path == path and one.decided_by}
    return page(
        "policy_file.html",
        visit,
        status=422 if mistakes else 200,
        path=path,
        text=text,
        reason=reason,
        begun=begun,
        mistakes=mistakes,
        writes=_may_write(visit),
        versions=[(one, why.get(one.octets)) for one in store.file_versions(path)],
        zone=visit.site.zone(""),
    )
