"""What a person decides about a mail that waits: it joins an inquiry, opens one, needs none, or is given back to the desk as it is."""

from pdinbox.web.access import Need
from pdinbox.web.errors import Forbidden
from pdinbox.web.visit import Visit


def decide_held(visit: Visit, digest: str, *, number: str) -> str:
    """Do what the form's `choice` says and return the words for the next page; `number` is the inquiry that the mail joins.

    Raises Refused where the mail waits no longer, NotFound and Forbidden where that inquiry is not this visitor's to work on.
    """
    store, choice, actor = visit.site.desk.store, visit.text("choice"), visit.account.name
    visit.after = {"choice": choice}
    match choice:
        case "join":
            visit.inquiry(number, Need.WORK)
            store.release(digest, at=visit.at, ruling=number, actor=actor)
            return f"The mail joins {number} at the next round of the desk."
        case "new":
            store.release(digest, at=visit.at, ruling="new", actor=actor)
            return "The mail opens an inquiry of its own at the next round of the desk."
        case "again":
            store.release(digest, at=visit.at, actor=actor)
            return "The mail is given back to the desk."
        case "dismiss":
            store.dismiss(digest, at=visit.at, actor=actor, reason=visit.text("reason").strip() or "no inquiry needed")
            return "The mail is settled without an inquiry. It is kept."
        case _:
            raise Forbidden("Choose what happens to the mail.")
