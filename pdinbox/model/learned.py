"""What is asked of a blank, and what was learned from it: the folder of a form's edition, as values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """`name` and `edition` as a person gives them, '' for what the blank says itself; `like` is 'g-28_2018-09-17', '' for the most alike.

    `text` is the form.yaml that is there already, '' for a new form. One with items is kept word for word and only the features are made
    anew; one without any gets its items.
    """

    name: str = ""
    edition: str = ""
    like: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """`text` is the form.yaml, `features` the features.bin of the edition `name`, `edition`. `like` is the form that meanings came from.

    `items` were found, of which `unconfirmed` wait for a person. `notes` say in words what a person should look at. `trouble` says why
    nothing could be learned; then all else is empty.
    """

    name: str = ""
    edition: str = ""
    text: str = ""
    features: bytes = b""
    like: str = ""
    items: int = 0
    unconfirmed: int = 0
    notes: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def folder(self) -> str:
        """What its folder is called: 'g-28_2018-09-17'."""
        return f"{self.name}_{self.edition}"
