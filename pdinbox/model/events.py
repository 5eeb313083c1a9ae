"""Events of an inquiry's history that several rooms know by name."""

from typing import Final

DUPLICATE: Final = "marked-duplicate"
"""A reviewer found that it is the matter of another inquiry; stands in the logs of both."""
LINKED: Final = "linked"
"""A reviewer wants two inquiries seen beside each other; stands in the logs of both."""
