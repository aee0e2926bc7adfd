"""What analysts get on Athena: the template as infra/deploy writes it, and every word that privacy or money hangs on."""

import base64
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import INFRA, ROOT
from test_template import listed, of_type, statements

from tools import tables


@pytest.fixture(scope="module")
def written() -> dict:
    from samtranslator.yaml_helper import yaml_parse

    return yaml_parse(tables.render())


@pytest.fixture(scope="module")
def of(written):
    return lambda name: written["Resources"][name]["Properties"]


def glue(of, name):
    return of(name)["TableInput"]


def test_cfn_lint_finds_no_error(tmp_path):
    file = tmp_path / "tables.yaml"
    file.write_text(tables.render())
    tool = Path(sys.executable).with_name("cfn-lint")
    found = str(tool) if tool.exists() else shutil.which("cfn-lint")
    done = subprocess.run([found, "--", str(file)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_has_no_yaml_aliases_and_every_parameter_says_what_it_is(written):
    tokens = yaml.scan(tables.render())
    assert not [t for t in tokens if isinstance(t, yaml.AnchorToken | yaml.AliasToken)]
    for name, parameter in written["Parameters"].items():
        assert len(parameter["Description"]) > 20, name
        assert {"AllowedPattern", "MinValue"} & set(parameter), f"{name} takes anything"


# ---- off, and on


def test_there_is_none_of_it_unless_a_database_is_named(source, resources):
    assert source["Parameters"]["Tables"]["Default"] == ""
    assert resources["TablesStack"]["Condition"] == "HasTables"
    assert source["Outputs"]["TablesBucket"]["Condition"] == "HasTables"


def test_it_gets_all_its_parameters_from_the_template(written, properties):
    given = properties("TablesStack")["Parameters"]
    assert set(given) == set(written["Parameters"])
    assert given["Database"] == {"Ref": "Tables"}
    assert given["BranchTableArn"] == {"Fn::GetAtt": ["BranchTable", "Arn"]}
    assert properties("TablesStack")["TemplateURL"] == ".tables.yaml"


# ---- where it lies, and how long


def test_the_bucket_is_closed_and_everything_in_it_expires(written, of):
    bucket = of("Bucket")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert written["Resources"]["Bucket"]["DeletionPolicy"] == "Retain", "a full bucket would hold the stack back"
    rules = {rule.get("Prefix", ""): rule for rule in bucket["LifecycleConfiguration"]["Rules"]}
    assert rules["branches/"]["ExpirationInDays"] > 31 + 31, "until the next month's export of all is there"
    assert rules["requests/"]["ExpirationInDays"] == {"Ref": "RequestDays"}
    assert rules["results/"]["ExpirationInDays"] <= 7
    assert all(rule["Status"] == "Enabled" for rule in rules.values())
    for name in ["BranchExports", "RequestLog"]:
        location = glue(of, name)["StorageDescriptor"]["Location"]["Fn::Sub"]
        assert location.removeprefix("s3://${Bucket}/") in rules, "nothing lies where nothing expires"


def test_only_the_edges_log_is_written_by_another_service(of):
    allow, deny = of("BucketPolicy")["PolicyDocument"]["Statement"]
    assert allow["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert allow["Action"] == "s3:PutObject"
    assert allow["Resource"] == {"Fn::Sub": "${Bucket.Arn}/requests/*"}
    assert allow["Condition"]["StringEquals"]["aws:SourceAccount"] == {"Ref": "AWS::AccountId"}
    assert allow["Condition"]["ArnLike"]["aws:SourceArn"]["Fn::Sub"].endswith(":delivery-source:${Database}-requests")
    assert deny["Effect"] == "Deny" and deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_no_role_has_more_than_its_work(written):
    for name, role in of_type(written["Resources"], "AWS::IAM::Role").items():
        assert "ManagedPolicyArns" not in role["Properties"], name
        for statement in statements(role["Properties"]):
            assert all(resource != "*" for resource in listed(statement["Resource"])), name
            assert not any("*" in action for action in listed(statement["Action"])), name
        (trust,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}, name


def test_analysts_may_ask_and_change_nothing(of):
    allowed = of("Analyst")["PolicyDocument"]["Statement"]
    actions = {a for s in allowed for a in listed(s["Action"])}
    assert not any("*" in a or re.search(r":(Delete|Update|Create|Put(?!Object$))", a) for a in actions)
    (puts,) = [s for s in allowed if "s3:PutObject" in s["Action"]]
    assert puts["Resource"] == {"Fn::Sub": "${Bucket.Arn}/results/*"}
    assert all(resource != "*" for s in allowed for resource in listed(s["Resource"]))
    assert not any("dynamodb" in a for a in actions)


# ---- branches


def test_nothing_reads_the_table_itself(written, of):
    text = json.dumps(written)
    for reading in ["dynamodb:Scan", "dynamodb:Query", "dynamodb:GetItem", "PartiQL", "aws-sdk:dynamodb:scan"]:
        assert reading not in text
    actions = {a for s in statements(of("ExportRole")) for a in listed(s["Action"]) if a.startswith("dynamodb")}
    assert actions == {"dynamodb:ExportTableToPointInTime"}


def test_the_first_export_of_a_month_is_of_all_and_the_others_of_a_days_changes(of):
    states = of("Export")["Definition"]["States"]
    assert states["Look"]["Assign"]["isFirst"] == "{% $states.result.KeyCount = 0 %}"
    assert states["Which"]["Choices"] == [{"Condition": "{% $isFirst %}", "Next": "All"}]
    assert states["Which"]["Default"] == "Changes"
    everything, changes = states["All"]["Arguments"], states["Changes"]["Arguments"]
    assert everything["ExportType"] == "FULL_EXPORT"
    assert changes["ExportType"] == "INCREMENTAL_EXPORT"
    window = changes["IncrementalExportSpecification"]
    assert window == {"ExportFromTime": "{% $from %}", "ExportToTime": "{% $to %}", "ExportViewType": "NEW_IMAGE"}
    # A day's window ends where the next begins, and the first begins at the export of all.
    day, behind = 24 * 60 * 60 * 1000, 15 * 60 * 1000
    assert states["Look"]["Assign"]["to"] == f"{{% $fromMillis($toMillis($states.input.time) - {behind}) %}}"
    assert states["Look"]["Assign"]["from"] == f"{{% $fromMillis($toMillis($states.input.time) - {behind} - {day}) %}}"
    assert everything["ExportTime"] == window["ExportToTime"]
    for each in (everything, changes):
        assert each["ExportFormat"] == "DYNAMODB_JSON"
        assert each["S3Prefix"] == "{% 'branches/' & $month %}"
    assert of("Schedule")["ScheduleExpression"] == "cron(15 3 * * ? *)", "once a day, or the windows have gaps"
    assert json.loads(of("Schedule")["Target"]["Input"]) == {"time": "<aws.scheduler.scheduled-time>"}
    assert of("ExportAlarm")["AlarmActions"] == [{"Ref": "Alarms"}]


def test_the_exports_are_read_by_the_months_that_are_kept(of):
    table = glue(of, "BranchExports")
    assert table["Parameters"]["projection.month.range"] == "NOW-1MONTHS,NOW"
    assert table["Parameters"]["storage.location.template"]["Fn::Sub"] == "s3://${Bucket}/branches/${!month}/"
    item = table["StorageDescriptor"]["Columns"][0]["Type"]
    assert [c["Name"] for c in table["StorageDescriptor"]["Columns"]] == ["item", "newimage"]
    for name, _ in tables.columns("branches"):
        assert re.search(rf"[<,]{name}:struct<", item), name


# ---- requests


def test_the_log_has_the_columns_of_the_local_one_and_nothing_that_tells_who_asked(of):
    delivered = of("RequestDelivery")["RecordFields"]
    assert [field.replace("-", "_") for field in delivered] == [name for name, _ in tables.columns("requests")]
    who = re.compile(r"ip|user-agent|cookie|referer|query|host|forwarded|request-id|asn|country|location|port|ja[34]", re.I)
    assert not [field for field in delivered if who.search(field)]
    assert of("RequestDestination")["OutputFormat"] == "parquet"


def test_the_log_is_written_where_it_is_read(of):
    assert of("RequestDestination")["DestinationResourceArn"] == {"Fn::Sub": "${Bucket.Arn}/requests"}
    suffix = of("RequestDelivery")["S3SuffixPath"]
    projection = glue(of, "RequestLog")["Parameters"]
    assert suffix.replace("{", "").replace("}", "") == projection["projection.day.format"]
    assert projection["storage.location.template"]["Fn::Sub"] == "s3://${Bucket}/requests/${!day}/"
    assert projection["projection.day.range"]["Fn::Sub"] == "NOW-${RequestDays}DAYS,NOW"


def test_the_log_is_asked_for_in_the_one_region_that_has_it(written):
    assert written["Conditions"]["HasRequests"] == {"Fn::Equals": [{"Ref": "AWS::Region"}, "us-east-1"]}
    for kind in ["DeliverySource", "DeliveryDestination", "Delivery"]:
        (each,) = of_type(written["Resources"], f"AWS::Logs::{kind}").values()
        assert each["Condition"] == "HasRequests"


def test_private_paths_are_in_no_view_by_the_rule_of_the_local_log():
    source = (ROOT / "function/src/main/java/me/feverdrea/tables/AccessLogFile.java").read_text()
    local = re.search(r'PRIVATE = Pattern.compile\("(.*?)"\)', source)[1].replace("?:", "")
    assert f"NOT regexp_like(cs_uri_stem, '{local}')" in tables.view("requests")
    assert "regexp_like(r.steps.s, '(^|[.])_')" in tables.view("branches")


# ---- Athena


def test_a_query_is_stopped_at_the_limit_whoever_asks(source, of):
    configuration = of("WorkGroup")["WorkGroupConfiguration"]
    assert configuration["EnforceWorkGroupConfiguration"] is True
    assert configuration["BytesScannedCutoffPerQuery"] == {"Ref": "ScanLimit"}
    assert source["Parameters"]["ScanLimit"]["Default"] == 2**30
    assert configuration["ResultConfiguration"]["OutputLocation"] == {"Fn::Sub": "s3://${Bucket}/results/"}


def test_every_question_is_a_named_query_in_its_own_words(written):
    named = {
        q["Properties"]["Name"]: q["Properties"] for q in of_type(written["Resources"], "AWS::Athena::NamedQuery").values()
    }
    files = {file.stem: file.read_text() for file in (INFRA / "queries").glob("*.sql") if file.stem != "duckdb"}
    assert {name: query["QueryString"] for name, query in named.items()} == files
    assert len(files) == 10
    for query in named.values():
        assert query["WorkGroup"] == {"Ref": "WorkGroup"}
        assert query["Database"] == {"Ref": "Catalog"}
        assert 10 < len(query["Description"]) <= 1024


@pytest.mark.parametrize("name", ["branches", "requests"])
def test_a_view_is_its_sql_and_has_the_columns_of_tables_md(of, name):
    view = glue(of, f"{name.capitalize()}View")
    assert view["TableType"] == "VIRTUAL_VIEW" and view["Parameters"]["presto_view"] == "true"
    before, text, after = view["ViewOriginalText"]["Fn::Join"][1]
    assert (before, after) == ("/* Presto View: ", " */")
    # As CloudFormation will: the parameter put in, then Base64, which Athena undoes.
    filled = text["Fn::Base64"]["Fn::Sub"].replace("${Database}", "feverdream")
    assert "${" not in filled
    athena = json.loads(base64.b64decode(base64.b64encode(filled.encode())))
    assert athena["originalSql"] == (INFRA / "views" / f"{name}.sql").read_text()
    expected = [column for column, _ in tables.columns(name)]
    assert [c["name"] for c in athena["columns"]] == expected
    assert [c["Name"] for c in view["StorageDescriptor"]["Columns"]] == expected
    selected = re.search(r"^SELECT (.*?)\nFROM", athena["originalSql"], re.DOTALL | re.MULTILINE)[1]
    assert re.findall(r"\w+", selected) == expected


# ---- the night walker


def test_the_night_walker_does_not_walk_unless_it_is_asked_to(source, resources):
    assert source["Parameters"]["NightPages"]["Default"] == 0
    for name in ["NightRole", "NightSchedule"]:
        assert resources[name]["Condition"] == "HasNight"


def test_its_rounds_are_bounded_and_come_from_the_scheduler_alone(properties, resources, edge):
    variables = properties("Function")["Environment"]["Variables"]
    assert variables["FEVERDREAM_NIGHT_BRANCHES"] == {"Ref": "NightPages"}
    target = properties("NightSchedule")["Target"]
    assert target["Arn"] == {"Fn::GetAtt": ["Function", "Arn"]}
    assert target["RetryPolicy"]["MaximumRetryAttempts"] == 0
    (again,) = of_type(resources, "AWS::Lambda::EventInvokeConfig").values()
    assert again["Properties"]["MaximumRetryAttempts"] == 0
    (may,) = statements(properties("NightRole"))
    assert may["Action"] == "lambda:InvokeFunction"
    assert may["Resource"] == {"Fn::GetAtt": ["Function", "Arn"]}
    event = json.loads(target["Input"])
    assert event["version"] == "2.0"
    assert event["rawPath"] == event["requestContext"]["http"]["path"]
    assert event["requestContext"]["http"]["method"] == "POST"
    to_function = [b["PathPattern"].rstrip("*") for b in edge["CacheBehaviors"] if b["TargetOriginId"] == "function"]
    assert to_function == ["/api/"]
    assert not event["rawPath"].startswith("/api/"), "else every reader could have the walker walk"
