"""What is shipped for running it elsewhere is what its own tools take, and says what the app understands."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from app.settings import Settings
from tests.browser.server import free_port
from tests.scaled.proxy import SHIPPED, prepared

DEPLOY = SHIPPED.parent
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
KUBERNETES = ("1.30", "1.34", "1.37")  # 1.30: the oldest in which a pod can wait before it stops without a shell


def documents(path: Path) -> Iterator[dict[str, Any]]:
    yield from yaml.safe_load_all(path.read_text())


def resources(kind: str) -> list[dict[str, Any]]:
    return [each for path in MANIFESTS for each in documents(path) if each["kind"] == kind]


def pods() -> list[dict[str, Any]]:
    return [deployment["spec"]["template"] for deployment in resources("Deployment")]


def test_nginx_takes_the_configuration_without_a_word_of_warning(tmp_path: Path) -> None:
    command = [*prepared(free_port(), [free_port(), free_port()], tmp_path), "-t"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (said.returncode, [line for line in said.stderr.splitlines() if "[" in line]) == (0, [])


def test_the_compose_file_follows_the_specification() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    said = subprocess.run([*command, DEPLOY / "compose.yaml"], capture_output=True, text=True, check=False)

    assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.parametrize("version", KUBERNETES)
@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_kubernetes_knows_every_field_of_a_manifest(path: Path, version: str) -> None:
    for resource in documents(path):
        kubernetes_validate.validate(resource, version, strict=True)


def test_everything_that_is_shipped_is_applied() -> None:
    (applied,) = documents(DEPLOY / "kustomization.yaml")
    configured = {name for made in applied["configMapGenerator"] for name in made.get("files", made.get("envs"))}

    assert sorted(applied["resources"]) == [f"kubernetes/{path.name}" for path in MANIFESTS]
    assert configured == {"settings.env", *(f"nginx/{path.name}" for path in SHIPPED.iterdir())}


def test_the_settings_are_the_defaults_of_what_the_app_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line for line in (DEPLOY / "settings.env").read_text().splitlines() if line and line[0] != "#"]
    given = dict(line.split("=", 1) for line in lines)
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    assert {name.lower() for name in given} == {*Settings.model_fields} - {"host", "port", "workers"}
    assert Settings.read() == Settings.model_construct()


@pytest.mark.parametrize("pod", pods(), ids=lambda pod: pod["metadata"]["labels"]["app.kubernetes.io/name"])
def test_a_pod_may_do_little_and_is_watched(pod: dict[str, Any]) -> None:
    (container,) = pod["spec"]["containers"]

    assert pod["spec"]["securityContext"]["runAsNonRoot"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert {"startupProbe", "readinessProbe", "livenessProbe", "lifecycle"} <= {*container}
    assert {"cpu", "memory"} <= {*container["resources"]["requests"]}


def test_every_deployment_has_a_service_an_autoscaler_and_a_budget() -> None:
    names = {deployment["metadata"]["name"] for deployment in resources("Deployment")}

    for kind in ("Service", "HorizontalPodAutoscaler", "PodDisruptionBudget"):
        assert {resource["metadata"]["name"] for resource in resources(kind)} == names
    for autoscaler in resources("HorizontalPodAutoscaler"):
        assert autoscaler["spec"]["minReplicas"] >= 2
    for selecting in resources("PodDisruptionBudget") + resources("Deployment"):
        name = selecting["metadata"]["name"]
        assert selecting["spec"]["selector"]["matchLabels"] == {"app.kubernetes.io/name": name}


def test_the_containers_of_compose_may_do_little() -> None:
    (compose,) = documents(DEPLOY / "compose.yaml")

    for service in compose["services"].values():
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert "healthcheck" in service
