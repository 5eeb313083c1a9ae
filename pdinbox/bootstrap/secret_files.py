"""What stands in files beside the settings: passwords, and the certificates of signers that are believed."""

import os
from pathlib import Path

from asn1crypto import pem, x509  # type: ignore[import-untyped]
from pydantic import SecretStr

from pdinbox.sections import HookSection, S3Section
from pdinbox.settings import Configuration, Login, Oauth, SettingsError
from pdinbox.sign_in_sections import OidcSection

_CERTIFICATES = frozenset((".pem", ".cer", ".crt", ".der"))
_SECRETS = {"Oauth": "client_secret", "OidcSection": "client_secret", "S3Section": "secret_access_key"}
"""What the secret is called in sections that have no password."""


def trusted_certificates(configuration: Configuration) -> tuple[bytes, ...]:
    """The files in the folder of trusted certificates, by name; none where no folder is named.

    Raises SettingsError when it holds none, or something else under their names.
    """
    named = configuration.settings.reading.trusted_certificates
    if named is None:
        return ()
    folder = configuration.resolve(named)
    try:
        paths = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in _CERTIFICATES]
        found = tuple(path.read_bytes() for path in paths)
    except OSError as wrong:
        raise SettingsError(str(folder), ("reading.trusted_certificates: this folder can not be read",)) from wrong
    if not found:
        raise SettingsError(str(folder), ("reading.trusted_certificates: put .pem, .cer, .crt or .der files here, or leave it out",))
    if odd := [path for path, octets in zip(paths, found, strict=True) if not _is_certificate(octets)]:
        raise SettingsError(str(odd[0]), ("this is no certificate; write it as PEM or DER",))
    return found


def _is_certificate(octets: bytes) -> bool:
    try:
        ders = [der for _, _, der in pem.unarmor(octets, multiple=True)] if pem.detect(octets) else [octets]
        return bool([x509.Certificate.load(der).subject.native for der in ders])
    except (TypeError, ValueError):
        return False


class SecretMissingError(SettingsError):
    """The secret that the settings name is not on this host, or not for this process."""


def secret_of(section: Login | Oauth | OidcSection | S3Section, *, base: Path) -> str:
    """The password (or what stands in its place) of that section, '' for none. Raises SettingsError when file or variable is missing."""
    prefix = _SECRETS.get(type(section).__name__, "password")
    direct: SecretStr | None = getattr(section, prefix)
    file: Path | None = getattr(section, f"{prefix}_file")
    variable: str | None = getattr(section, f"{prefix}_env")
    if direct is not None:
        return direct.get_secret_value()
    if file is not None:
        return _secret_in_file(file if file.is_absolute() else base / file)
    if variable is not None:
        return _secret_in_variable(variable)
    return ""


def hook_secret(section: HookSection, *, base: Path) -> bytes:
    """What calls to that system are signed with. Raises SettingsError when its file or variable is missing."""
    if section.secret_file is not None:
        return _secret_in_file(section.secret_file if section.secret_file.is_absolute() else base / section.secret_file).encode("utf-8")
    assert section.secret_env is not None, "the settings ask for one of both"
    return _secret_in_variable(section.secret_env).encode("utf-8")


def _secret_in_file(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as wrong:
        raise SecretMissingError(str(file), ("the secret's file can not be read; create it, readable for the desk's user only",)) from wrong


def _secret_in_variable(variable: str) -> str:
    try:
        return os.environ[variable]
    except KeyError as wrong:
        raise SecretMissingError(variable, ("the environment has no such variable; export it, or use password_file",)) from wrong
