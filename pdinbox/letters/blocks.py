"""templates and the blocks that several of them share -> compiled templates, each with the placeholders that it asks for.

A block is `blocks/<language>/<name>.txt`; a text of that language puts it in with `{% include "name.txt" %}`. What a text sets around it
(`{% with missing = person.missing %}`) the block sees as its own placeholder.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from jinja2 import FunctionLoader, StrictUndefined, Template, TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.idtracking import VAR_LOAD_RESOLVE
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pdinbox.model.nearest import did_you_mean

BLOCKS: Final = "blocks"
_PUT_IN = re.compile(r"""\{%-?\s*include\s+["']([^"']+)["']""")


def is_block(path: str) -> bool:
    """Whether that path is a block's: 'blocks/en/urgent.txt'."""
    folder, _, rest = path.partition("/")
    return folder == BLOCKS and rest.count("/") == 1 and rest.endswith(".txt")


def blocks_in(texts: Mapping[str, str], kind: str) -> tuple[str, ...]:
    """The paths of the blocks that the letters of that kind put in, directly or through another block, in order; by their words alone."""
    found: dict[str, None] = {}
    waiting = [path for path in sorted(texts) if path.startswith(f"{kind}/")]
    for path in waiting:
        for name in _PUT_IN.findall(texts.get(path, "")):
            block = f"{BLOCKS}/{path.split('/')[1]}/{name}"
            if block in texts and block not in found:
                found[block] = None
                waiting.append(block)
    return tuple(found)


class _Generator(CodeGenerator):
    """Jinja2's own, which also notes what a template asks for: asking for it apart means compiling everything twice."""

    def enter_frame(self, frame: Frame) -> None:
        super().enter_frame(frame)
        asked = (param for action, param in frame.symbols.loads.values() if action == VAR_LOAD_RESOLVE and param)
        if isinstance(self.environment, Templates):
            self.environment.note(self.name or "", *(name for name in asked if name not in self.environment.globals))

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802  Jinja2's own name
        if not isinstance(node.template, nodes.Const) or not isinstance(node.template.value, str):
            raise TemplateSyntaxError("name one block, as in {% include 'urgent.txt' %}", node.lineno, self.name, self.filename)
        if isinstance(self.environment, Templates):
            path = self.environment.join_path(node.template.value, self.name or "")
            self.environment.note_block(self.name or "", path, given=frozenset(frame.symbols.dump_stores()), line=node.lineno)
        super().visit_Include(node, frame)


class Templates(ImmutableSandboxedEnvironment):
    """A sandbox over these texts, by path. It knows of each compiled text which placeholders it asks for and which blocks it puts in."""

    code_generator_class = _Generator

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Nothing is compiled before it is asked for, and each text once."""
        self._texts = texts
        self._asked: dict[str, set[str]] = {}
        self._blocks: dict[str, list[tuple[str, frozenset[str], int]]] = {}
        super().__init__(
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
            loader=FunctionLoader(lambda path: (texts[path], path, None) if path in texts else None),
        )
        self.filters["line"] = lambda value: " ".join(str(value).split())

    def join_path(self, template: str, parent: str) -> str:
        """A text can put in blocks of its own language, and nothing else."""
        parts = parent.split("/")
        return f"{BLOCKS}/{parts[1] if len(parts) > 1 else ''}/{template}"

    def note(self, path: str, *names: str) -> None:
        """That this text asks for these placeholders."""
        self._asked.setdefault(path, set()).update(names)

    def note_block(self, path: str, block: str, *, given: frozenset[str], line: int) -> None:
        """That this text puts in that block in that line, where `given` are set already."""
        self._blocks.setdefault(path, []).append((block, given, line))

    def compiled(self, path: str) -> tuple[Template, Mapping[str, str]]:
        """The template, and every placeholder that it or a block in it asks for, with the path of the text that does.

        Raises TemplateError, with the path in its `name`.
        """
        asked = dict(self._needs(path, above=()))
        return self.get_template(path), asked

    @property
    def used_blocks(self) -> frozenset[str]:
        """The blocks that any text compiled so far puts in."""
        return frozenset(block for blocks in self._blocks.values() for block, _, _ in blocks)

    def _needs(self, path: str, *, above: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        self._load(path, above=above)
        yield from ((name, path) for name in self._asked.get(path, ()))
        for block, given, line in self._blocks.get(path, ()):
            if block in (*above, path):
                raise TemplateSyntaxError("the block puts itself in", line, path)
            if block not in self._texts:
                known = [one for one in self._texts if one.startswith(f"{block.rpartition('/')[0]}/")]
                raise TemplateSyntaxError(f"there is no block {block}{did_you_mean(block, known)}", line, path)
            yield from (one for one in self._needs(block, above=(*above, path)) if one[0] not in given)

    def _load(self, path: str, *, above: tuple[str, ...]) -> None:
        try:
            self.get_template(path)
        except TemplateNotFound as wrong:
            raise TemplateSyntaxError(f"there is no block {path}", 1, above[-1] if above else path) from wrong


def place_of(wrong: BaseException, path: str, texts: Mapping[str, Any]) -> str:
    """Where a text that can not be rendered went wrong: 'path: line N', or the path alone."""
    trace, found = wrong.__traceback__, path
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        found = f"{name}: line {trace.tb_lineno}" if name in texts else found
        trace = trace.tb_next
    return found
