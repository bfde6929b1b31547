"""The files for earnest use agree with each other and with the settings."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SERVICES = {"postgres", "redis", "migrate", "web", "worker", "beat", "proxy"}
SECRETS = {"database_url", "postgres_password", "secret_key", "field_keys", "blind_index_key"}


@pytest.fixture(scope="module")
def compose() -> Any:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_compose_names_all_services_secrets_and_volumes(compose: Any) -> None:
    assert set(compose["services"]) == SERVICES
    assert {name: entry["file"] for name, entry in compose["secrets"].items()} == {
        name: f"./secrets/{name}" for name in SECRETS
    }
    assert set(compose["volumes"]) == {"database", "queue", "state"}


def test_compose_publishes_the_proxy_alone_and_on_this_machine(compose: Any) -> None:
    published = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert published == {"proxy": ["${PUBLISH:-127.0.0.1:8080}:8080"]}


def test_compose_watches_every_lasting_service(compose: Any) -> None:
    watched = {name for name, service in compose["services"].items() if "healthcheck" in service}
    assert watched == SERVICES - {"migrate"}


def test_compose_hands_secrets_over_as_files_only(compose: Any) -> None:
    environment = compose["services"]["web"]["environment"]
    assert {name for name in environment if name.endswith("_FILE")} == {
        "DATABASE_URL_FILE",
        "SECRET_KEY_FILE",
        "FIELD_KEYS_FILE",
        "BLIND_INDEX_KEY_FILE",
    }
    assert set(compose["services"]["web"]["secrets"]) == SECRETS - {"postgres_password"}


def test_env_example_names_everything_that_is_read() -> None:
    sources = [ROOT / "safety_portal/settings.py", ROOT / "deploy/gunicorn.conf.py"]
    reading = re.compile(r'(?:env\.\w+|secret|get)\(\s*"([A-Z_]+)"')
    read = {name for file in sources for name in reading.findall(file.read_text())}
    told = re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert {name.removesuffix("_FILE") for name in told} >= read
    assert len(told) == len(set(told))


def test_make_secrets_makes_them_once(tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    script = tmp_path / "deploy/make-secrets.sh"
    script.write_text((ROOT / "deploy/make-secrets.sh").read_text())
    subprocess.run(["sh", script], check=True, capture_output=True)
    made = {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()}
    subprocess.run(["sh", script], check=True, capture_output=True)
    assert {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()} == made
    assert set(made) == SECRETS
    assert made["postgres_password"] in made["database_url"]
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700


def pins(file: str) -> dict[str, str]:
    """Package and version of each pinned line."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / file).read_text(), re.MULTILINE))


def test_pins_cover_what_pyproject_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = {re.split(r"[\[<>=~]", entry)[0].lower() for entry in project["dependencies"]}
    assert named - pins("requirements-server.txt").keys() == set()
    assert pins("requirements-server.txt").items() <= pins("requirements.txt").items()
