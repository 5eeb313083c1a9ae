"""The memory double of `api_ports`: tokens, events and hooks of other systems."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from pdinbox.adapters.memory_rows import Memory
from pdinbox.model.api import ApiToken, DeskEvent, HookState, Standing, Submitted
from pdinbox.model.inquiry import Inquiry, State
from pdinbox.model.sight import Sight
from pdinbox.ports import Refused

_USED_AGAIN: Final = timedelta(minutes=1)


class MemoryApi:
    """What other systems ask and are told."""

    _memory: Memory

    def add_token(self, token: ApiToken) -> None:
        """Keep a new one. Raises Refused where one of that name is good already."""
        with self._memory.lock:
            if any(one.name == token.name and one.revoked_at is None for one in self._memory.tokens.values()):
                raise Refused(f"there is a token {token.name} already; revoke it first, or give another name")
            self._memory.tokens[token.id] = token

    def token(self, token_id: str) -> ApiToken | None:
        """The one of that id, whether it is good or not."""
        with self._memory.lock:
            return self._memory.tokens.get(token_id)

    def tokens(self) -> tuple[ApiToken, ...]:
        """All that ever were, the newest first."""
        with self._memory.lock:
            return tuple(sorted(self._memory.tokens.values(), key=lambda one: (-one.created_at.timestamp(), one.id)))

    def token_used(self, token_id: str, at: datetime) -> None:
        """It opened the door; kept to the minute."""
        with self._memory.lock:
            found = self._memory.tokens.get(token_id)
            if found and (found.used_at is None or found.used_at < at - _USED_AGAIN):
                self._memory.tokens[token_id] = replace(found, used_at=at)

    def revoke_token(self, name: str, at: datetime) -> bool:
        """The good one of that name opens nothing from now on; False where there is none."""
        with self._memory.lock:
            found = next((one for one in self._memory.tokens.values() if one.name == name and one.revoked_at is None), None)
            if found:
                self._memory.tokens[found.id] = replace(found, revoked_at=at)
            return found is not None

    def inquiries_seen(
        self, sight: Sight, *, states: tuple[State, ...] = (), office: str | None = None, before: str = "", limit: int = 100
    ) -> tuple[Inquiry, ...]:
        """Inquiries in sight, the highest number first, below the number `before`."""
        with self._memory.lock:
            wanted = [
                one
                for one in self._memory.inquiries.values()
                if sight.covers(one.route.office, restricted=one.is_restricted)
                and (not states or one.state in states)
                and (office is None or one.route.office == office)
                and (not before or one.number < before)
            ]
        return tuple(sorted(wanted, key=lambda one: one.number, reverse=True)[:limit])

    def events_after(self, cursor: int, *, sight: Sight, limit: int = 500) -> tuple[DeskEvent, ...]:
        """Lines of history of inquiries in sight with a higher id, the lowest first."""
        found: list[DeskEvent] = []
        with self._memory.lock:
            for place, entry in enumerate(self._memory.log, start=1):
                inquiry = self._memory.inquiries.get(entry.inquiry)
                if place <= cursor or inquiry is None or not sight.covers(inquiry.route.office, restricted=inquiry.is_restricted):
                    continue
                found.append(
                    DeskEvent(
                        id=place,
                        at=entry.at,
                        event=entry.event,
                        inquiry=entry.inquiry,
                        actor=entry.actor,
                        office=inquiry.route.office,
                        restricted=inquiry.is_restricted,
                    )
                )
        return tuple(found[:limit])

    def last_event(self) -> int:
        """The highest id there is, 0 for none."""
        with self._memory.lock:
            return len(self._memory.log)

    def submitted(self, mailbox: str, epoch: str, key: str) -> Submitted | None:
        """What became of octets that came in at that place; None where none did."""
        with self._memory.lock:
            sighting = self._memory.sightings.get((mailbox, epoch, key))
            kept = self._memory.messages.get(sighting.message) if sighting else None
            if sighting is None or kept is None:
                return None
            numbers = sorted({join.inquiry for join in self._memory.joins if join.message == sighting.message})
        standing: Standing = "settled" if kept.settled_at else "held" if kept.held_at else "waiting"
        return Submitted(message=sighting.message, standing=standing, inquiries=tuple(numbers))

    def hook(self, name: str) -> HookState | None:
        """None for one that was never called."""
        with self._memory.lock:
            return self._memory.hooks.get(name)

    def hooks(self) -> tuple[HookState, ...]:
        """All of them, by name."""
        with self._memory.lock:
            return tuple(self._memory.hooks[name] for name in sorted(self._memory.hooks))

    def put_hook(self, state: HookState) -> None:
        """As it stands now."""
        with self._memory.lock:
            self._memory.hooks[state.name] = state
