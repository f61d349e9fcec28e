"""Files in deploy/: valid for their tools, and consistent with the app and with each other."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from app.settings import Settings
from app.tracing.gradients import limits
from tests.browser.server import free_port
from tests.deploy.proxy import SHIPPED, prepared

DEPLOY = SHIPPED.parent
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
KUBERNETES = ("1.30", "1.34", "1.37")  # 1.30: the oldest in which a pod can wait before it stops without a shell


def documents(path: Path) -> Iterator[dict[str, Any]]:
    yield from yaml.safe_load_all(path.read_text())


def resources(kind: str) -> list[dict[str, Any]]:
    return [each for path in MANIFESTS for each in documents(path) if each["kind"] == kind]


def pods() -> list[dict[str, Any]]:
    return [deployment["spec"]["template"] for deployment in resources("Deployment")]


def test_nginx_accepts_the_configuration_without_warnings(tmp_path: Path) -> None:
    command = [*prepared(free_port(), [free_port(), free_port()], tmp_path), "-t"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (said.returncode, [line for line in said.stderr.splitlines() if "[" in line]) == (0, [])


def test_compose_file_is_valid() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    said = subprocess.run([*command, DEPLOY / "compose.yaml"], capture_output=True, text=True, check=False)

    assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.parametrize("version", KUBERNETES)
@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_manifests_are_valid(path: Path, version: str) -> None:
    for resource in documents(path):
        kubernetes_validate.validate(resource, version, strict=True)


def test_kustomization_lists_every_manifest() -> None:
    (applied,) = documents(DEPLOY / "kustomization.yaml")
    (proxy,) = (made["files"] for made in applied["configMapGenerator"] if made["name"] == "proxy")
    pairs = (file.split("=") if "=" in file else (Path(file).name, file) for file in proxy)
    files = {file: name for name, file in pairs}

    assert sorted(applied["resources"]) == [f"kubernetes/{path.name}" for path in MANIFESTS]
    assert sorted(files.values()) == sorted(path.name for path in SHIPPED.iterdir())
    assert all((DEPLOY / file).is_file() for file in files)
    assert files["kubernetes/servers.conf"] == "servers.conf"


def test_settings_file_has_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line for line in (DEPLOY / "settings.env").read_text().splitlines() if line and line[0] != "#"]
    given = dict(line.split("=", 1) for line in lines)
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    assert {name.lower() for name in given} == {*Settings.model_fields} - {"host", "port", "workers", "own_networks"}
    assert Settings.read() == Settings.model_construct()


@pytest.mark.parametrize("pod", pods(), ids=lambda pod: pod["metadata"]["labels"]["app.kubernetes.io/name"])
def test_pods_are_restricted_and_probed(pod: dict[str, Any]) -> None:
    (container,) = pod["spec"]["containers"]

    assert pod["spec"]["securityContext"]["runAsNonRoot"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert {"startupProbe", "readinessProbe", "livenessProbe", "lifecycle"} <= {*container}
    assert {"cpu", "memory"} <= {*container["resources"]["requests"]}


def test_every_deployment_has_service_autoscaler_and_budget() -> None:
    names = {deployment["metadata"]["name"] for deployment in resources("Deployment")}

    for kind in ("Service", "HorizontalPodAutoscaler", "PodDisruptionBudget"):
        assert {resource["metadata"]["name"] for resource in resources(kind)} == names
    for autoscaler in resources("HorizontalPodAutoscaler"):
        assert autoscaler["spec"]["minReplicas"] >= 2
    for selecting in resources("PodDisruptionBudget") + resources("Deployment"):
        name = selecting["metadata"]["name"]
        assert selecting["spec"]["selector"]["matchLabels"] == {"app.kubernetes.io/name": name}


def test_compose_containers_are_restricted() -> None:
    (compose,) = documents(DEPLOY / "compose.yaml")

    for service in compose["services"].values():
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert "healthcheck" in service


@pytest.mark.parametrize("service", ["app", "proxy"])
def test_memory_limits_of_compose_and_kubernetes_agree(service: str) -> None:
    (compose,) = documents(DEPLOY / "compose.yaml")
    (pod,) = (pod for pod in pods() if pod["metadata"]["labels"]["app.kubernetes.io/name"] == service)

    assert mebibytes(compose["services"][service]["mem_limit"]) == mebibytes(memory_of(pod))


def test_memory_limit_fits_full_caches_and_the_largest_study() -> None:
    """An app takes 280 MB at its start, and up to 100 MB for work in progress."""
    settings = Settings.model_construct()
    kept = settings.answers_mb + settings.traces_mb + settings.models_mb
    (pod,) = (pod for pod in pods() if pod["metadata"]["labels"]["app.kubernetes.io/name"] == "app")

    assert mebibytes(memory_of(pod)) * 2**20 > (280 + kept + 100) * 1_000_000 + limits.MAX_BYTES


def memory_of(pod: dict[str, Any]) -> str:
    (container,) = pod["spec"]["containers"]
    return str(container["resources"]["limits"]["memory"])


def mebibytes(text: str) -> int:
    """Parse sizes of Compose (`2g`) and Kubernetes (`2Gi`)."""
    number, unit = text.removesuffix("i")[:-1], text.removesuffix("i")[-1]
    return int(number) * {"m": 1, "g": 1024}[unit.lower()]


def test_compose_proxy_resolves_servers_again() -> None:
    (compose,) = documents(DEPLOY / "compose.yaml")
    image = compose["services"]["proxy"]["image"]
    major, minor = image.split(":")[1].split("-")[0].split(".")[:2]

    assert "server app:8000 resolve " in (SHIPPED / "servers.conf").read_text()
    assert (int(major), int(minor)) >= (1, 28)
    assert "restart" not in compose["services"]["proxy"]["depends_on"]["app"]


def test_nginx_accepts_the_servers_of_kubernetes(tmp_path: Path) -> None:
    command = [*prepared(free_port(), [free_port()], tmp_path), "-t"]
    named = (DEPLOY / "kubernetes" / "servers.conf").read_text()
    (tmp_path / "nginx" / "servers.conf").write_text(named.replace("app:8000", "127.0.0.1:8000"))
    said = subprocess.run(command, capture_output=True, text=True, check=False)

    assert said.returncode == 0, said.stderr


@pytest.mark.parametrize(
    "workflow", sorted((DEPLOY.parent / ".github" / "workflows").glob("*.yml")), ids=lambda it: it.name
)
def test_workflow_is_valid(workflow: Path) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    said = subprocess.run([*command, workflow], capture_output=True, text=True, check=False)

    assert said.returncode == 0, said.stdout + said.stderr
