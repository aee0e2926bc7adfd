"""The template as CloudFormation gets it: read, and transformed by SAM's own translator."""

import os
import sys
from pathlib import Path

import pytest

INFRA = Path(__file__).resolve().parent.parent
ROOT = INFRA.parent
sys.path.insert(0, str(INFRA))
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")

PARAMETERS = {"Bundle": "gothic-7m-0123456789", "ManifestSha256": "0" * 64}


@pytest.fixture(scope="session")
def source() -> dict:
    from samtranslator.yaml_helper import yaml_parse

    return yaml_parse((INFRA / "template.yaml").read_text())


@pytest.fixture(scope="session")
def template(source) -> dict:
    import copy

    from samtranslator.translator.transform import transform

    class NoManagedPolicies:
        def load(self):
            return {}

    packaged = copy.deepcopy(source)
    # As `sam deploy` does once it has uploaded the file.
    packaged["Resources"]["Function"]["Properties"]["CodeUri"] = "s3://packages/function.zip"
    return transform(packaged, PARAMETERS, NoManagedPolicies())


@pytest.fixture(scope="session")
def resources(template) -> dict:
    return template["Resources"]


@pytest.fixture(scope="session")
def properties(resources):
    return lambda name: resources[name]["Properties"]


@pytest.fixture(scope="session")
def edge(properties) -> dict:
    return properties("Distribution")["DistributionConfig"]
