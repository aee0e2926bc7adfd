"""The template, the function's settings, the site and the local server, held against each other."""

import json
import re

from conftest import INFRA, ROOT

PROPERTIES = (ROOT / "function/src/main/resources/application.properties").read_text()
README = (ROOT / "README.md").read_text()


def settings():
    """Names and texts of README's settings table, which the function's own test holds against its code."""
    return dict(re.findall(r"^\| `(feverdream\.[a-z0-9.-]+)` \| (.*) \|$", README, re.MULTILINE))


def environment_name(setting):
    return re.sub(r"[^A-Z0-9]", "_", setting.upper())


def local_headers():
    return dict(re.findall(r'^quarkus\.http\.header\."([^"]+)"\.value=(.+)$', PROPERTIES, re.MULTILINE))


def test_every_variable_of_the_function_is_a_setting(properties):
    known = {environment_name(name) for name in settings()}
    variables = set(properties("Function")["Environment"]["Variables"]) - {"JAVA_TOOL_OPTIONS"}
    assert variables <= known, variables - known


def test_whatever_the_lambda_build_needs_is_set(properties):
    variables = set(properties("Function")["Environment"]["Variables"])
    for needed in ["BUNDLE", "S3_BUCKET", "S3_MANIFEST_SHA256"]:
        assert f"FEVERDREAM_{needed}" in variables
    for table in ["DYNAMODB_TABLE", "DYNAMODB_PRIVATE_TABLE", "DYNAMODB_CONTROL_TABLE"]:
        assert f"FEVERDREAM_{table}" in variables


def test_the_lambda_build_chooses_the_cloud_and_the_header_that_the_edge_forwards(properties):
    chosen = dict(re.findall(r"^%lambda\.(feverdream\.\S+?)=(.*)$", PROPERTIES, re.MULTILINE))
    assert chosen["feverdream.branches"] == "dynamodb"
    assert chosen["feverdream.model"] == "s3"
    header = chosen["feverdream.client-address-header"]
    assert header in properties("ForwardPolicy")["OriginRequestPolicyConfig"]["HeadersConfig"]["Headers"]
    for folder in ["feverdream.s3.cache", "feverdream.data"]:
        assert chosen[folder].startswith("/tmp/"), "nothing else is writable there"


def test_tables_are_those_that_the_settings_describe(properties):
    told = settings()
    assert "partition key `dream`, sort key `steps`" in told["feverdream.dynamodb.table"]
    assert "TTL attribute `expires_at`" in told["feverdream.dynamodb.private-table"]
    assert "partition key `key`" in told["feverdream.dynamodb.control-table"]
    variables = properties("Function")["Environment"]["Variables"]
    assert variables["FEVERDREAM_DYNAMODB_TABLE"] == {"Ref": "BranchTable"}
    assert variables["FEVERDREAM_DYNAMODB_PRIVATE_TABLE"] == {"Ref": "PrivateTable"}
    assert variables["FEVERDREAM_DYNAMODB_CONTROL_TABLE"] == {"Ref": "ControlTable"}


def test_the_edge_sends_the_headers_of_the_local_server(properties):
    policy = properties("HeadersPolicy")["ResponseHeadersPolicyConfig"]
    security = policy["SecurityHeadersConfig"]
    sent = {item["Header"]: item["Value"] for item in policy["CustomHeadersConfig"]["Items"]}
    sent["Content-Security-Policy"] = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    sent["Referrer-Policy"] = security["ReferrerPolicy"]["ReferrerPolicy"]
    assert "ContentTypeOptions" in security
    sent["X-Content-Type-Options"] = "nosniff"
    assert sent == local_headers()
    overrides = [each["Override"] for each in [*security.values(), *policy["CustomHeadersConfig"]["Items"]]]
    assert overrides == [True] * len(overrides), "else a header comes twice or not at all"
    assert "StrictTransportSecurity" in security


def test_no_inline_code_is_allowed(properties):
    security = properties("HeadersPolicy")["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    policy = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy


def test_what_the_site_asks_for_is_what_the_edge_routes(edge):
    scripts = "".join(file.read_text() for file in sorted((ROOT / "site/js").rglob("*.js")))
    asked = set(re.findall(r"[`'\"](/api/|/models/)", scripts))
    routed = {b["PathPattern"].rstrip("*") for b in edge["CacheBehaviors"]}
    assert "/api/" in asked
    assert asked <= routed


def test_the_edge_forwards_the_hash_that_the_site_sends_with_a_body(properties):
    scripts = "".join(file.read_text() for file in sorted((ROOT / "site/js").rglob("*.js")))
    assert "x-amz-content-sha256" in scripts
    assert "x-amz-content-sha256" in properties("ForwardPolicy")["OriginRequestPolicyConfig"]["HeadersConfig"]["Headers"]


def test_the_filter_knows_the_longest_path_of_the_function(properties):
    source = (ROOT / "function/src/main/java/me/feverdrea/story/StoryPath.java").read_text()
    longest = int(re.search(r"int BYTES = ([\d_]+);", source)[1].replace("_", ""))
    code = properties("PathFilter")["FunctionCode"]
    assert f"var MOST = {longest + len('/api/stories/')};" in code


def test_alarms_and_dashboard_read_metrics_that_the_function_says(properties):
    source = (ROOT / "function/src/main/java/me/feverdrea/http/RequestLines.java").read_text()
    namespace = re.search(r'NAMESPACE = "(\w+)"', source)[1]
    dimension = re.search(r'DIMENSION = "(\w+)"', source)[1]
    outcomes = {name.capitalize() for name in re.findall(r'"(failed|refused|pending|generated|hit)"', source)}
    said = outcomes | {"Tokens", "Cold", "Milliseconds"}
    alarm = properties("ModelAlarm")
    assert alarm["Namespace"] == namespace
    assert alarm["MetricName"] in said
    assert alarm["Dimensions"] == [{"Name": dimension, "Value": {"Ref": "Function"}}]
    body = properties("Dashboard")["DashboardBody"]["Fn::Sub"]
    shown = {line[1] for line in re.findall(r'\["(Feverdream|\.)", "(\w+)", "?[\w.]+"?', body)} - {
        "Throttles",
        "Errors",
    }
    assert shown <= said, shown - said
    filled = re.sub(r"\$\{[\w.:]+\}", "x", body)
    assert len(json.loads(filled)["widgets"]) == 6


def test_the_cost_alarm_reckons_with_the_prices_of_the_calculator(properties):
    prices = json.loads((INFRA / "prices.json").read_text())["us-east-1"]
    expression = next(m for m in properties("CostAlarm")["Metrics"] if m["Id"] == "dollars")["Expression"]["Fn::Sub"]
    numbers = {float(n) for n in re.findall(r"0\.\d+", expression)}
    assert numbers == {prices["lambda_gb_second_x86_64"], prices["lambda_request"], prices["dynamodb_write"]}
    assert expression.startswith("12 * ("), "five minutes twelve times are an hour"
    periods = {m["MetricStat"]["Period"] for m in properties("CostAlarm")["Metrics"] if "MetricStat" in m}
    assert periods == {300}
    assert properties("CostAlarm")["TreatMissingData"] == "notBreaching"
    assert properties("CostAlarm")["AlarmActions"]["Fn::If"][0] == "HasBrake"


def test_the_own_name_needs_a_certificate_of_us_east_1(source):
    assert source["Parameters"]["CertificateArn"]["AllowedPattern"].startswith("(arn:aws:acm:us-east-1:")
    rule = source["Rules"]["OwnNameNeedsACertificate"]
    assert "us-east-1" in rule["Assertions"][0]["AssertDescription"]


def test_the_deployer_takes_from_the_site_what_the_functions_build_takes():
    pom = (ROOT / "function/pom.xml").read_text()
    site = re.search(r"<directory>\.\./site</directory>.*?<includes>(.*?)</includes>", pom, re.DOTALL)[1]
    packed = {i.replace("/**", "/*") for i in re.findall(r"<include>(.*?)</include>", site)}
    deployer = (INFRA / "deploy").read_text()
    assert set(json.loads(re.search(r"^SITE = (\[.*\])$", deployer, re.MULTILINE)[1])) == packed
    runtime = re.search(r"onnxruntime-web/dist</directory>.*?<includes>(.*?)</includes>", pom, re.DOTALL)[1]
    files = re.search(r"^BROWSER_RUNTIME_FILES = (\[.*\])$", deployer, re.MULTILINE)[1]
    assert set(json.loads(files)) == set(re.findall(r"<include>(.*?)</include>", runtime))


def test_the_readme_gets_from_the_clone_to_the_address_in_six_commands():
    section = README.split("\n## Deploy\n")[1].split("\n## ")[0]
    block = re.search(r"```sh\n(.*?)```", section, re.DOTALL)[1]
    commands = [line for line in block.splitlines() if line.strip() and not line.startswith("#")]
    assert len(commands) <= 6, commands
    assert any(line.startswith("infra/deploy") for line in commands)
