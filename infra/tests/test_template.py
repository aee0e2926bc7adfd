"""Every property of the template that security or money hangs on. Linters let a wrong word pass; these do not."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import INFRA

SOURCE_ARN = {"Fn::Sub": "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}"}


def of_type(resources, kind):
    return {name: each for name, each in resources.items() if each["Type"] == kind}


def statements(role):
    return [s for policy in role["Policies"] for s in policy["PolicyDocument"]["Statement"]]


def listed(value):
    return value if isinstance(value, list) else [value]


def test_cfn_lint_finds_no_error():
    tool = Path(sys.executable).with_name("cfn-lint")
    found = str(tool) if tool.exists() else shutil.which("cfn-lint")
    # W1030 knows no parameter that is empty, and no runtime that a region may still have.
    done = subprocess.run(
        [found, "--ignore-checks", "W1030", "--", str(INFRA / "template.yaml")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_template_has_no_yaml_aliases_which_cloudformation_does_not_read():
    import yaml

    tokens = yaml.scan((INFRA / "template.yaml").read_text())
    assert not [t for t in tokens if isinstance(t, yaml.AnchorToken | yaml.AliasToken)]


# ---- what is kept


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        ("BranchTable", [("dream", "HASH"), ("steps", "RANGE")]),
        ("PrivateTable", [("dream", "HASH"), ("steps", "RANGE")]),
        ("ControlTable", [("key", "HASH")]),
    ],
)
def test_a_table_has_its_keys_and_is_paid_by_the_request(properties, table, keys):
    found = properties(table)
    assert [(k["AttributeName"], k["KeyType"]) for k in found["KeySchema"]] == keys
    assert found["BillingMode"] == "PAY_PER_REQUEST"
    assert "ProvisionedThroughput" not in found
    assert all(a["AttributeType"] == "S" for a in found["AttributeDefinitions"])


def test_the_branch_table_outlives_the_stack_and_its_rows_never_expire(resources, properties):
    assert resources["BranchTable"]["DeletionPolicy"] == "Retain"
    assert resources["BranchTable"]["UpdateReplacePolicy"] == "Retain"
    table = properties("BranchTable")
    assert table["DeletionProtectionEnabled"] is True
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert "TimeToLiveSpecification" not in table


@pytest.mark.parametrize("table", ["PrivateTable", "ControlTable"])
def test_what_is_for_a_while_expires(properties, table):
    assert properties(table)["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}


def test_the_map_is_read_from_an_index_without_texts(properties):
    (index,) = properties("BranchTable")["GlobalSecondaryIndexes"]
    assert index["IndexName"] == "map"
    assert [(k["AttributeName"], k["KeyType"]) for k in index["KeySchema"]] == [("dream", "HASH"), ("level", "RANGE")]
    assert index["Projection"]["ProjectionType"] == "INCLUDE"
    assert set(index["Projection"]["NonKeyAttributes"]) == {"choice", "choices", "ending", "withdrawn_at"}


@pytest.mark.parametrize("bucket", ["SiteBucket", "ModelBucket"])
def test_a_bucket_is_closed_but_for_the_edge(properties, bucket):
    found = properties(bucket)
    assert set(found["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(found["PublicAccessBlockConfiguration"]) == 4
    assert found["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert "WebsiteConfiguration" not in found
    policy = properties(f"{bucket}Policy")["PolicyDocument"]["Statement"]
    for statement in policy:
        allow = statement["Fn::If"][1] if "Fn::If" in statement else statement
        if allow["Effect"] == "Allow":
            assert allow["Principal"] == {"Service": "cloudfront.amazonaws.com"}
            assert allow["Action"] == "s3:GetObject"
            assert allow["Condition"] == {"StringEquals": {"AWS:SourceArn": SOURCE_ARN}}
    assert any(s.get("Effect") == "Deny" and s["Condition"] == {"Bool": {"aws:SecureTransport": "false"}} for s in policy)


def test_nobody_may_download_the_model_unless_it_is_offered(properties):
    (offered,) = [s for s in properties("ModelBucketPolicy")["PolicyDocument"]["Statement"] if "Fn::If" in s]
    condition, then, otherwise = offered["Fn::If"]
    assert condition == "IsInBrowser"
    of = [{"Fn::Sub": f"${{ModelBucket.Arn}}/models/${{{name}}}/*"} for name in ["BrowserBundle", "Bundle"]]
    assert then["Resource"] == {"Fn::If": ["HasBrowserBundle", *of]}
    assert otherwise == {"Ref": "AWS::NoValue"}


# ---- who may do what


def test_the_function_may_append_branches_and_neither_change_nor_delete_them(properties):
    for statement in statements(properties("FunctionRole")):
        resource = str(statement["Resource"])
        actions = set(listed(statement["Action"]))
        assert not any("*" in action for action in actions)
        if "BranchTable" in resource or "PrivateTable" in resource:
            assert actions <= {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem"}
        if "index" in resource:
            assert actions == {"dynamodb:Query"}
    all_actions = {a for s in statements(properties("FunctionRole")) for a in listed(s["Action"])}
    assert not all_actions & {"dynamodb:BatchWriteItem", "dynamodb:DeleteTable", "dynamodb:Scan", "s3:ListBucket"}


def test_updates_and_deletes_are_for_the_control_table_alone(properties):
    for statement in statements(properties("FunctionRole")):
        if {"dynamodb:UpdateItem", "dynamodb:DeleteItem"} & set(listed(statement["Action"])):
            assert statement["Resource"] == {"Fn::GetAtt": ["ControlTable", "Arn"]}


def test_no_role_has_all_of_anything(resources):
    for name, role in of_type(resources, "AWS::IAM::Role").items():
        assert "ManagedPolicyArns" not in role["Properties"], name
        for statement in statements(role["Properties"]):
            assert statement["Effect"] == "Allow"
            assert all(resource != "*" for resource in listed(statement["Resource"])), name
            assert all(":" in a and not a.endswith("*") for a in listed(statement["Action"])), name


def test_the_function_reads_one_bundle(properties):
    (s3,) = [s for s in statements(properties("FunctionRole")) if "s3" in str(s["Action"])]
    assert s3["Action"] == "s3:GetObject"
    assert s3["Resource"] == {"Fn::Sub": "${ModelBucket.Arn}/models/${Bundle}/*"}


def test_only_the_edge_may_call_the_function_and_it_has_both_permissions(resources, properties):
    url = properties("FunctionUrl")
    assert url["AuthType"] == "AWS_IAM"
    assert url["InvokeMode"] == "BUFFERED"
    assert "Cors" not in url
    permissions = {
        p["Properties"]["Action"]: p["Properties"]
        for p in of_type(resources, "AWS::Lambda::Permission").values()
        if p["Properties"]["FunctionName"] == {"Ref": "Function"}
    }
    assert set(permissions) == {"lambda:InvokeFunctionUrl", "lambda:InvokeFunction"}
    for permission in permissions.values():
        assert permission["Principal"] == "cloudfront.amazonaws.com"
        assert permission["SourceArn"] == SOURCE_ARN
    assert permissions["lambda:InvokeFunctionUrl"]["FunctionUrlAuthType"] == "AWS_IAM"
    assert permissions["lambda:InvokeFunction"]["InvokedViaFunctionUrl"] is True


def test_the_brake_may_do_one_thing(properties, resources):
    stop, log = statements(properties("BrakeRole"))
    assert stop["Action"] == "lambda:PutFunctionConcurrency"
    assert stop["Resource"] == {"Fn::GetAtt": ["Function", "Arn"]}
    assert "logs:" in str(log["Action"])
    allowed = properties("AlarmMayBrake")
    assert allowed["Principal"] == "lambda.alarms.cloudwatch.amazonaws.com"
    assert allowed["SourceArn"] == {"Fn::GetAtt": ["CostAlarm", "Arn"]}
    assert resources["BrakeFunction"]["Condition"] == "HasBrake"


# ---- what runs


def test_the_function_answers_before_the_edge_gives_up(properties, edge):
    function = properties("Function")
    (origin,) = [o for o in edge["Origins"] if o["Id"] == "function"]
    assert function["Timeout"] == 25
    assert origin["CustomOriginConfig"]["OriginReadTimeout"] == 30
    assert function["MemorySize"] == {"Ref": "Memory"}
    assert function["Architectures"] == [{"Ref": "Architecture"}]


def test_no_concurrency_is_reserved_unless_asked_for(properties, source):
    assert properties("Function")["ReservedConcurrentExecutions"]["Fn::If"][0] == "HasReserve"
    assert source["Parameters"]["ReservedConcurrency"]["Default"] == -1
    assert source["Parameters"]["Architecture"]["Default"] == "x86_64"


def test_logs_are_not_kept_for_ever(resources, properties):
    for name, group in of_type(resources, "AWS::Logs::LogGroup").items():
        assert group["Properties"]["RetentionInDays"] == {"Ref": "LogDays"}, name
    for name, function in of_type(resources, "AWS::Lambda::Function").items():
        assert "LogGroup" in function["Properties"]["LoggingConfig"], name


def test_every_parameter_says_what_it_is(source):
    grouped = [p for g in source["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"] for p in g["Parameters"]]
    assert sorted(grouped) == sorted(source["Parameters"])
    for name, parameter in source["Parameters"].items():
        assert len(parameter["Description"]) > 20, name
        bounds = {"AllowedPattern", "AllowedValues", "MinValue"} & set(parameter)
        assert bounds, f"{name} takes anything"
    required = [name for name, parameter in source["Parameters"].items() if "Default" not in parameter]
    assert required == ["Bundle", "ManifestSha256"]
