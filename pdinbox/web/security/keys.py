"""Security keys and passkeys (WebAuthn): what the browser is asked, and what its answer says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from pdinbox.model.sign_in import SecurityKey
from pdinbox.model.staff import Account

_WAITS: Final = 120_000
"""Milliseconds that the browser waits for the person's touch."""


class NoKey(Exception):
    """The answer shows no key that counts here. The text says why, for the audit log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`options` is JSON for the browser; `challenge` (base64url) must come back signed."""

    options: str
    challenge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """This site as keys know it: `host` is what a key is bound to, `origin` where pages come from."""

    host: str
    origin: str
    name: str = "pdinbox"


def ask_to_add(account: Account, keys: Sequence[SecurityKey], *, party: Party) -> Asked:
    """For a new key of that account; those it has already are not taken twice."""
    options = webauthn.generate_registration_options(
        rp_id=party.host,
        rp_name=party.name,
        user_id=account.id.encode("utf-8")[:64],
        user_name=account.name,
        user_display_name=account.shown_name,
        timeout=_WAITS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=_described(keys),
    )
    return Asked(options=webauthn.options_to_json(options), challenge=bytes_to_base64url(options.challenge))


def added(answer: str, *, challenge: str, account: Account, name: str, party: Party, at: datetime) -> SecurityKey:
    """The key in the browser's answer. Raises NoKey."""
    try:
        seen = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.host,
            expected_origin=party.origin,
        )
        transports = webauthn.helpers.parse_registration_credential_json(answer).response.transports or []
    except (WebAuthnException, ValueError, KeyError) as wrong:
        raise NoKey(str(wrong)) from wrong
    return SecurityKey(
        id=bytes_to_base64url(seen.credential_id),
        account=account.id,
        name=name,
        public_key=seen.credential_public_key,
        count=seen.sign_count,
        transports=tuple(one.value for one in transports),
        added_at=at,
    )


def ask_for_one(keys: Sequence[SecurityKey], *, party: Party) -> Asked:
    """For one of these keys."""
    options = webauthn.generate_authentication_options(
        rp_id=party.host, timeout=_WAITS, allow_credentials=_described(keys), user_verification=UserVerificationRequirement.PREFERRED
    )
    return Asked(options=webauthn.options_to_json(options), challenge=bytes_to_base64url(options.challenge))


def shown(answer: str, keys: Sequence[SecurityKey], *, challenge: str, party: Party) -> tuple[SecurityKey, int]:
    """Which of these keys signed the challenge, and its counter now. Raises NoKey."""
    try:
        named = webauthn.helpers.parse_authentication_credential_json(answer)
        key = next((one for one in keys if one.id == named.id), None)
        if key is None:
            raise NoKey("a key that this account does not have")
        seen = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=key.public_key,
            # the store looks at the counter, so that two answers at once are told apart
            credential_current_sign_count=0,
        )
    except (WebAuthnException, ValueError, KeyError) as wrong:
        raise NoKey(str(wrong)) from wrong
    return key, seen.new_sign_count


def _described(keys: Sequence[SecurityKey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.id)) for key in keys]
