"""templates -> what is wrong with them beside placeholders: what no letter may do (`mistakes_in`), and what reads badly (`flaws_in`).

Both are tuples of 'path: line N: what is wrong and what to do', as `letters.render` reports its own.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from jinja2 import Environment, TemplateError, nodes

from pdinbox.letters.blocks import is_block
from pdinbox.letters.contexts import Context
from pdinbox.letters.kind import Kind
from pdinbox.letters.samples_spanish import as_said_in
from pdinbox.model.nearest import did_you_mean

LAYOUT: Final = "layout.html"
PARTS: Final = ("subject.txt", "body.txt")
LONGEST_WORD = 76
"""A word that no mail reader or terminal of 80 columns can break."""
LONGEST_HEADING = 72
LONGEST_PARAGRAPH = 400
"""About six lines on a screen: more is not read."""
_FEWEST_WORDS = 3
_TAG = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]{2,}")


Say = Callable[[str, Context, str], str]
"""The text of one kind of letter with that value, in that language."""


def mistakes_in(texts: Mapping[str, str], kinds: tuple[Kind, ...]) -> tuple[str, ...]:
    """Files that no letter is made from, and subjects that put in more than the kind of letter."""
    known = {f"{kind.name}/{language}/{part}" for kind in kinds for language in kind.languages for part in PARTS} | {LAYOUT}
    unused = (f"{path}: {_why_unused(path, known, kinds)}" for path in sorted(texts) if path not in known and not is_block(path))
    subjects = ((kind, f"{kind.name}/{language}/{PARTS[0]}") for kind in kinds for language in kind.languages)
    return (*unused, *(mistake for kind, path in subjects if path in texts for mistake in _in_subject(kind, path, texts[path])))


def _why_unused(path: str, known: set[str], kinds: tuple[Kind, ...]) -> str:
    folder, _, rest = path.partition("/")
    names = tuple(kind.name for kind in kinds)
    if folder not in names:
        return f"there is no such kind of letter; known are {', '.join(names)}{did_you_mean(folder, names)}"
    if path.endswith(".html"):
        text = f"{path.removesuffix('.html')}.txt"
        beside = "its words belong there" if text in known else f"write {folder}/<language>/body.txt"
        return f"no letter is sent as HTML alone: the HTML part is made from the text, so {beside}"
    return f"nothing is made from '{rest}'; a letter has {' and '.join(PARTS)} for each language"


def _in_subject(kind: Kind, path: str, text: str) -> Iterator[str]:
    """A subject is seen by everybody whom a mail passes: it may ask about the letter, and must put in nothing of a case."""
    try:
        parsed = Environment(autoescape=False).parse(text)  # noqa: S701  parsed only, never rendered
    except TemplateError:
        return
    for block in parsed.find_all(nodes.Include):
        yield f"{path}: line {block.lineno}: a subject is one line of its own words: take the block out"
    for output in parsed.find_all(nodes.Output):
        for part in output.nodes:
            names = {name.name for name in part.find_all(nodes.Name)} | ({part.name} if isinstance(part, nodes.Name) else set())
            if not isinstance(part, nodes.TemplateData) and not (names and names <= set(kind.in_subject)):
                words = "a subject says only which kind of letter it is (the number is put before it): take the placeholder out"
                yield f"{path}: line {part.lineno}: {words}"


def flaws_in(texts: Mapping[str, str], kinds: tuple[Kind, ...], *, say: Say | None) -> tuple[str, ...]:
    """What reads badly: Spanish that is English, paragraphs, headings and words that are too long. `say` is None where none compile."""
    spanish = sorted(path for path in texts if path.split("/")[1:2] == ["es"])
    found = [flaw for path in spanish for flaw in _untranslated(texts, path)]
    if say is not None:
        found += [flaw for kind in kinds for language in kind.languages for flaw in _too_long(kind, language, say=say)]
    return tuple(dict.fromkeys(found))


def _untranslated(texts: Mapping[str, str], path: str) -> Iterator[str]:
    english = {line.strip() for line in texts.get(path.replace("/es/", "/en/", 1), "").splitlines()}
    for number, line in enumerate(texts[path].splitlines(), start=1):
        is_said = len(_WORD.findall(_TAG.sub(" ", line))) >= _FEWEST_WORDS
        if is_said and line.strip() in english:
            yield f"{path}: line {number}: the Spanish words are the English ones: translate the line"


def _too_long(kind: Kind, language: str, *, say: Say) -> Iterator[str]:
    path = f"{kind.name}/{language}/body.txt"
    for sample in kind.samples:
        lines = say(kind.name, as_said_in(sample, language), language).splitlines()
        for above, line, below in zip(("", *lines[:-1]), lines, (*lines[1:], ""), strict=True):
            start = f"'{line[:40].strip()}…'"
            is_heading = bool(below) and set(below) == {"-"}
            if is_heading and above:
                yield f"{path}: the heading {start} has no empty line above it, so what stands there becomes a part of it: add one"
            if is_heading and len(line) > LONGEST_HEADING:
                yield f"{path}: the heading {start} has {len(line)} characters: shorten it to {LONGEST_HEADING}"
            elif len(line) > LONGEST_PARAGRAPH:
                yield f"{path}: the paragraph {start} has {len(line)} characters: split it, {LONGEST_PARAGRAPH} are enough"
            if word := next((word for word in line.split() if len(word) > LONGEST_WORD), ""):
                yield f"{path}: '{word[:40]}…' is {len(word)} characters without a space: no reader can break it, {LONGEST_WORD} fit"
