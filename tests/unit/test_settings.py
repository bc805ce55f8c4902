"""The settings: what is understood, what is refused and how."""

import re
import stat
from pathlib import Path

import pytest

from designer import settings as module
from designer.domain.errors import Unavailable
from designer.settings import NAMES, Settings, SettingsError, read_settings

KEY = "k" * 32


def test_an_empty_environment_is_enough():
    settings = read_settings({})

    assert settings.data_dir.name == "designer"
    assert settings.database_url == f"sqlite:///{settings.data_dir / 'designer.db'}"
    assert settings.smtp_url is None


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("DATABASE_URL", "postgres://u:p@db/designer", "database", "postgresql+psycopg://u:p@db/designer"),
        ("DATABASE_URL", "postgresql://u:p@db/designer", "database", "postgresql+psycopg://u:p@db/designer"),
        ("DATABASE_URL", "sqlite:////var/d.db", "database", "sqlite:////var/d.db"),
        ("DESIGNER_PUBLIC_URL", "https://crm.example.org/", "public_url", "https://crm.example.org"),
        ("DESIGNER_SECRET_KEY", KEY, "secret_key", KEY),
        ("DESIGNER_SMTP_URL", "smtps://u:p%40@mail:465", "smtp_url", "smtps://u:p%40@mail:465"),
        (
            "DESIGNER_TRUSTED_HOSTS",
            "a.example.org, B.example.org",
            "trusted_hosts",
            ("a.example.org", "b.example.org"),
        ),
        ("DESIGNER_PROXIES", "1", "proxies", 1),
        ("DESIGNER_PROXIES", "", "proxies", 0),
        ("DESIGNER_COEDITING", "off", "coediting", False),
        ("DESIGNER_COEDITING", "", "coediting", True),
    ],
)
def test_values_are_read(name, text, field, value):
    assert getattr(read_settings({name: text}), field) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DATABASE_URL", "mysql://db/designer"),
        ("DESIGNER_PUBLIC_URL", "crm.example.org"),
        ("DESIGNER_SECRET_KEY", "short"),
        ("DESIGNER_SMTP_URL", "mail.example.org:25"),
        ("DESIGNER_SMTP_URL", "smtp://mail:99999"),
        ("DESIGNER_TRUSTED_HOSTS", "https://a.example.org"),
        ("DESIGNER_PROXIES", "yes"),
        ("DESIGNER_COEDITING", "perhaps"),
    ],
)
def test_a_value_of_no_use_is_refused_by_name(name, text):
    with pytest.raises(SettingsError, match=f"^{name}: "):
        read_settings({name: text})


def test_a_misspelt_name_is_refused_with_the_right_one():
    with pytest.raises(
        SettingsError, match="DESIGNER_SMTP_ULR is not a setting; did you mean DESIGNER_SMTP_URL"
    ):
        read_settings({"DESIGNER_SMTP_ULR": "smtp://mail"})


def test_every_fault_is_named_at_once():
    with pytest.raises(SettingsError) as refused:
        read_settings({"DESIGNER_PROXIES": "x", "DESIGNER_PUBLIC_URL": "y", "DESIGNER_NOTHING": "z"})

    assert len(str(refused.value).splitlines()) == 3


def test_a_password_is_never_repeated():
    with pytest.raises(SettingsError) as refused:
        read_settings({"DESIGNER_SMTP_URL": "ftp://u:hunter2@mail", "DATABASE_URL": "mysql://u:hunter2@db/d"})

    assert "hunter2" not in str(refused.value)


def test_a_value_may_lie_in_a_file(tmp_path: Path):
    secret = tmp_path / "smtp"
    secret.write_text("smtp://mail:25\n")

    assert read_settings({"DESIGNER_SMTP_URL_FILE": str(secret)}).smtp_url == "smtp://mail:25"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path):
    with pytest.raises(SettingsError, match="DESIGNER_SECRET_KEY_FILE: .*missing.* cannot be read"):
        read_settings({"DESIGNER_SECRET_KEY_FILE": str(tmp_path / "missing")})


def test_a_value_given_twice_is_refused(tmp_path: Path):
    (tmp_path / "key").write_text(KEY)

    with pytest.raises(SettingsError, match="both set"):
        read_settings({"DESIGNER_SECRET_KEY": KEY, "DESIGNER_SECRET_KEY_FILE": str(tmp_path / "key")})


def test_the_secret_is_made_once_and_kept_private(tmp_path: Path):
    settings = Settings(data_dir=tmp_path / "data")

    made = settings.secret()

    path = tmp_path / "data" / "secret.key"
    assert len(made) == 64
    assert settings.secret() == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_damaged_secret_stops_rather_than_sign_with_it(tmp_path: Path):
    (tmp_path / "secret.key").write_text("oops")

    with pytest.raises(Unavailable, match="delete it"):
        Settings(data_dir=tmp_path).secret()


def test_a_data_folder_that_cannot_be_made_names_the_setting(tmp_path: Path):
    (tmp_path / "file").write_text("")

    with pytest.raises(Unavailable, match="DESIGNER_DATA_DIR"):
        Settings(data_dir=tmp_path / "file" / "data").make_data_dir()


def test_the_hosts_are_loopback_and_those_named():
    settings = read_settings(
        {"DESIGNER_PUBLIC_URL": "https://crm.example.org", "DESIGNER_TRUSTED_HOSTS": "intranet"}
    )

    assert settings.hosts == ("127.0.0.1", "localhost", "[::1]", "crm.example.org", "intranet")


def test_every_setting_is_documented():
    assert set(re.findall(r"^\| `(\w+)` \|", module.__doc__ or "", flags=re.MULTILINE)) == set(NAMES)
