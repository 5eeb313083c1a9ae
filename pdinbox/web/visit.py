"""A visit: one request, who makes it, and what that person may see and do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request

from pdinbox.flows.review import Reviewer
from pdinbox.inquiries.steps import Actor
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.sight import Sight
from pdinbox.model.staff import Account
from pdinbox.staffing import Who, duties_of
from pdinbox.web.access import Need, may, may_act_on, sight_of
from pdinbox.web.errors import Forbidden, NotFound
from pdinbox.web.site import Site, Visitor
from pdinbox.web.tokens import form_token

_WHO: Mapping[Need, str] = {
    Need.WORK: "a reviewer or supervisor of its field office",
    Need.SUPERVISE: "a supervisor of its field office",
    Need.ADMIN_OFFICE: "an administrator of that field office",
    Need.ADMIN_SYSTEM: "a system administrator",
    Need.AUDIT: "an auditor, or the office's supervisor",
    Need.ADMIN: "an administrator",
}


_TYPED: Final = ("words", "more", "ask", "reason")
"""Fields of forms that people write sentences into."""


@dataclass(kw_only=True)
class Visit:
    """`form` is what was posted. What a handler writes into `about`, `office`, `reason`, `before` and `after` goes into the audit."""

    site: Site
    request: Request
    visitor: Visitor | None
    id: str
    at: datetime
    address: str
    form: FormData = field(default_factory=FormData)
    about: tuple[str, str] = ("", "")
    office: str = ""
    reason: str = ""
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)

    @property
    def account(self) -> Account:
        """Who is signed in; only where the route asks for it."""
        assert self.visitor is not None, "the route lets people in who are not signed in"
        return self.visitor.account

    @property
    def who(self) -> Who:
        """The visitor, as the audit log names whoever acts."""
        session = self.visitor.session if self.visitor else ""
        return Who(name=self.account.name, duties=duties_of(self.account), session=session, address=self.address, request=self.id)

    @cached_property
    def sight(self) -> Sight:
        """Which inquiries that person sees."""
        return sight_of(self.account)

    @property
    def is_htmx(self) -> bool:
        """Whether the page's script asks, for a part of the page."""
        return self.request.headers.get("hx-request") == "true"

    @property
    def seconds_left(self) -> int:
        """How long the session lasts if nothing more is done."""
        return int((min(self.visitor.idle_until, self.visitor.ends_at) - self.at).total_seconds()) if self.visitor else 0

    @cached_property
    def token(self) -> str:
        """The token for the forms of this page."""
        return form_token(self.visitor.secret) if self.visitor else ""

    def text(self, name: str, *, most: int = 20_000) -> str:
        """A field of the form as text, '' where it is missing or a file; line ends as LF."""
        value = self.form.get(name, "")
        return value.replace("\r\n", "\n")[:most] if isinstance(value, str) else ""

    @property
    def typed(self) -> tuple[str, ...]:
        """The words that a person typed into the form, for a page that can not show the form again: nothing of them is lost."""
        return tuple(words for name in _TYPED if len((words := self.text(name)).split()) > 1)

    def texts(self, name: str) -> tuple[str, ...]:
        """All fields of that name."""
        return tuple(value for value in self.form.getlist(name) if isinstance(value, str))

    def query(self, name: str, default: str = "") -> str:
        """A part of the address after '?'."""
        return self.request.query_params.get(name, default)

    def may(self, need: Need, office: str | None = None) -> bool:
        """Whether the visitor meets that need, in that office or in any."""
        return self.visitor is not None and may(self.visitor.account, need, office)

    def may_on(self, need: Need, inquiry: Inquiry) -> bool:
        """Whether the visitor meets that need for this inquiry."""
        return self.visitor is not None and may_act_on(self.visitor.account, need, inquiry.route.office)

    def inquiry(self, number: str, need: Need = Need.SEE) -> Inquiry:
        """That inquiry. Raises NotFound where it is not in sight, Forbidden where it is and the need is not met."""
        found = self.site.desk.store.inquiry(number)
        self.about = ("inquiry", number)
        if found is None or not self.sight.covers(found.route.office, restricted=found.is_restricted):
            raise NotFound
        self.office = found.route.office or ""
        if need is not Need.SEE and not self.may_on(need, found):
            raise Forbidden(f"Only {_WHO[need]} can do this.")
        return found

    def reviewer(self, inquiry: Inquiry) -> Reviewer:
        """As whom the visitor acts on it."""
        role = Actor.SUPERVISOR if self.may_on(Need.SUPERVISE, inquiry) else Actor.REVIEWER
        return Reviewer(name=self.account.name, role=role)

    def back(self, default: str) -> str:
        """Where to go after an action: the form's `next`, if it is a path of this site."""
        return local_path(self.text("next") or self.query("next"), default)


def local_path(wanted: str, default: str) -> str:
    """The address if it is a path of this site, else the default: nobody is sent elsewhere by a link."""
    parts = urlsplit(wanted)
    is_local = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return wanted if is_local and wanted.isprintable() and "\\" not in wanted else default
