"""The configuration, read once: one TOML file, environment variables above it, secrets from files or the environment.

`pdinbox.example.toml` explains every key. Settings are handed on as plain values; nothing below `bootstrap` imports this module.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from pdinbox.model.unusable import Unusable
from pdinbox.section import Section
from pdinbox.sections import (
    DigestSection,
    EmailAddress,
    EngineSection,
    ObjectsAddress,
    OfficeCode,
    OfficeSection,
    PicturesSection,
    ReferralSection,
    S3Section,
    WebSection,
    Zone,
)

PROJECT = Path(__file__).resolve().parent.parent
"""Where `rules/` and `templates/` lie in a checkout; a site names its own folders in the settings."""


class SettingsError(Unusable):
    """The configuration can not be used. `mistakes` are all of them, each 'key: what is wrong and what to write'."""


Security = Literal["tls", "starttls", "none"]
Port = Annotated[int, Field(ge=1, le=65535)]


class Oauth(Section):
    """XOAUTH2 at an identity provider: the desk's own client credentials, or a person's consent kept in `refresh_token_file`."""

    authority: str
    client_id: str
    scope: str
    client_secret: SecretStr | None = None
    client_secret_file: Path | None = None
    client_secret_env: str | None = None
    refresh_token_file: Path | None = None


class Login(Section):
    """What an IMAP and an SMTP account have in common."""

    host: str = ""
    port: Port | None = None
    security: Security = "tls"
    user: str = ""
    password: SecretStr | None = None
    password_file: Path | None = None
    password_env: str | None = None
    oauth: Oauth | None = None
    ca_file: Path | None = None
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 30

    @model_validator(mode="after")
    def _one_secret(self) -> "Login":
        given = [name for name in ("password", "password_file", "password_env", "oauth") if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"choose one of password_file, password_env, password and oauth; given are {', '.join(given)}")
        return self


class Trays(Section):
    """Folders on the server; an empty name leaves the message where it is."""

    processed: str = "Processed"
    held: str = "Held"
    automatic: str = "Automatic"


class MailboxSection(Login):
    """One mailbox the desk reads."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    kind: Literal["imap", "maildir"] = "imap"
    address: EmailAddress
    """The address of the desk: From of its letters, and never answered when it writes."""
    aliases: tuple[EmailAddress, ...] = ()
    display_name: str = "ERO Prosecutorial Discretion Inquiries"
    plus_addressing: bool = False
    default_office: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    inbox: str = "INBOX"
    path: Path | None = None
    trays: Trays = Trays()
    idle: bool = True

    @model_validator(mode="after")
    def _is_complete(self) -> "MailboxSection":
        if self.kind == "maildir" and self.path is None:
            raise ValueError("a maildir mailbox needs path = the folder")
        if self.kind == "imap" and not (self.host and self.user):
            raise ValueError("an imap mailbox needs host and user")
        return self


class SmtpSection(Login):
    """The way out."""

    envelope_sender: str = ""
    """Where bounces go: empty for the null sender `<>`, or an address of the desk's own inbox."""
    letters_per_connection: Annotated[int, Field(ge=1, le=1000)] = 50


class DeskSection(Section):
    """What the desk is called, from when it writes letters, how long a reviewer's can be taken back, and who is a supervisor."""

    message_id_domain: Annotated[str, Field(pattern=r"^[A-Za-z0-9.-]+$")]
    time_zone: Zone = "America/New_York"
    letters_since: date | None = None
    authserv_id: str = ""
    accept_samples: bool = False
    hold_seconds: Annotated[int, Field(ge=0, le=3600)] = 30
    supervisors: tuple[str, ...] = ()
    second_person: bool = False
    """Whether a finding that must be fixed is set aside only when a supervisor, another person, agrees."""


class ReadingSection(Section):
    """What helps to read papers."""

    trusted_certificates: Path | None = None
    """A folder of certificates (.pem, .cer, .crt, .der): a digital signature counts when its chain ends at one of them."""


class CasesSection(Section):
    """The case directory: when an extract is not put in force, and whether a site's own system stands in its place."""

    most_refused: Annotated[float, Field(ge=0, le=1)] = 0.01
    least_of_before: Annotated[float, Field(ge=0, le=1)] = 0.5
    directory: Annotated[str, Field(pattern=r"^([A-Za-z_][\w.]*:[A-Za-z_]\w*)?$")] = ""
    """'package.module:function' that opens another `CaseDirectory`; '' is the program's own, filled by `pdinbox cases import`."""


class LimitsSection(Section):
    """Bounds against accidents and attacks."""

    message_octets: Annotated[int, Field(ge=1_000_000)] = 50_000_000
    sandbox_processes: Annotated[int, Field(ge=1, le=64)] = 2
    sandbox_seconds: Annotated[float, Field(gt=0)] = 60
    sandbox_memory_octets: Annotated[int, Field(ge=300_000_000)] = 1_500_000_000
    attempts_before_held: Annotated[int, Field(ge=1, le=10)] = 3
    free_disk_octets: Annotated[int, Field(ge=0)] = 500_000_000


class ScheduleSection(Section):
    """How often the clock strikes, in seconds, and the hour of the daily reconciliation (desk time).

    `rules_seconds` is how often the desk looks whether rules or templates were edited, `draw_seconds` whether a person asked for a page,
    `numbers_seconds` how often it counts anew for dashboards what has changed.
    """

    poll_seconds: Annotated[int, Field(ge=1)] = 60
    send_seconds: Annotated[int, Field(ge=1)] = 5
    sweep_seconds: Annotated[int, Field(ge=5)] = 300
    reconcile_hour: Annotated[int, Field(ge=0, le=23)] = 3
    rules_seconds: Annotated[int, Field(ge=1)] = 5
    draw_seconds: Annotated[int, Field(ge=1)] = 2
    numbers_seconds: Annotated[int, Field(ge=10)] = 600


class LogSection(Section):
    """How the daemon says what it does: never contents, names or A-numbers."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Settings(BaseSettings):
    """The whole configuration. Paths in the file are relative to the file."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, env_prefix="PDINBOX_", env_nested_delimiter="__")

    database: str = "sqlite:///var/pdinbox.db"
    objects: ObjectsAddress = "var/objects"
    rules: Path = PROJECT / "rules"
    templates: Path = PROJECT / "templates"
    desk: DeskSection
    mailboxes: Annotated[tuple[MailboxSection, ...], Field(min_length=1)]
    smtp: SmtpSection
    reading: ReadingSection = ReadingSection()
    cases: CasesSection = CasesSection()
    offices: dict[OfficeCode, OfficeSection] = {}
    referrals: ReferralSection = ReferralSection()
    digests: DigestSection = DigestSection()
    pictures: PicturesSection = PicturesSection()
    s3: S3Section = S3Section()
    web: WebSection = WebSection()
    limits: LimitsSection = LimitsSection()
    schedule: ScheduleSection = ScheduleSection()
    engine: EngineSection = EngineSection()
    log: LogSection = LogSection()

    @model_validator(mode="after")
    def _names_are_unique(self) -> "Settings":
        names = [mailbox.name for mailbox in self.mailboxes]
        if len(set(names)) < len(names):
            raise ValueError("two mailboxes have the same name")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The settings with where they came from; `base` is the folder that relative paths start at."""

    settings: Settings
    source: str
    base: Path

    def resolve(self, path: Path) -> Path:
        """An absolute path for one of the settings."""
        return path if path.is_absolute() else self.base / path

    @property
    def database(self) -> str:
        """The database URL, with a relative SQLite file made absolute."""
        head, found, path = self.settings.database.partition("sqlite:///")
        is_relative = found and not head and path and not Path(path).is_absolute()
        return f"sqlite:///{self.base / path}" if is_relative else self.settings.database

    @property
    def database_file(self) -> Path | None:
        """The SQLite file, None for another database."""
        _, found, path = self.database.partition("sqlite:///")
        return Path(path) if found else None


def read_configuration(path: Path | None) -> Configuration:
    """Read the file (or `PDINBOX_CONFIG`, or `pdinbox.toml` here). Raises SettingsError with every mistake at once."""
    chosen = path or Path(os.environ.get("PDINBOX_CONFIG", "pdinbox.toml"))
    if not chosen.is_file():
        words = f"there is no such file; copy pdinbox.example.toml to {chosen.name}, or name yours with --config or PDINBOX_CONFIG"
        raise SettingsError(str(chosen), (words,))
    try:
        tomllib.loads(chosen.read_text(encoding="utf-8"))
        settings = _with_file(chosen)()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise SettingsError(str(chosen), (f"this is not TOML: {wrong}",)) from wrong
    except ValidationError as wrong:
        raise SettingsError(str(chosen), _mistakes(wrong)) from wrong
    return Configuration(settings=settings, source=str(chosen), base=chosen.resolve().parent)


def built_in() -> Configuration:
    """Settings for judging without a desk: the rules and templates that come with the program, a mailbox and a server that are nowhere."""
    settings = Settings(
        desk=DeskSection(message_id_domain="desk.invalid"),
        mailboxes=(MailboxSection(name="none", kind="maildir", address="desk@desk.invalid", path=Path("none")),),
        smtp=SmtpSection(),
    )
    return Configuration(settings=settings, source="built in", base=Path.cwd())


def _with_file(path: Path) -> type[Settings]:
    class FromFile(Settings):
        @classmethod
        def settings_customise_sources(  # noqa: PLR0917  the library's own signature
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            del init_settings, dotenv_settings, file_secret_settings
            return env_settings, TomlConfigSettingsSource(settings_cls, toml_file=path)

    return FromFile


def _mistakes(wrong: ValidationError) -> tuple[str, ...]:
    errors = wrong.errors()
    nested = {error["loc"][0] for error in errors if len(error["loc"]) > 1}
    # "at least one item" is noise where the one item has mistakes of its own
    return tuple(_mistake(error) for error in errors if not (error["type"] == "too_short" and error["loc"][0] in nested))


def _mistake(error: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in error["loc"]) or "settings"
    words = {
        "extra_forbidden": "there is no such setting; see pdinbox.example.toml for the names",
        "missing": "this must be set",
    }.get(error["type"], str(error["msg"]).removeprefix("Value error, "))
    return f"{place}: {words}"
