"""Events of an inquiry's history that several rooms know by name."""

from typing import Final

DUPLICATE: Final = "marked-duplicate"
"""A reviewer found that it is the matter of another inquiry; stands in the logs of both."""
PARTED: Final = "parted"
"""One was marked as the other's duplicate, and is it no more; stands in the logs of both."""
LINKED: Final = "linked"
"""A reviewer wants two inquiries seen beside each other; stands in the logs of both."""
OVERRIDDEN: Final = "finding-overridden"
"""A reviewer set a finding aside."""
OVERRIDE_PROPOSED: Final = "override-proposed"
"""A reviewer asked a supervisor to agree to that."""
OVERRIDE_DECLINED: Final = "override-declined"
OVERRIDE_RESTORED: Final = "override-restored"
"""What was set aside counts again."""
REROUTED: Final = "re-routed"
"""A person sent it to another field office; its facts say `from` ('' for none) and `to`."""
_WORDS_BEFORE: Final = "Re-routed from "
_NO_OFFICE: Final = "no office"


def rerouted_from(words: str, facts: tuple[tuple[str, str], ...]) -> str:
    """The office that such a line says it left, '' for none. Older lines say it in their words alone."""
    known = dict(facts)
    if "from" in known:
        return known["from"]
    before = words.removeprefix(_WORDS_BEFORE).partition(" to ")[0] if words.startswith(_WORDS_BEFORE) else ""
    return "" if before == _NO_OFFICE else before
