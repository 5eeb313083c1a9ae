"""The people one mail is about: usually one, sometimes a family. And who is only mentioned in it."""

from dataclasses import dataclass

from pdinbox.model.inquiry import Inquiry


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person a mail is about, as far as its text and papers say: `a_number` is nine digits or '', either name may be ''."""

    a_number: str = ""
    family_name: str = ""
    given_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """`members` in the order in which the mail names them, those of papers alone last.

    `mentions` are A-numbers of others, or other files of the same person; `unclear` are those of which nobody can tell: a person may
    divide the mail. `clash` is true where papers give one A-number to several people.
    """

    members: tuple[Member, ...]
    mentions: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    clash: bool = False


def member_of(inquiry: Inquiry) -> Member:
    """The person of an inquiry."""
    return Member(a_number=inquiry.a_number, family_name=inquiry.client_family_name, given_name=inquiry.client_given_name)
