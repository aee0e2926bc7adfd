"""The order of what infra/deploy and infra/teardown do, with a fake `sam` and `aws` on the path and a small game to ask."""

import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import ClassVar

import pytest
from conftest import INFRA, ROOT
from test_package import executable, linked_against, pack, whole  # noqa: F401

from tools import bundle, elf

FAKE = """#!{python}
import json, os, sys
name = os.path.basename(sys.argv[0])
with open(os.environ["CALLS"], "a") as calls:
    calls.write(json.dumps([name, *sys.argv[1:]]) + "\\n")
if os.environ.get("FAIL_AT") and os.environ["FAIL_AT"] in " ".join([name, *sys.argv[1:]]):
    sys.exit(9)
if "query" in sys.argv:
    wanted = json.loads(sys.argv[sys.argv.index("--expression-attribute-values") + 1])[":steps"]["S"]
    stored = [s for s in ["a.1", "a.1.2", "a.1.2.3", "a.10"] if s == wanted or (wanted[-1] == "." and s.startswith(wanted))]
    print(json.dumps({{"Items": [{{"steps": {{"S": s}}}} for s in stored]}}))
if "describe-stacks" in sys.argv:
    keys = {{"Url": os.environ["GAME"], "SiteBucket": "site-b", "ModelBucket": "model-b", "DistributionId": "EDIST",
            "BranchTable": "branches-t", "PrivateTable": "private-t", "InBrowser": os.environ.get("IN_BROWSER", "false")}}
    if bucket := os.environ.get("TABLES_BUCKET"):
        keys["TablesBucket"] = bucket
    print(json.dumps({{"Stacks": [{{"Outputs": [{{"OutputKey": k, "OutputValue": v}} for k, v in keys.items()]}}]}}))
"""


class Game(http.server.BaseHTTPRequestHandler):
    """As little of the game as the last step asks for. `dreams` says when a page can be dreamed."""

    dreams = True
    asked: ClassVar[list[str]] = []

    def do_GET(self):
        self.asked.append(self.path)
        page = {"path": self.path, "choices": [{"id": "a", "path": "spider/1/a", "dream": True}]}
        answers = {
            "/": (200, "text/html", "<!doctype html>"),
            "/api/health": (200, "application/json", '{"status":"up"}'),
            "/api/stories": (200, "application/json", '{"stories":[{"id":"spider"}]}'),
            "/api/stories/spider/1": (200, "application/json", json.dumps(page)),
            "/api/stories/spider/1/a": (200, "application/json", '{"origin":"dreamed"}'),
        }
        status, kind, body = answers.get(self.path, (404, "application/problem+json", "{}"))
        if self.path.endswith("/a") and not type(self).dreams:
            status, kind, body = 503, "application/problem+json", '{"detail":"manifest.json: no such object"}'
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def game():
    Game.dreams, Game.asked = True, []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Game)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


class Clone:
    """A clone of the project as far as the deployer needs it, and what it called."""

    def __init__(self, folder: Path, game: str, package_of: Path):
        self.root = folder / "clone"
        for name in ["deploy", "teardown", "takedown", "template.yaml", "tables.yaml", "TABLES.md", "samconfig.toml"]:
            (self.root / "infra").mkdir(parents=True, exist_ok=True)
            shutil.copy(INFRA / name, self.root / "infra" / name)
        for folder_name in ["tools", "queries", "views"]:
            shutil.copytree(INFRA / folder_name, self.root / "infra" / folder_name)
        shutil.copytree(ROOT / "function/models", self.root / "function/models")
        (self.root / "site").mkdir()
        (self.root / "site/index.html").write_text("<!doctype html>")
        self.calls_file = folder / "calls"
        self.calls_file.touch()
        binaries = folder / "bin"
        binaries.mkdir()
        for tool in [binaries / "sam", binaries / "aws", binaries / "npm", self.root / "mvnw"]:
            tool.write_text(FAKE.format(python=sys.executable))
            tool.chmod(0o755)
        for build in ["native", "lambda"]:
            target = self.root / "function/target" / build / "function.zip"
            target.parent.mkdir(parents=True)
            shutil.copy(package_of, target)
        self.environment = {
            **os.environ,
            "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
            "CALLS": str(self.calls_file),
            "GAME": game,
            "GRAALVM_HOME": "/graalvm",
        }

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, *command],
            cwd=self.root,
            env=self.environment | environment,
            capture_output=True,
            text=True,
        )

    def calls(self) -> list[list[str]]:
        return [json.loads(line) for line in self.calls_file.read_text().splitlines()]


@pytest.fixture
def clone(tmp_path, game, executable):  # noqa: F811
    packed = tmp_path / "packed"
    packed.mkdir()
    architecture = elf.machine(executable)
    made = Clone(tmp_path, game, pack(packed, whole(linked_against(executable, "GLIBC_2.34"))))
    made.architecture = architecture
    return made


def step(call: list[str]) -> str:
    return " ".join([call[0].removeprefix("./"), *call[1:3]])


def test_it_builds_deploys_uploads_syncs_and_plays_in_this_order(clone):
    done = clone.run("infra/deploy", "--set", f"Architecture={clone.architecture}", "PagesPerDay=7", "--patience", "2")
    assert done.returncode == 0, done.stderr + done.stdout
    steps = [step(call) for call in clone.calls()]
    uploads = [s for s in steps if s.startswith("aws s3 cp")]
    assert steps[0].startswith("mvnw -q -Plambda,native")
    assert steps[1] == "sam deploy --template-file"
    assert steps[2].startswith("aws cloudformation describe-stacks")
    assert steps[3 : 3 + len(uploads)] == uploads
    assert steps[3 + len(uploads) :] == ["aws s3 sync", "aws cloudfront create-invalidation"]
    assert Game.asked[-2:] == ["/api/stories/spider/1/a"] * 2, "a page is dreamed and read again"
    assert f"Play: {clone.environment['GAME']}" in done.stdout


def test_where_the_model_is_offered_the_browsers_runtime_is_too(clone):
    clone.run("infra/deploy", "--skip-build", "--set", f"Architecture={clone.architecture}", IN_BROWSER="true")
    steps = [step(call) for call in clone.calls()]
    assert steps[-4:] == ["aws s3 sync", "npm ci --prefix", "aws s3 sync", "aws cloudfront create-invalidation"]
    runtime = clone.calls()[-2]
    assert "s3://site-b/onnxruntime/" in runtime
    assert "ort-wasm-simd-threaded.wasm" in runtime


def test_id_and_hash_of_the_folder_are_passed_and_the_manifest_is_uploaded_last(clone):
    clone.run("infra/deploy", "--skip-build", "--set", f"Architecture={clone.architecture}", "--patience", "2")
    shipped = bundle.choose(ROOT / "function/models", None)
    (deployed,) = [call for call in clone.calls() if call[0] == "sam"]
    overrides = deployed[deployed.index("--parameter-overrides") + 1 :]
    assert f"Bundle={shipped.id}" in overrides
    assert f"ManifestSha256={shipped.manifest_sha256}" in overrides
    targets = [call[-1] for call in clone.calls() if call[1:3] == ["s3", "cp"]]
    assert targets[-1] == f"s3://model-b/models/{shipped.id}/manifest.json"
    assert targets == [f"s3://model-b/models/{shipped.id}/{name}" for name in [*shipped.files, "manifest.json"]]


def test_the_bundle_for_browsers_is_uploaded_too(clone):
    shipped = bundle.choose(clone.root / "function/models", None)
    other = shipped.folder.with_name("for-pages-0a1b2c3d4e")
    shutil.copytree(shipped.folder, other)
    manifest = other / bundle.MANIFEST
    manifest.write_text(manifest.read_text().replace(f'"id": "{shipped.id}"', f'"id": "{other.name}"'))
    chosen = ["--bundle", shipped.id, "--set", f"Architecture={clone.architecture}", f"BrowserBundle={other.name}"]
    clone.run("infra/deploy", "--skip-build", *chosen, "--patience", "2")
    targets = [call[-1] for call in clone.calls() if call[1:3] == ["s3", "cp"]]
    for each in [shipped.id, other.name]:
        assert f"s3://model-b/models/{each}/manifest.json" in targets


def test_nothing_is_deployed_that_would_not_start(clone, executable):  # noqa: F811
    files = {**whole(linked_against(executable, "GLIBC_2.34")), "bootstrap": linked_against(executable, "GLIBC_2.38")}
    pack(clone.root / "function/target/native", files)
    done = clone.run("infra/deploy", "--skip-build", "--set", f"Architecture={clone.architecture}")
    assert done.returncode != 0
    assert "needs glibc 2.38" in done.stderr
    assert clone.calls() == []


def test_nothing_is_uploaded_where_the_stack_did_not_come_up(clone):
    done = clone.run("infra/deploy", "--set", f"Architecture={clone.architecture}", FAIL_AT="sam deploy")
    assert done.returncode != 0
    assert "sam deploy" in done.stderr
    assert [call[0] for call in clone.calls()][1:] == ["sam"]


def test_a_game_that_does_not_dream_is_told(clone):
    Game.dreams = False
    chosen = f"Architecture={clone.architecture}"
    done = clone.run("infra/deploy", "--skip-build", "--set", chosen, "--patience", "0.2")
    assert done.returncode != 0
    assert "503" in done.stderr
    assert "no such object" in done.stderr


def test_without_graalvm_it_is_built_in_the_container(clone):
    del clone.environment["GRAALVM_HOME"]
    clone.run("infra/deploy", "--set", f"Architecture={clone.architecture}", "--patience", "2")
    assert "-Dquarkus.native.container-build=true" in clone.calls()[0]


def test_the_jvms_package_is_a_build_and_a_template_of_its_own(clone):
    done = clone.run("infra/deploy", "--runtime", "java25", "--patience", "2")
    assert done.returncode == 0, done.stderr
    build, deployed = clone.calls()[0], clone.calls()[1]
    assert "-Plambda" in build
    assert "Runtime=java25" in deployed
    used = clone.root / "infra" / deployed[deployed.index("--template-file") + 1]
    assert "target/lambda/function.zip" in used.read_text()


def test_what_analysts_read_is_packed_with_the_rest(clone):
    clone.run("infra/deploy", "--skip-build", "--set", f"Architecture={clone.architecture}", "--patience", "2")
    packed = (clone.root / "infra/.tables.yaml").read_text()
    assert "AWS::Athena::NamedQuery" in packed


def test_teardown_takes_the_bucket_that_outlives_its_stack(clone):
    done = clone.run("infra/teardown", "--yes", TABLES_BUCKET="tables-b")
    assert done.returncode == 0, done.stderr
    assert clone.calls()[-1] == ["aws", "s3", "rb", "s3://tables-b", "--force"]


def test_teardown_asks_first_empties_the_buckets_and_leaves_the_branches(clone):
    assert clone.run("infra/teardown").returncode != 0
    assert clone.calls() == []
    done = clone.run("infra/teardown", "--yes")
    assert done.returncode == 0, done.stderr
    assert [call[1:3] for call in clone.calls()] == [
        ["cloudformation", "describe-stacks"],
        ["s3", "rm"],
        ["s3", "rm"],
        ["cloudformation", "delete-stack"],
        ["cloudformation", "wait"],
    ]
    assert "branches-t" in done.stdout


def updates(clone):
    calls = [call for call in clone.calls() if "update-item" in call]
    for call in calls:
        assert call[call.index("--update-expression") + 1] == "SET withdrawn_at = if_not_exists(withdrawn_at, :when)"
        assert call[call.index("--condition-expression") + 1] == "attribute_exists(steps)"
    return [(c[c.index("--table-name") + 1], json.loads(c[c.index("--key") + 1])["steps"]["S"]) for c in calls]


def test_a_takedown_marks_the_row_and_then_makes_the_edge_forget_it(clone):
    done = clone.run("infra/takedown", "spider/7/a.1")
    assert done.returncode == 0, done.stderr
    assert updates(clone) == [("branches-t", "a.1")]
    last = clone.calls()[-1]
    assert last[1:3] == ["cloudfront", "create-invalidation"]
    assert last[last.index("--paths") + 1 :] == ["/api/stories/spider/7/a.1*", "/api/map/spider/7*"]


def test_a_takedown_takes_what_follows_along_if_asked_and_nothing_beside_it(clone):
    clone.run("infra/takedown", "spider/7/a.1", "--below")
    assert updates(clone) == [("branches-t", "a.1"), ("branches-t", "a.1.2"), ("branches-t", "a.1.2.3")]


def test_a_private_page_is_taken_down_in_its_own_table(clone):
    path = "spider/7/_" + "A" * 22
    assert "nothing is stored" in clone.run("infra/takedown", path).stderr
    (asked,) = [call for call in clone.calls() if "query" in call]
    assert asked[asked.index("--table-name") + 1] == "private-t"


@pytest.mark.parametrize("path", ["spider/7/zz", "spider", "spider/7", "spider/0/a", "spider/7/a b", "spider/7/a'"])
def test_what_cannot_be_taken_down_changes_nothing(clone, path):
    done = clone.run("infra/takedown", path)
    assert done.returncode != 0
    assert "infra/takedown: " in done.stderr
    assert not [c for c in clone.calls() if "update-item" in c or "create-invalidation" in c]
