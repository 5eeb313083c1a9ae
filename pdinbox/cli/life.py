"""`lifecycle`: the states of an inquiry and what may be done in each, as words or as a picture."""

from typing import Annotated

import typer

from pdinbox.cli.options import examples, out

EXAMPLES = examples("pdinbox lifecycle", "pdinbox lifecycle --svg > lifecycle.svg", "pdinbox lifecycle --markdown > lifecycle.md")


def lifecycle(
    svg: Annotated[bool, typer.Option("--svg", help="The picture instead, as SVG.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="The page for docs/ instead, as Markdown.")] = False,
) -> None:
    """What may happen to an inquiry: every state, and every step with who may take it."""
    from pdinbox.cli.paint import table
    from pdinbox.inquiries.drawing import describe, draw, step_cells
    from pdinbox.inquiries.lifecycle import STATES, TABLE

    if svg or markdown:
        typer.echo(draw() if svg else describe(), nl=False)
        return
    states = table("state", "meaning")
    for name, words in STATES.values():
        states.add_row(name, words)
    steps = table("step", "from", "to", "by", "what happens")
    for row in TABLE:
        step, sources, target, by, needs, words = step_cells(row)
        steps.add_row(step, sources, target, by, f"{words} Needs: {needs}." if needs else words)
    out.print(states)
    out.print()
    out.print(steps)
