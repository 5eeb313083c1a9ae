"""Rules and templates as they were in force -> rows. Each file is kept once, compressed, however many editions it stands in."""

import hashlib
import zlib
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import BindParameter, bindparam, select

from pdinbox.model.edition import Edition, FileVersion, versions_of
from pdinbox.ports import Refused
from pdinbox.store.codec import PAIRS
from pdinbox.store.database import Database
from pdinbox.store.rows import AnyRow
from pdinbox.store.tables import edition as edition_table
from pdinbox.store.tables import edition_text, in_force

_THIS: Final[BindParameter[Any]] = bindparam("this")
_NEWEST_FIRST = select(in_force).order_by(in_force.c.id.desc())
_OLDEST_FIRST = (
    select(in_force.c.at, edition_table.c.digest, edition_table.c.files)
    .join(edition_table, edition_table.c.digest == in_force.c.edition)
    .order_by(in_force.c.id)
)
_FILES = select(edition_table.c.files).where(edition_table.c.digest == _THIS)
_TEXTS = select(edition_text).where(edition_text.c.digest.in_(bindparam("wanted", expanding=True)))


class SqlEditions:
    """`ports.Editions` over a database."""

    _database: Database

    def put_in_force(self, edition: Edition, files: Mapping[str, bytes]) -> bool:
        """Keep it with its files. False where the newest is of the same texts and policy already."""
        with self._database.writing() as connection:
            newest = connection.execute(_NEWEST_FIRST.limit(1)).first()
            if newest is not None and (newest.edition, newest.policy) == (edition.digest, edition.policy):
                return False
            digests = {path: hashlib.sha256(octets).hexdigest() for path, octets in sorted(files.items())}
            texts = {digests[path]: {"digest": digests[path], "octets": zlib.compress(octets)} for path, octets in files.items()}
            if texts:
                connection.execute(self._database.insert_absent(edition_text), list(texts.values()))
            whole = {"digest": edition.digest, "files": PAIRS.dump(tuple(digests.items()))}
            connection.execute(self._database.insert_absent(edition_table), whole)
            row = {"at": edition.at, "edition": edition.digest, "policy": edition.policy, "letters": edition.letters}
            connection.execute(self._database.insert(in_force), row)
            return True

    def editions(self) -> tuple[Edition, ...]:
        """All that ever were, the newest first."""
        with self._database.reading() as connection:
            return tuple(map(_edition_of, connection.execute(_NEWEST_FIRST)))

    def file_versions(self, path: str) -> tuple[FileVersion, ...]:
        """What that one file was in force as, the newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(_OLDEST_FIRST).all()
        return versions_of(path, ((row.at, row.digest, dict(PAIRS.load(row.files))) for row in rows))

    def edition_files(self, digest: str) -> Mapping[str, bytes]:
        """The files of those texts. Raises Refused where nothing of that digest was ever in force."""
        with self._database.reading() as connection:
            files = connection.execute(_FILES, {"this": digest}).scalar()
            if files is None:
                raise Refused(f"no rules of {digest[:12]} were ever in force here")
            wanted = dict(PAIRS.load(files))
            rows = connection.execute(_TEXTS, {"wanted": sorted(set(wanted.values()))})
            texts = {row.digest: zlib.decompress(bytes(row.octets)) for row in rows}
        return {path: texts[one] for path, one in wanted.items()}


def _edition_of(row: AnyRow) -> Edition:
    return Edition(at=row.at, digest=row.edition, policy=row.policy, letters=row.letters)
