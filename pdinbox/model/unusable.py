"""What is said when settings, rules or templates, which people write, can not be used: every mistake at once."""


class Unusable(Exception):
    """Something that people wrote can not be used. `source` says where it stands, `mistakes` are all of them, a line each."""

    def __init__(self, source: str, mistakes: tuple[str, ...]) -> None:
        """Where it was read, and each mistake as 'place: what is wrong and what to write'."""
        super().__init__(f"{source}: " + "; ".join(mistakes))
        self.source = source
        self.mistakes = mistakes
