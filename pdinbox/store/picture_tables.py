"""The tables of pictures and of those that are asked for, and the values to and from their rows."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Table
from sqlmodel import Field, SQLModel

from pdinbox.model.picture import Picture, PictureKind, PictureWish
from pdinbox.store.rows import AnyRow, Columns
from pdinbox.store.types import CleanText, KeyText, UtcTime


class PictureRow(SQLModel, table=True):
    """One picture of a page, a place or a text. `digest` is '' where it could not be made."""

    __tablename__: ClassVar[str] = "picture"
    message: str = Field(sa_type=KeyText, primary_key=True, foreign_key="message.digest")
    file: str = Field(sa_type=KeyText, primary_key=True)
    page: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: str = Field(sa_type=KeyText, primary_key=True)
    place: str = Field(sa_type=KeyText, primary_key=True)
    digest: str = Field(sa_type=CleanText)
    x0: float
    top: float
    x1: float
    bottom: float
    quarters: int
    pages: int
    trouble: str = Field(sa_type=CleanText)


class PictureWishRow(SQLModel, table=True):
    """A mail whose pictures are to be made; with a page that one alone."""

    __tablename__: ClassVar[str] = "picture_wish"
    message: str = Field(sa_type=KeyText, primary_key=True, foreign_key="message.digest")
    file: str = Field(sa_type=KeyText, primary_key=True)
    page: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcTime)
    tries: int


picture: Table = SQLModel.metadata.tables["picture"]
picture_wish: Table = SQLModel.metadata.tables["picture_wish"]


def picture_columns(one: Picture) -> Columns:
    """Every column of a picture."""
    x0, top, x1, bottom = one.area
    return {
        "message": one.message,
        "file": one.file,
        "page": one.page,
        "kind": one.kind.value,
        "place": one.place,
        "digest": one.digest,
        "x0": x0,
        "top": top,
        "x1": x1,
        "bottom": bottom,
        "quarters": one.quarters,
        "pages": one.pages,
        "trouble": one.trouble,
    }


def picture_of(row: AnyRow) -> Picture:
    """The picture in a row of that table."""
    return Picture(
        message=row.message,
        file=row.file,
        page=row.page,
        kind=PictureKind(row.kind),
        place=row.place,
        digest=row.digest,
        area=(row.x0, row.top, row.x1, row.bottom),
        quarters=row.quarters,
        pages=row.pages,
        trouble=row.trouble,
    )


def wish_columns(one: PictureWish) -> Columns:
    """Every column of a wish."""
    return {"message": one.message, "file": one.file, "page": one.page, "at": one.at, "tries": one.tries}


def wish_of(row: AnyRow) -> PictureWish:
    """The wish in a row of that table."""
    return PictureWish(message=row.message, file=row.file, page=row.page, at=row.at, tries=row.tries)
