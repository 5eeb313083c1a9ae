"""The page of one inquiry, and everything a reviewer does on it."""

from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from pdinbox.flows.review import Decision
from pdinbox.flows.review_duplicate import mark_of
from pdinbox.model.inquiry import RESTRICTED_VIEW, Inquiry, LogEntry
from pdinbox.model.plan import Plan, Role
from pdinbox.web.access import Need
from pdinbox.web.errors import NotFound
from pdinbox.web.forms import FormModel, filled
from pdinbox.web.held_mail import decide_held
from pdinbox.web.inquiry.acts import ACTS, Act, Stale
from pdinbox.web.inquiry.show import Typed, be_present, gathered, papers_values, present_words, values_for
from pdinbox.web.inquiry.way import beside, way_of
from pdinbox.web.inquiry.words import standing_now
from pdinbox.web.notices import Notice
from pdinbox.web.render import page
from pdinbox.web.routes import Handler, Pages, to
from pdinbox.web.sent_on import trace_page
from pdinbox.web.visit import Visit

pages: Final = Pages()


@pages.get("/inquiries/{number}", need=Need.SEE, audit="inquiry-viewed")
def inquiry(visit: Visit, number: str) -> Response:
    """Findings, documents, thread, resolution, history; for the office that sent it on, how it left."""
    try:
        found = visit.inquiry(number)
    except NotFound:
        return trace_page(visit, number)
    _note_look(visit, found)
    return page("inquiry.html", visit, **values_for(visit, found))


@pages.get("/inquiries/{number}/papers", need=Need.SEE, audit="")
def papers(visit: Visit, number: str) -> Response:
    """Another page of the papers, for the page's script; each image that is looked at has its own line in the audit."""
    found = visit.inquiry(number)
    return page("_papers.html", visit, **papers_values(visit, gathered(visit, found)))


@pages.get("/inquiries/{number}/presence", need=Need.SEE, audit="", active=False)
def presence(visit: Visit, number: str) -> Response:
    """The heartbeat: the visitor is there, and who else is. It keeps no session from ending."""
    found = visit.inquiry(number)
    be_present(visit, found, is_writing=visit.query("writing") == "yes")
    visit.site.desk.store.forget_gone(visit.at)
    return page("_presence.html", visit, inquiry=found, present=present_words(visit, found))


@pages.get("/inquiries/{number}/beside", need=Need.SEE, audit="")
def next_or_previous(visit: Visit, number: str) -> Response:
    """The one before or after it in the view that it was opened from; the queue where there is none."""
    visit.inquiry(number)
    way = way_of(visit)
    found = beside(visit, number, is_after=visit.query("go") != "before")
    if found:
        return to(f"/inquiries/{found}?{way.view}")
    return to(way.back, visit, Notice(words="There is no other inquiry that way in this view.", kind="info"))


@pages.get("/inquiries/{number}/rules/{rule}", need=Need.SEE, audit="")
def rule(visit: Visit, number: str, rule: str) -> Response:
    """The rule behind a finding, word for word as it was in force."""
    found = visit.inquiry(number)
    desk = visit.site.desk
    known = desk.book(found).policy.rule(rule)
    versions = dict.fromkeys((found.verdict.policy, desk.book(found).policy.version))
    text, version = next(((text, version) for version in versions if (text := _stored_text(visit, rule, version))), ("", ""))
    if known is None and not text:
        raise NotFound
    return page("rule.html", visit, inquiry=found, rule=known, rule_id=rule, text=text, version=version)


@pages.post("/inquiries/{number}/refer", need=Need.WORK, audit="inquiry-referred")
def refer(visit: Visit, number: str) -> Response:
    """Ask the field office, with the papers as one packet. Raises Refused with why not."""
    found = visit.inquiry(number, Need.WORK)
    stale = _is_stale(visit, found)
    if stale:
        return _again(visit, found, Typed(act="refer", given={"ask": visit.text("ask")}, alert=_stale_words(visit, found)), status=409)
    visit.site.refer(number, by=visit.account.name, ask=visit.text("ask").strip(), at=visit.at)
    return to(
        visit.back(f"/inquiries/{number}"),
        visit,
        Notice(words=f"{number} is with the field office now; the packet leaves with the letter."),
    )


@pages.post("/inquiries/{number}/mails/{digest}/decide", need=Need.WORK, audit="held-mail-decided")
def decide(visit: Visit, number: str, digest: str) -> Response:
    """A mail that may belong here: it joins, opens an inquiry of its own, or needs none. Raises Refused when it is decided already."""
    visit.inquiry(number, Need.WORK)
    store = visit.site.desk.store
    waits = any(
        event.join and event.join.role is Role.POSSIBLE_FOLLOW_UP and event.join.message == digest for event in store.history(number)
    )
    if not waits:
        raise NotFound
    words = decide_held(visit, digest, number=number)
    visit.site.woken()
    return to(visit.back(f"/inquiries/{number}"), visit, Notice(words=words))


def _note_look(visit: Visit, inquiry: Inquiry) -> None:
    """Who looked at a restricted inquiry stands in its own history, before anything is shown."""
    if inquiry.is_restricted:
        words = "Looked at on its page"
        line = LogEntry(at=visit.at, actor=visit.account.name, event=RESTRICTED_VIEW, inquiry=inquiry.number, words=words)
        visit.site.desk.store.note(line)


def _handler(act: Act) -> Handler:
    def handle(visit: Visit, number: str) -> Response:
        return _act_on(visit, number, act)

    handle.__doc__ = f"Carry out '{act.name}'."
    return handle


for _act in ACTS:
    pages.post(f"/inquiries/{{number}}/{_act.name}", need=Need.WORK, audit=_act.audit)(_handler(_act))


def _act_on(visit: Visit, number: str, act: Act) -> Response:
    before = visit.inquiry(number, Need.WORK)
    form = filled(visit, act.form)
    if form.value is None:
        return _again(visit, before, Typed(act=act.name, given=form.typed, mistakes=form.mistakes), status=422)
    value: FormModel = form.value

    def decided(now: Inquiry) -> Decision:
        if act.collides and _is_stale(visit, now):
            return Stale(words=_stale_words(visit, now))
        return act.decide(visit, now, value)

    done = visit.site.desk.carry_out(number, decided)
    if not isinstance(done, Plan):
        now = visit.site.desk.store.inquiry(number) or before
        return _again(visit, now, Typed(act=act.name, given=form.typed, alert=f"Nothing was changed. {_capital(done.words)}"), status=409)
    after = next((one for one in done.inquiries if one.number == number), before)
    _note_change(visit, before, after)
    notice = replace(_way_back(done, number), words=act.done or _sentence(done))
    sees = visit.sight.covers(after.route.office, restricted=after.is_restricted)
    return to(_next(visit, number, act) if sees else "/queue", visit, notice)


def _way_back(done: Plan, number: str) -> Notice:
    """A button that takes the letter back, where the act wrote one that waits, or the mark of a duplicate."""
    waiting = next((letter.key for letter in done.letters if letter.not_before is not None), "")
    mark = mark_of((line for line in done.log if line.inquiry == number), ())
    key = waiting or (mark.key if mark else "")
    if not key:
        return Notice(words="")
    path = f"/inquiries/{number}/letter/undo?{urlencode({'letter': key, 'place': 'inquiry'})}"
    return Notice(words="", action="Undo", path=path, key="z")


def _next(visit: Visit, number: str, act: Act) -> str:
    """Back to the place on the page where the form stood."""
    place = f"#f-{visit.text('finding')}" if act.name == "override" and visit.text("finding").isalnum() else ""
    return visit.back(f"/inquiries/{number}") + place


def _note_change(visit: Visit, before: Inquiry, after: Inquiry) -> None:
    """What the audit says of it: changed fields, never words of a mail."""
    facts = (
        ("state", before.state.value, after.state.value),
        ("assignee", before.assignee, after.assignee),
        ("office", before.route.office or "", after.route.office or ""),
        ("verdict", before.verdict.outcome.value, after.verdict.outcome.value),
        ("outcome", before.outcome, after.outcome),
        ("language", before.language, after.language),
    )
    for name, first, second in facts:
        if first != second:
            visit.before[name], visit.after[name] = first, second
    if visit.text("finding"):
        visit.after["finding"] = visit.text("finding")[:20]
    visit.reason = visit.text("reason")[:200]


def _is_stale(visit: Visit, now: Inquiry) -> bool:
    shown = visit.text("version")
    return shown.isascii() and shown.isdigit() and int(shown) != now.version


def _stale_words(visit: Visit, now: Inquiry) -> str:
    named = visit.site.desk.store.account_named(now.assignee) if now.assignee else None
    return f"This inquiry changed while you were writing. {standing_now(now, named.shown_name if named else '')} Your text is still below."


def _again(visit: Visit, now: Inquiry, typed: Typed, *, status: int) -> Response:
    return page("inquiry.html", visit, status=status, **values_for(visit, now, typed=typed))


def _sentence(done: Plan) -> str:
    """What its first line in the history says. Of words that a person typed nothing: the notice travels in a cookie."""
    words = done.log[0].words.partition(":")[0]
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _stored_text(visit: Visit, rule: str, version: str) -> str:
    """The rule's lines in the files that were in force under that version, '' where they are not kept."""
    store = visit.site.desk.store
    edition = next((one for one in store.editions() if one.policy == version), None)
    if edition is None:
        return ""
    text = store.edition_files(edition.digest).get("rules/representation.yaml", b"").decode("utf-8", "replace")
    return _block(text, rule)


def _block(text: str, rule: str) -> str:
    """From '- id: RULE' to the next rule of the same depth."""
    lines = text.splitlines()
    start = next((place for place, line in enumerate(lines) if line.strip() in {f"- id: {rule}", f'- id: "{rule}"'}), None)
    if start is None:
        return ""
    depth = len(lines[start]) - len(lines[start].lstrip())
    rest = lines[start + 1 :]
    end = next((place for place, line in enumerate(rest) if line.strip() and len(line) - len(line.lstrip()) <= depth), len(rest))
    return "\n".join((lines[start], *rest[:end])).rstrip()
