"""What the operator decides: read once from the environment, typed, and refused when not understood.

Every variable may also be given as a file: `DESIGNER_SMTP_URL_FILE=/run/secrets/smtp` reads the value from
there, as container platforms hand out secrets.

| variable | meaning | default |
|---|---|---|
| `DESIGNER_DATA_DIR` | the folder of everything the product writes | the user's data folder |
| `DATABASE_URL` | SQLAlchemy URL of the database | SQLite in the data folder |
| `DESIGNER_PUBLIC_URL` | the address customers reach, for the links in messages | the address served |
| `DESIGNER_SECRET_KEY` | signs sessions, at least 32 characters | made once, in the data folder |
| `DESIGNER_SMTP_URL` | the mail host, `smtp://user:password@host:587?starttls=1` | none: no e-mail leaves |
| `DESIGNER_TRUSTED_HOSTS` | more host names the pages answer to, by commas | loopback, the public URL's |
| `DESIGNER_LIBRARY` | a folder of a company's own scenarios, of the shape of `scenario_library` | none |
| `DESIGNER_COEDITING` | whether several people draw one scenario at the same time: `on`, `off` | on |
| `DESIGNER_PROXIES` | number of reverse proxies whose `X-Forwarded-*` headers are believed | 0 |
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from designer.domain.errors import BadInput, Unavailable

#: Shorter keys can be guessed; 32 characters of hexadecimal are 128 bits.
SHORTEST_SECRET = 32

#: Hosts that mean this machine; `[::1]` as a Host header writes it.
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")

#: Read by the build of the package and by the tests, not by the running product.
_NOT_OURS = frozenset({"DESIGNER_SKIP_FRONTEND"})

_FILE = "_FILE"


class SettingsError(BadInput):
    """A variable of the environment cannot be used; correct what the message names."""

    code = "settings"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The decisions of the operator, complete and valid."""

    #: Everything the product writes lies under this folder.
    data_dir: Path
    #: SQLAlchemy URL; `None` means SQLite in the data folder.
    database: str | None = None
    #: Origin without a trailing slash, as `https://crm.example.org`.
    public_url: str | None = None
    secret_key: str | None = None
    #: The mail host as a URL; `designer.runtime.senders.email` reads its parts. `None`: no e-mail leaves.
    smtp_url: str | None = None
    trusted_hosts: tuple[str, ...] = ()
    proxies: int = 0
    #: A folder of a company's own packs of scenarios.
    library: Path | None = None
    #: Whether several people draw one scenario at the same time; else the later one merges when saving.
    coediting: bool = True

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL to open."""
        return self.database or f"sqlite:///{self.data_dir / 'designer.db'}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """Host names that requests may carry, without ports."""
        public = urlsplit(self.public_url).hostname if self.public_url else None
        return tuple(dict.fromkeys((*LOOPBACK_HOSTS, *([public] if public else ()), *self.trusted_hosts)))

    def secret(self) -> str:
        """The key that signs sessions; made on first use, readable by its owner alone."""
        if self.secret_key is not None:
            return self.secret_key
        path = self.data_dir / "secret.key"
        self.make_data_dir()
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _stored_secret(path)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            made = secrets.token_hex(32)
            file.write(made + "\n")
        return made

    def make_data_dir(self) -> Path:
        """The data folder, made if it is not there; nobody else may read what customers told us."""
        try:
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(
                f"The data folder {self.data_dir} cannot be made ({error.strerror}); "
                "set DESIGNER_DATA_DIR to a folder that can be written."
            ) from error
        return self.data_dir

    def within(self, data_dir: Path) -> Settings:
        """The same decisions over another data folder."""
        return replace(self, data_dir=data_dir)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of an environment (the process's own unless given).

    Raises `SettingsError` with every fault at once: unknown names, unreadable files, values that are no use.
    """
    given = os.environ if environment is None else environment
    faults: list[str] = []
    values = {name: value for name in _READERS if (value := _value(given, name, faults)) is not None}
    faults += _unknown_names(given)

    fields: dict[str, object] = {"data_dir": default_data_dir()}
    for name, text in values.items():
        field, reader = _READERS[name]
        try:
            fields[field] = reader(text)
        except ValueError as error:
            faults.append(f"{name}: {error}")
    if faults:
        raise SettingsError("\n".join(faults))
    return Settings(**fields)  # type: ignore[arg-type]  # each reader returns what its field holds


def default_data_dir() -> Path:
    """Where the platform keeps a user's application data."""
    import platformdirs

    return platformdirs.user_data_path("designer", appauthor=False)


def _value(environment: Mapping[str, str], name: str, faults: list[str]) -> str | None:
    """The value of a variable or of the file that its `_FILE` twin names; an empty one counts as absent."""
    direct, path = environment.get(name), environment.get(name + _FILE)
    if direct and path:
        faults.append(f"{name} and {name}{_FILE} are both set; keep one of them.")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip() or None
        except (OSError, UnicodeDecodeError) as error:
            cause = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            faults.append(f"{name}{_FILE}: {path} cannot be read ({cause}); correct the path or its rights.")
            return None
    return direct or None


def _unknown_names(environment: Mapping[str, str]) -> list[str]:
    from difflib import get_close_matches

    known = {name + suffix for name in _READERS for suffix in ("", _FILE)} | _NOT_OURS
    faults = []
    for name in sorted(environment):
        if name.startswith("DESIGNER_") and name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(sorted(_READERS))}."
            faults.append(f"{name} is not a setting; {hint}")
    return faults


def _stored_secret(path: Path) -> str:
    try:
        stored = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable(f"The key {path} cannot be read; restore it or set DESIGNER_SECRET_KEY.") from error
    if len(stored) < SHORTEST_SECRET:
        raise Unavailable(
            f"The key {path} is shorter than {SHORTEST_SECRET} characters; restore it, or delete it to have "
            "a new one made: open pages must then be loaded again."
        )
    return stored


def _folder(text: str) -> Path:
    path = Path(text).expanduser()
    if path.exists() and not path.is_dir():
        raise ValueError(f"{path} is a file; name a folder.")
    return path.absolute()


def _library(text: str) -> Path:
    path = Path(text).expanduser()
    if not path.is_dir():
        raise ValueError(f"{path} is not a folder; name one that holds packs of scenarios.")
    return path.absolute()


def _database(text: str) -> str:
    found = re.match(r"([a-z0-9]+)(\+[a-z0-9_]+)?://", text)
    if not found or found[1] not in ("sqlite", "postgresql", "postgres"):
        raise ValueError(
            "it is not a database URL; write sqlite:////folder/designer.db or "
            "postgresql://user:password@host/database."
        )
    # Hosting platforms still hand out `postgres://`; the driver we ship is psycopg 3.
    if found[1] != "sqlite" and found[2] in (None, "+psycopg"):
        return "postgresql+psycopg://" + text[found.end() :]
    return text


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"'{text}' is not an address; write one such as https://crm.example.org.")
    return text.rstrip("/")


def _secret(text: str) -> str:
    if len(text) < SHORTEST_SECRET:
        raise ValueError(
            f"it has {len(text)} characters and needs at least {SHORTEST_SECRET}; make one with "
            "`python -c 'import secrets; print(secrets.token_hex(32))'`."
        )
    return text


def _mail_host(text: str) -> str:
    # The value may hold a password, so the message does not repeat it.
    form = "write smtp://user:password@host:587?starttls=1 or smtps://user:password@host."
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"its port is not a number from 1 to 65535; {form}") from error
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or port == 0:
        raise ValueError(f"it is not the address of a mail host; {form}")
    return text


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in text.split(",") if name.strip())
    for name in names:
        if not re.fullmatch(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]", name):
            raise ValueError(f"'{name}' is not a host name; write names without scheme or port, by commas.")
    return names


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 10:
        raise ValueError(f"'{text}' is not a number from 0 to 10.")
    return int(text)


def _switch(text: str) -> bool:
    word = text.strip().lower()
    if word not in ("on", "off"):
        raise ValueError(f"'{text}' is neither 'on' nor 'off'.")
    return word == "on"


#: Variable -> the field of `Settings` and the function that reads it (ValueError: no use, and why).
_READERS: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "DESIGNER_DATA_DIR": ("data_dir", _folder),
    "DATABASE_URL": ("database", _database),
    "DESIGNER_PUBLIC_URL": ("public_url", _origin),
    "DESIGNER_SECRET_KEY": ("secret_key", _secret),
    "DESIGNER_SMTP_URL": ("smtp_url", _mail_host),
    "DESIGNER_TRUSTED_HOSTS": ("trusted_hosts", _names),
    "DESIGNER_PROXIES": ("proxies", _count),
    "DESIGNER_LIBRARY": ("library", _library),
    "DESIGNER_COEDITING": ("coediting", _switch),
}

#: The names of the settings, for the documentation and its test.
NAMES = tuple(_READERS)
