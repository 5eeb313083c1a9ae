"""Events of an inquiry's history that several rooms know by name."""

from typing import Final

DUPLICATE: Final = "marked-duplicate"
"""A reviewer found that it is the matter of another inquiry; stands in the logs of both."""
LINKED: Final = "linked"
"""A reviewer wants two inquiries seen beside each other; stands in the logs of both."""
OVERRIDDEN: Final = "finding-overridden"
"""A reviewer set a finding aside."""
OVERRIDE_PROPOSED: Final = "override-proposed"
"""A reviewer asked a supervisor to agree to that."""
OVERRIDE_DECLINED: Final = "override-declined"
OVERRIDE_RESTORED: Final = "override-restored"
"""What was set aside counts again."""
