"""context -> words: Jinja2 in a sandbox. Every placeholder is checked when the templates are loaded, never when a letter is due.

A letter's folder is `<kind>/<language>/` with `subject.txt` and `body.txt`; what several letters say is a block (`letters.blocks`).
The body is plain text that is also CommonMark (headings underlined with dashes, lists with hyphens), so the HTML part is made from the
same words by markdown-it; only those blocks are enabled, so nothing that a sender wrote can become a link, an image or a tag.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from types import MappingProxyType

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markdown_it import MarkdownIt

from pdinbox.letters.blocks import Templates, is_block, place_of
from pdinbox.letters.contexts import Context
from pdinbox.letters.kind import Kind
from pdinbox.letters.kinds import KINDS
from pdinbox.letters.languages import BETWEEN
from pdinbox.letters.proof import LAYOUT, PARTS, flaws_in, mistakes_in
from pdinbox.model.nearest import did_you_mean


class LettersError(Exception):
    """The templates can not be used. `mistakes` are all of them, each 'path: what is wrong'."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        """Every mistake, in the order of the paths."""
        super().__init__("; ".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """One letter in one language: `html` is a fragment without the page around it."""

    language: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """The compiled templates; `version` is a hash of their texts, kept with every letter."""

    version: str
    layout: Template
    templates: Mapping[tuple[str, str, str], Template]

    def render(self, kind: str, context: Context, *, language: str) -> Rendered:
        """The words of that kind of letter. The context is one of the kind's own type."""
        facts = asdict(context)
        text = _tidy(self.templates[kind, language, "body.txt"].render(facts))
        subject = " ".join(self.templates[kind, language, "subject.txt"].render(facts).split())
        return Rendered(language=language, subject=subject, text=text, html=as_html(text))

    def parts(self, kind: str, speak: Callable[[str], Context], *, language: str) -> tuple[Rendered, ...]:
        """The letter as it is sent: in its language, a Spanish one with the English below. `speak` gives the context in a language."""
        languages = ("es", "en") if language == "es" else ("en",)
        return tuple(self.render(kind, speak(one), language=one) for one in languages)

    @staticmethod
    def plain(parts: tuple[Rendered, ...]) -> str:
        """The text part: the languages one below the other, with a line between them that says which begins."""
        return BETWEEN.join(part.text for part in parts)

    def page(self, parts: tuple[Rendered, ...]) -> str:
        """The HTML part: one block for each language, in that order."""
        return self.layout.render(parts=parts)


def as_html(text: str) -> str:
    """A letter's text as its HTML part shows it: headings, lists and paragraphs; everything else is escaped."""
    return "".join(_block_as_html(block) for block in _BETWEEN_BLOCKS.split(text))


@lru_cache(maxsize=1024)
def _block_as_html(block: str) -> str:
    """Most paragraphs of a letter stood in the letters before it."""
    made: str = _MARKDOWN.render(block)
    return made


def compile_letters(texts: Mapping[str, str]) -> Letters:
    """Templates by path ('received/en/body.txt', 'layout.html'). Raises LettersError with every mistake at once."""
    env = Templates(texts)
    pages = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    mistakes = list(mistakes_in(texts, KINDS))
    templates: dict[tuple[str, str, str], Template] = {}
    for kind in KINDS:
        for language in kind.languages:
            for part in PARTS:
                found = _compiled(env, texts, kind, f"{kind.name}/{language}/{part}", mistakes=mistakes)
                if found is not None:
                    templates[kind.name, language, part] = found
    if not mistakes:
        mistakes += [f"{path}: no letter puts this block in" for path in sorted(texts) if is_block(path) and path not in env.used_blocks]
    if LAYOUT not in texts:
        mistakes.append(f"{LAYOUT}: the file is missing; it is the page around the letters")
    if mistakes:
        raise LettersError(tuple(dict.fromkeys(mistakes)))
    version = hashlib.sha256("\0".join(f"{path}\0{texts[path]}" for path in sorted(texts)).encode()).hexdigest()[:12]
    return Letters(version=version, layout=pages.from_string(texts[LAYOUT]), templates=MappingProxyType(templates))


def _compiled(env: Templates, texts: Mapping[str, str], kind: Kind, path: str, *, mistakes: list[str]) -> Template | None:
    if path not in texts:
        mistakes.append(f"{path}: the file is missing{_how_to_write(path, texts)}")
        return None
    offered = {field.name for field in fields(kind.context)}
    try:
        template, asked = env.compiled(path)
        if unknown := sorted(asked.keys() - offered):
            near = "".join(did_you_mean(word, offered) for word in unknown)
            said = ", ".join(word if asked[word] == path else f"{word} (in {asked[word]})" for word in unknown)
            mistakes.append(f"{path}: no such placeholder: {said}; this letter offers {', '.join(sorted(offered))}{near}")
            return None
        for sample in kind.samples:
            template.render(asdict(sample))
    except TemplateSyntaxError as wrong:
        mistakes.append(f"{wrong.name or path}: line {wrong.lineno}: {wrong.message}")
        return None
    except TemplateError as wrong:
        mistakes.append(f"{place_of(wrong, path, texts)}: {wrong.message}")
        return None
    except (TypeError, ValueError, ArithmeticError, LookupError) as wrong:
        mistakes.append(f"{place_of(wrong, path, texts)}: it can not be rendered: {type(wrong).__name__}: {wrong}")
        return None
    return template


def _how_to_write(path: str, texts: Mapping[str, str]) -> str:
    """What to do about it: most often the other language is there."""
    other = path.replace("/es/", "/en/") if "/es/" in path else path.replace("/en/", "/es/")
    return f": translate {other}" if other in texts else ""


def flaws_of(texts: Mapping[str, str], letters: Letters | None) -> tuple[str, ...]:
    """What reads badly in these templates, each 'path: what and what to do'. `letters` is None where they can not be compiled."""
    if letters is None:
        return flaws_in(texts, KINDS, say=None)

    def say(kind: str, context: Context, language: str) -> str:
        return letters.render(kind, context, language=language).text

    return flaws_in(texts, KINDS, say=say)


def _tidy(text: str) -> str:
    """No more than one empty line in a row, no trailing spaces."""
    lines: list[str] = []
    for line in (raw.rstrip() for raw in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"


_MARKDOWN = MarkdownIt("zero").enable(["lheading", "list"])
_BETWEEN_BLOCKS = re.compile(r"\n\n(?=[A-Za-z])")
"""Where a block ends for sure: an empty line, and behind it a letter that stands at the beginning of its line, so that no list goes on."""
