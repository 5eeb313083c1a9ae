"""What happens on the pages -> rows of the audit log."""

from collections.abc import Callable, Mapping

from pdinbox.audit_ports import Audit
from pdinbox.model.audit import AuditRow, Changes, Outcome
from pdinbox.staffing import duties_of
from pdinbox.web.site import Happening


def recorder(audit: Audit, *, software: str, policy: Callable[[], str]) -> Callable[[Happening], None]:
    """Writes each into the log. `policy` gives the version of the rules in force."""

    def record(one: Happening) -> None:
        audit.write_audit(
            AuditRow(
                at=one.at,
                event=one.event,
                actor=one.account.name if one.account else "",
                duties=duties_of(one.account) if one.account else "",
                office=one.office,
                session=one.session,
                address=one.address,
                object_kind=one.about[0],
                object_id=one.about[1],
                outcome=Outcome(one.outcome),
                reason=one.reason,
                before=_pairs(one.before),
                after=_pairs(one.after),
                request=one.request,
                software=software,
                policy=policy(),
            )
        )

    return record


def _pairs(fields: Mapping[str, str] | None) -> Changes:
    return tuple((fields or {}).items())
