"""settings -> the map of offices alone, for `pdinbox route`; and which settings a command means that can do without any."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pdinbox.adapters.folder import read_texts
from pdinbox.model.unusable import Unusable
from pdinbox.policy.geography import Geography, GeographyError, compile_geography
from pdinbox.settings import Configuration, built_in, read_configuration

RULE_ENDINGS: Final = (".yaml", ".csv", ".json")


def load_geography_of(configuration: Configuration) -> Geography:
    """The map by these settings. Raises Refused, and Unusable with every mistake."""
    folder = configuration.resolve(configuration.settings.rules)
    try:
        return compile_geography(geography_texts(read_texts(folder, endings=RULE_ENDINGS)))
    except GeographyError as wrong:
        raise Unusable(str(folder), wrong.mistakes) from wrong


def geography_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """Those of the rules' texts that make the map."""
    return {path: text for path, text in texts.items() if path.startswith("offices/") or path == "routing.yaml"}


def configuration_or_built_in(path: Path | None) -> Configuration:
    """The settings that are named or lie here, else those that come with the program. Raises SettingsError."""
    if path is not None or os.environ.get("PDINBOX_CONFIG") or Path("pdinbox.toml").is_file():
        return read_configuration(path)
    return built_in()
