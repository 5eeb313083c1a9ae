"""settings -> what it takes to draw the papers of mails that are kept, while the desk runs or rests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pdinbox.adapters.clock import SystemClock
from pdinbox.adapters.log import StreamLog
from pdinbox.bootstrap.doors import open_reader
from pdinbox.bootstrap.objects import open_objects
from pdinbox.bootstrap.records import open_records
from pdinbox.flows.picture_plan import PicturePlan
from pdinbox.model.picture import PictureWish
from pdinbox.ports import Store
from pdinbox.settings import Configuration
from pdinbox.worker.illustrate import Illustrator


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """Draws until the block that opened it ends."""

    store: Store
    illustrator: Illustrator

    def mails_of(self, number: str) -> tuple[str, ...]:
        """The digests of that inquiry's examined mails, oldest first."""
        return tuple(event.dossier.message.digest for event in self.store.history(number) if event.dossier)

    def all_mails(self) -> tuple[str, ...]:
        """Those of all inquiries, the newest inquiry first."""
        found: dict[str, None] = {}
        before = ""
        while page := self.store.stored_inquiries(before=before):
            before = page[-1].inquiry.number
            found.update((mail.dossier.message.digest, None) for one in page for mail in one.mails if mail.dossier)
        return tuple(found)

    def undrawn(self, mails: tuple[str, ...]) -> tuple[str, ...]:
        """Those of which no picture was made yet."""
        drawn = {one.message for one in self.store.pictures(mails)}
        return tuple(mail for mail in mails if mail not in drawn)

    def make(self, mail: str) -> None:
        """Its pictures, now. Raises Refused and Unavailable."""
        self.illustrator.draw(PictureWish(message=mail, at=self.illustrator.clock.now()))


@contextmanager
def open_studio(configuration: Configuration) -> Iterator[Studio]:
    """Raises Refused, Unavailable and Unusable."""
    settings = configuration.settings
    with open_records(configuration) as store:
        reader = open_reader(configuration, forms=(), accept_samples=False, processes=1)
        try:
            illustrator = Illustrator(
                shelf=store,
                objects=open_objects(configuration),
                reader=reader,
                clock=SystemClock(),
                log=StreamLog(level="error", form=settings.log.format),
                plan=PicturePlan(**settings.pictures.model_dump()),
            )
            yield Studio(store=store, illustrator=illustrator)
        finally:
            reader.close()
