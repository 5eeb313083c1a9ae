"""The configuration: every mistake at once, secrets from files or the environment, nothing secret in what is printed."""

from pathlib import Path

import pytest
from asn1crypto import pem

from fixtures.papers.sealed import certificate_of
from pdinbox.bootstrap.objects import folder_of, open_bucket
from pdinbox.bootstrap.rules import load_rules
from pdinbox.bootstrap.secret_files import secret_of, trusted_certificates
from pdinbox.model.unusable import Unusable
from pdinbox.settings import SettingsError, read_configuration

EXAMPLE = Path(__file__).resolve().parents[2] / "pdinbox.example.toml"
SMALL = """
[desk]
message_id_domain = "desk.example.org"
[[mailboxes]]
name = "national"
address = "PD@Desk.Example.org"
host = "imap.example.org"
user = "pd"
{secret}
[smtp]
host = "smtp.example.org"
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "pdinbox.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_annotated_example_can_be_used_as_it_stands():
    read = read_configuration(EXAMPLE)

    assert read.settings.mailboxes[0].name == "national"


def test_every_mistake_is_reported_at_once_with_its_key(tmp_path):
    text = 'speed = 3\n[desk]\ntime_zone = "Mars/Olympus"\n[[mailboxes]]\nname = "A b"\naddress = "nobody"\n[smtp]\nport = 0\n'

    with pytest.raises(SettingsError) as wrong:
        read_configuration(written(tmp_path, text))

    keys = {mistake.partition(":")[0] for mistake in wrong.value.mistakes}
    assert keys == {"speed", "desk.message_id_domain", "desk.time_zone", "mailboxes.0.name", "mailboxes.0.address", "smtp.port"}


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(SettingsError, match=r"pdinbox\.example\.toml"):
        read_configuration(tmp_path / "nothing.toml")


def test_the_environment_wins_over_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("PDINBOX_SMTP__HOST", "other.example.org")

    read = read_configuration(written(tmp_path, SMALL.format(secret="")))

    assert read.settings.smtp.host == "other.example.org"


def test_addresses_are_compared_in_lower_case(tmp_path):
    read = read_configuration(written(tmp_path, SMALL.format(secret="")))

    assert read.settings.mailboxes[0].address == "pd@desk.example.org"


def test_a_secret_comes_from_a_file_beside_the_settings(tmp_path):
    (tmp_path / "imap").write_text("open sesame\n", encoding="utf-8")

    read = read_configuration(written(tmp_path, SMALL.format(secret='password_file = "imap"')))

    assert secret_of(read.settings.mailboxes[0], base=read.base) == "open sesame"


def test_a_secret_whose_variable_is_missing_is_named(tmp_path):
    read = read_configuration(written(tmp_path, SMALL.format(secret='password_env = "PD_NO_SUCH_VARIABLE"')))

    with pytest.raises(SettingsError, match="PD_NO_SUCH_VARIABLE"):
        secret_of(read.settings.mailboxes[0], base=read.base)


def test_two_secrets_for_one_login_are_refused(tmp_path):
    with pytest.raises(SettingsError, match="choose one of"):
        read_configuration(written(tmp_path, SMALL.format(secret='password = "a"\npassword_env = "B"')))


def test_a_password_does_not_show_in_the_printed_settings(tmp_path):
    read = read_configuration(written(tmp_path, SMALL.format(secret='password = "open sesame"')))

    assert "sesame" not in repr(read) and "sesame" not in read.settings.model_dump_json()


def test_a_relative_database_lies_beside_the_settings(tmp_path):
    read = read_configuration(written(tmp_path, SMALL.format(secret="")))

    assert read.database_file == tmp_path / "var" / "pdinbox.db"


def test_trusted_certificates_are_the_files_of_a_folder_beside_the_settings(tmp_path):
    folder = tmp_path / "certificates"
    folder.mkdir()
    (folder / "a.cer").write_bytes(certificate_of("María Ejemplo"))
    (folder / "b.pem").write_bytes(pem.armor("CERTIFICATE", certificate_of("Rosa Prueba")))
    (folder / "readme.txt").write_text("whose these are")
    read = read_configuration(written(tmp_path, SMALL.format(secret="") + '[reading]\ntrusted_certificates = "certificates"\n'))

    assert trusted_certificates(read) == ((folder / "a.cer").read_bytes(), (folder / "b.pem").read_bytes())
    assert trusted_certificates(read_configuration(written(tmp_path, SMALL.format(secret="")))) == ()


@pytest.mark.parametrize("name", ["", "a.cer"], ids=["an empty folder", "something that is none"])
def test_certificates_that_are_none_are_told_at_the_start(tmp_path, name):
    folder = tmp_path / "certificates"
    folder.mkdir()
    if name:
        (folder / name).write_text("not a certificate")
    read = read_configuration(written(tmp_path, SMALL.format(secret="") + '[reading]\ntrusted_certificates = "certificates"\n'))

    with pytest.raises(SettingsError, match="certificates"):
        trusted_certificates(read)


def test_field_offices_have_no_mailbox_until_it_is_set_and_papers_need_tls(tmp_path):
    read = read_configuration(written(tmp_path, SMALL.format(secret="")))

    assert dict(read.settings.offices) == {} and read.settings.referrals.require_tls and read.settings.digests.operator == ""


def test_a_field_office_is_written_as_a_table_of_its_own(tmp_path):
    text = SMALL.format(secret="") + '[offices.CHI]\nmailbox = "CHI@Office.Example.gov"\ndomains = ["@ERO.example.gov"]\n'

    office = read_configuration(written(tmp_path, text)).settings.offices["CHI"]

    assert (office.mailbox, office.supervisor, office.domains) == ("chi@office.example.gov", "", ("ero.example.gov",))


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ('[offices.CHI]\nmailbox = "nobody"', "offices.CHI.mailbox"),
        ('[offices.CHI]\ndomains = ["gmail.com"]', "offices.CHI.domains.0"),
        ('[offices.CHI]\nphone = "1"', "offices.CHI.phone"),
        ('[offices.chicago]\nmailbox = "chi@office.example.gov"', "offices.chicago.[key]"),
        ('[digests]\ndays = ["sunday"]', "digests.days.0"),
    ],
    ids=["no address", "a public provider", "an unknown key", "no code", "no business day"],
)
def test_mistakes_about_offices_are_named(tmp_path, table, key):
    with pytest.raises(SettingsError) as wrong:
        read_configuration(written(tmp_path, f"{SMALL.format(secret='')}{table}\n"))

    assert [mistake.partition(": ")[0] for mistake in wrong.value.mistakes] == [key]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('[offices.XYZ]\nmailbox = "xyz@office.example.gov"', "offices.XYZ.*no field office"),
        ('[offices.CHI]\nmailbox = "pd@desk.example.org"', "offices.CHI.mailbox.*own address"),
    ],
    ids=["none of the 25", "the desk itself"],
)
def test_an_office_that_can_not_be_is_refused_with_the_rules(tmp_path, table, words):
    read = read_configuration(written(tmp_path, f"{SMALL.format(secret='')}{table}\n"))

    with pytest.raises(Unusable, match=words):
        load_rules(read)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('environment = "production"', "reached by https"),
        ('environment = "production"\naddress = "https://desk.example.gov"\ntest_hosts = ["tools.example.gov"]', "never run in production"),
        ('official_banner = "gov"\naddress = "https://desk.example.org"', "on https pages of a .gov host only"),
        ('address = "desk.example.gov"', "how browsers reach the pages"),
    ],
)
def test_pages_are_not_served_unsafely(tmp_path, lines, words):
    with pytest.raises(SettingsError) as wrong:
        read_configuration(written(tmp_path, SMALL.format(secret="") + f"[web]\n{lines}\n"))
    assert words in wrong.value.mistakes[0]


@pytest.mark.parametrize("objects", ["var/objects", "/srv/objects", "s3://pd-desk", "s3://pd-desk/national/objects/"])
def test_objects_are_a_folder_or_a_bucket(tmp_path, objects):
    read = read_configuration(written(tmp_path, f'objects = "{objects}"\n' + SMALL.format(secret="")))

    folder = folder_of(read)
    assert folder is None if objects.startswith("s3") else folder == tmp_path / objects


@pytest.mark.parametrize(
    ("line", "section", "words"),
    [
        ('objects = "gs://bucket"', "", "objects: write a folder, or s3://bucket/prefix"),
        ('objects = "s3://"', "", "objects: write a folder, or s3://bucket/prefix"),
        ('objects = "s3://Bucket/../x y"', "", "objects: write a folder"),
        ("", 'endpoint = "s3.example.gov"', "s3.endpoint: write the address"),
        ("", 'endpoint = "https://two words"', "s3.endpoint: write the address"),
        ("", 'access_key_id = "desk"', "go together"),
        ("", 'secret_access_key_env = "KEY"', "go together"),
        ("", 'access_key_id = "desk"\nsecret_access_key_env = "A"\nsecret_access_key_file = "b"', "choose one of"),
    ],
)
def test_a_bucket_that_can_not_be_is_a_mistake_with_its_key(tmp_path, line, section, words):
    with pytest.raises(SettingsError) as wrong:
        read_configuration(written(tmp_path, f"{line}\n{SMALL.format(secret='')}\n[s3]\n{section}\n"))

    assert words in "\n".join(wrong.value.mistakes)


def test_the_key_of_a_bucket_comes_from_a_file_and_does_not_show(tmp_path):
    (tmp_path / "key").write_text("open sesame\n", encoding="utf-8")
    text = 'objects = "s3://pd-desk/national"\n' + SMALL.format(secret="")
    text += '[s3]\naccess_key_id = "desk"\nsecret_access_key_file = "key"\nendpoint = "https://s3.example.gov/"\n'

    bucket = open_bucket(read_configuration(written(tmp_path, text)))

    assert bucket.place.secret_access_key == "open sesame" and "sesame" not in repr(bucket.place)
    assert bucket.place.address == "s3://pd-desk/national at https://s3.example.gov"
