"""What other systems hand in: a web form, a form with files, or a whole mail. Each becomes a mail in the ledger."""

import secrets
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, FastAPI, File, Form, UploadFile

from pdinbox.web.access import Need
from pdinbox.web.api.calls import Call, Trouble, calling
from pdinbox.web.api.parts import KeyPart
from pdinbox.web.api.schema import Address, Line, SubmissionIn, SubmissionOut, Words
from pdinbox.web.api.submission import Attached, as_mail, place_of
from pdinbox.web.site import Site

MOST_FILES: Final = 20


@dataclass(frozen=True, slots=True)
class _Handed:
    """What is handed in at that site."""

    site: Site

    def standing(self, call: Call, key: str) -> SubmissionOut:
        """What became of it."""
        kept = self.site.desk.store.submitted(self.site.intake.mailbox, place_of(call.token), key)
        if kept is None:
            raise Trouble(404, "There is no such submission", "This token has handed in nothing under that key.")
        call.about = ("message", kept.message)
        return SubmissionOut(key=key, standing=kept.standing, message=kept.message, inquiries=list(kept.inquiries))

    def take(self, call: Call, key: str, octets: bytes) -> SubmissionOut:
        """A whole mail."""
        self.site.intake.take(octets, token=call.token, key=key)
        self.site.woken()
        return self.standing(call, key)

    def written(self, call: Call, key: str, form: SubmissionIn, files: tuple[Attached, ...] = ()) -> SubmissionOut:
        """A form, as the mail that its sender would have written."""
        at = self.site.desk.clock.now()
        return self.take(call, key, as_mail(form, files=files, intake=self.site.intake, token=call.token, key=key, at=at))


def submitting(api: FastAPI, site: Site) -> None:
    """`PUT` and `POST` of submissions, and what became of them."""
    handed = _Handed(site)

    @api.put("/submissions/{key}", status_code=202, summary="Hand in an inquiry from a web form; again with the same key changes nothing")
    def submit(
        key: KeyPart, form: SubmissionIn, call: Annotated[Call, Depends(calling(site, "api-submitted", Need.WORK))]
    ) -> SubmissionOut:
        return handed.written(call, key, form)

    @api.post("/submissions", status_code=202, summary="Hand in an inquiry with files")
    def submit_files(
        *,
        call: Annotated[Call, Depends(calling(site, "api-submitted", Need.WORK))],
        sender_email: Annotated[Address, Form()],
        subject: Annotated[Line, Form(min_length=1)],
        text: Annotated[Words, Form(min_length=1)],
        sender_name: Annotated[Line, Form()] = "",
        file: Annotated[list[UploadFile] | None, File(description="At most 20.")] = None,
    ) -> SubmissionOut:
        if len(file or ()) > MOST_FILES:
            raise Trouble(422, "What was sent is wrong", f"file: at most {MOST_FILES} files")
        files = tuple(Attached(name=one.filename or "file", octets=one.file.read(site.intake.largest + 1)) for one in file or ())
        form = SubmissionIn(sender_name=sender_name, sender_email=sender_email, subject=subject, text=text)
        return handed.written(call, secrets.token_hex(16), form, files)

    @api.post("/mails", status_code=202, summary="Hand in a whole mail (RFC 5322)")
    def submit_mail(
        call: Annotated[Call, Depends(calling(site, "api-submitted", Need.WORK))], mail: Annotated[UploadFile, File()]
    ) -> SubmissionOut:
        return handed.take(call, secrets.token_hex(16), mail.file.read(site.intake.largest + 1))

    @api.get("/submissions/{key}", summary="What became of what was handed in")
    def submission(key: KeyPart, call: Annotated[Call, Depends(calling(site, "api-submission-viewed", Need.WORK))]) -> SubmissionOut:
        return handed.standing(call, key)
