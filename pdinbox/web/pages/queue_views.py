"""Saving views: a person's own, or an office's by its supervisor; and which columns stand in which order."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from starlette.responses import Response

from pdinbox.model.queue import SHOWN, Column, View
from pdinbox.model.saved_view import LONGEST_NAME, MOST_VIEWS, SavedView
from pdinbox.ports import Changed
from pdinbox.web.access import Need, offices_for
from pdinbox.web.errors import Answered, Forbidden
from pdinbox.web.notices import Notice
from pdinbox.web.queue.cells import TITLES
from pdinbox.web.queue.views import COLUMNS_OF, Shown, office_names, shown_at, shown_by, views_of, with_number
from pdinbox.web.render import page
from pdinbox.web.routes import Pages, to
from pdinbox.web.visit import Visit

pages: Final = Pages()
_CHANGED: Final = "This view changed while you were working on it. Look at it again. Nothing was saved."


@pages.get("/queue/views/new", need=Need.SEE, audit="")
def ask_name(visit: Visit) -> Response:
    """Under which name, and for whom, the view of this address is saved."""
    return _form(visit, shown_by(visit, views_of(visit)))


@pages.post("/queue/views", need=Need.SEE, audit="view-saved")
def save(visit: Visit) -> Response:
    """A new view."""
    shown = shown_at(visit.text("address"), views_of(visit))
    name, office = " ".join(visit.text("name").split()), visit.text("office")
    mistakes = {}
    if not name or len(name) > LONGEST_NAME:
        mistakes["name"] = f"Give it a name of 1 to {LONGEST_NAME} characters."
    if office and office not in dict(_shareable(visit)):
        raise Forbidden("Only a supervisor of that field office can share a view there.")
    if mistakes:
        raise Answered(_form(visit, shown, mistakes=mistakes, typed={"name": name, "office": office}))
    made = _new(visit, name, shown.view, office=office)
    _put(visit, made)
    return to(f"/queue?view={made.id}", visit, Notice(words="The view is saved."))


@pages.post("/queue/views/{view_id}", need=Need.SEE, audit="view-changed")
def change(visit: Visit, view_id: str) -> Response:
    """What the address says becomes the view. Of a shared one a copy is made, unless its supervisor updates it for everyone."""
    shown = shown_at(visit.text("address"), views_of(visit))
    visit.about = ("view", view_id)
    return _changed(visit, _of(shown, view_id), shown.view, for_everyone=visit.text("everyone") == "yes")


@pages.post("/queue/views/{view_id}/delete", need=Need.SEE, audit="view-deleted")
def delete(visit: Visit, view_id: str) -> Response:
    """It is gone, for everyone where it is shared."""
    saved = _of(shown_at(f"view={view_id}", views_of(visit)), view_id)
    visit.about = ("view", view_id)
    _may_change(visit, saved)
    visit.site.desk.store.drop_saved_view(view_id)
    return to("/queue", visit, Notice(words="The view is deleted."))


@pages.get("/queue/columns", need=Need.SEE, audit="")
def ask_columns(visit: Visit) -> Response:
    """The columns of this view, those that are shown first."""
    shown = shown_by(visit, views_of(visit))
    return _columns_page(visit, shown, shown.view.columns, set(shown.view.columns))


@pages.post("/queue/columns", need=Need.SEE, audit="view-changed")
def set_columns(visit: Visit) -> Response:
    """A move up or down gives the form again; saving keeps the columns with the view, or with the person for the views of everybody."""
    shown = shown_at(visit.text("address"), views_of(visit))
    visit.about = ("view", shown.named.key)
    order = [Column(name) for name in visit.texts("order") if name in set(Column)]
    chosen = {Column(name) for name in visit.texts("column") if name in set(Column)} | {Column.NUMBER}
    if visit.text("move"):
        return _columns_page(visit, shown, _moved(order, visit.text("move")), chosen)
    columns = SHOWN if visit.text("reset") else with_number(column for column in order if column in chosen)
    if shown.named.saved is not None:
        return _changed(visit, shown.named.saved, replace(shown.named.view, columns=columns), for_everyone=visit.text("everyone") == "yes")
    key = f"{COLUMNS_OF}{visit.account.name}"
    before = visit.site.desk.store.saved_views(person=visit.account.name, offices=())
    version = next((one.version for one in before if one.id == key), 0)
    _put(visit, replace(_new(visit, "", View(columns=columns)), id=key, version=version + 1))
    return to(f"/queue?{shown.query()}", visit, Notice(words="Your columns are saved."))


def _moved(order: Sequence[Column], move: str) -> list[Column]:
    """`move` is 'up:client' or 'down:client'."""
    way, _, name = move.partition(":")
    moved = list(order)
    if name in set(Column) and Column(name) in moved:
        place = moved.index(Column(name))
        other = max(0, place - 1) if way == "up" else min(len(moved) - 1, place + 1)
        moved[place], moved[other] = moved[other], moved[place]
    return moved


def _columns_page(visit: Visit, shown: Shown, order: Sequence[Column], chosen: set[Column]) -> Response:
    saved = shown.named.saved
    return page(
        "queue_columns.html",
        visit,
        shown=shown,
        query=shown.query(),
        order=[*order, *(column for column in Column if column not in order)],
        chosen=chosen,
        titles=TITLES,
        number=Column.NUMBER,
        may_update=saved is not None and saved.is_shared and saved.office in dict(_shareable(visit)),
    )


def _form(visit: Visit, shown: Shown, *, mistakes: dict[str, str] | None = None, typed: dict[str, str] | None = None) -> Response:
    return page(
        "queue_save.html",
        visit,
        status=422 if mistakes else 200,
        shown=shown,
        query=shown.query(),
        offices=_shareable(visit),
        mistakes=mistakes or {},
        typed=typed or {},
        longest=LONGEST_NAME,
    )


def _shareable(visit: Visit) -> tuple[tuple[str, str], ...]:
    """The offices whose shared views the visitor may change."""
    names = office_names(visit)
    codes = offices_for(visit.account, Need.SUPERVISE)
    return tuple((code, names.get(code, code)) for code in sorted(names if codes is None else codes))


def _of(shown: Shown, view_id: str) -> SavedView:
    saved = shown.named.saved
    if saved is None or saved.id != view_id:
        raise Forbidden("This view belongs to everybody and stays as it is. Save yours under a name.")
    return saved


def _may_change(visit: Visit, saved: SavedView) -> None:
    if saved.is_shared and saved.office not in dict(_shareable(visit)):
        raise Forbidden("Only a supervisor of its field office can change a shared view for everyone.")


def _changed(visit: Visit, saved: SavedView, view: View, *, for_everyone: bool) -> Response:
    """Save the view over `saved`, or a copy of it for this person."""
    if saved.is_shared and not for_everyone:
        copy = _new(visit, saved.name, view)
        _put(visit, copy)
        words = "The shared view stays as it is. This is a copy of your own with the change."
        return to(f"/queue?view={copy.id}", visit, Notice(words=words))
    _may_change(visit, saved)
    _put(visit, replace(saved, view=view, version=saved.version + 1, by=visit.account.name, at=visit.at))
    whom = " for everyone" if saved.is_shared else ""
    return to(f"/queue?view={saved.id}", visit, Notice(words=f"The view is updated{whom}."))


def _new(visit: Visit, name: str, view: View, *, office: str = "") -> SavedView:
    return SavedView(
        id=secrets.token_urlsafe(9),
        name=name,
        view=view,
        owner="" if office else visit.account.name,
        office=office,
        by=visit.account.name,
        at=visit.at,
    )


def _put(visit: Visit, saved: SavedView) -> None:
    """Raises Answered where there are too many, or somebody else changed it meanwhile."""
    store = visit.site.desk.store
    if saved.version == 1:
        beside = store.saved_views(person=saved.owner, offices=(saved.office,))
        if len(beside) >= MOST_VIEWS:
            raise Forbidden(f"There are {MOST_VIEWS} views already. Delete one that is not needed any more.")
    try:
        store.put_saved_view(saved)
    except Changed as wrong:
        raise Forbidden(_CHANGED) from wrong
    visit.about = ("view", saved.id)
    visit.office = saved.office
