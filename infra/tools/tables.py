"""Writes the Glue tables, the views and the named queries into tables.yaml, so that each is said once.

Columns come from TABLES.md, which a test of the function holds against its code; the views and the queries are SQL files.
"""

import json
import re
from pathlib import Path

INFRA = Path(__file__).resolve().parent.parent
MARK = "  # tables, views and named queries: infra/tools/tables.py writes them here, from TABLES.md, views and queries\n"

CHOICES = "list of {id, label}"
# What a column is for Glue, for a view of Athena, and as DynamoDB's JSON has it.
TYPES = {
    "text": ("string", "varchar", "struct<s:string>"),
    "integer": ("int", "integer", "struct<n:string>"),
    "long": ("bigint", "bigint", "struct<n:string>"),
    "double": ("double", "double", "struct<n:string>"),
    "boolean": ("boolean", "boolean", "struct<bool:boolean>"),
    "timestamp": ("timestamp", "timestamp(3)", "struct<s:string>"),
    CHOICES: (
        "array<struct<id:string,label:string>>",
        "array(row(id varchar, label varchar))",
        "struct<l:array<struct<m:struct<id:struct<s:string>,label:struct<s:string>>>>>",
    ),
}
JSON_FORMAT = {
    "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
    "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    # Checksums lie among the data and are no JSON.
    "SerdeInfo": {
        "SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe",
        "Parameters": {"ignore.malformed.json": "true"},
    },
}
PARQUET_FORMAT = {
    "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    "SerdeInfo": {"SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"},
}


def columns(table: str, folder: Path = INFRA) -> list[tuple[str, str]]:
    """Name and type of the columns of a table, as TABLES.md has them."""
    section = (folder / "TABLES.md").read_text().split(f"\n## {table}\n")[1].split("\n## ")[0]
    return [(name, kind) for name, kind in re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", section, re.MULTILINE)]


def queries(folder: Path = INFRA) -> dict[str, str]:
    """The questions, by name. What DuckDB alone needs is none."""
    files = sorted((folder / "queries").glob("*.sql"))
    return {file.stem: file.read_text() for file in files if file.stem != "duckdb"}


def view(table: str, folder: Path = INFRA) -> str:
    return (folder / "views" / f"{table}.sql").read_text()


def table(name: str, described: str, storage: dict, projection: dict, partition: str) -> dict:
    return {
        "Type": "AWS::Glue::Table",
        "Properties": {
            "CatalogId": {"Ref": "AWS::AccountId"},
            "DatabaseName": {"Ref": "Catalog"},
            "TableInput": {
                "Name": name,
                "Description": described,
                "TableType": "EXTERNAL_TABLE",
                "Parameters": {"projection.enabled": "true"} | projection,
                "PartitionKeys": [{"Name": partition, "Type": "string"}],
                "StorageDescriptor": storage,
            },
        },
    }


def branch_exports(folder: Path) -> dict:
    item = "struct<" + ",".join(f"{name}:{TYPES[kind][2]}" for name, kind in columns("branches", folder)) + ">"
    storage = JSON_FORMAT | {
        "Location": {"Fn::Sub": "s3://${Bucket}/branches/"},
        "Columns": [{"Name": name, "Type": item} for name in ("item", "newimage")],
    }
    projection = {
        "projection.month.type": "date",
        "projection.month.format": "yyyy-MM",
        "projection.month.range": "NOW-1MONTHS,NOW",
        "projection.month.interval": "1",
        "projection.month.interval.unit": "MONTHS",
        "storage.location.template": {"Fn::Sub": "s3://${Bucket}/branches/${!month}/"},
    }
    return table("branch_exports", "DynamoDB's exports as they are; ask `branches`.", storage, projection, "month")


def request_log(folder: Path) -> dict:
    storage = PARQUET_FORMAT | {
        "Location": {"Fn::Sub": "s3://${Bucket}/requests/"},
        "Columns": [{"Name": name, "Type": TYPES[kind][0]} for name, kind in columns("requests", folder)],
    }
    projection = {
        "projection.day.type": "date",
        "projection.day.format": "yyyy/MM/dd",
        "projection.day.range": {"Fn::Sub": "NOW-${RequestDays}DAYS,NOW"},
        "projection.day.interval": "1",
        "projection.day.interval.unit": "DAYS",
        "storage.location.template": {"Fn::Sub": "s3://${Bucket}/requests/${!day}/"},
    }
    return table("request_log", "CloudFront's log as it is; ask `requests`.", storage, projection, "day")


def glue_view(name: str, folder: Path) -> dict:
    """As Athena keeps a view: its SQL and the types of its columns, in JSON, in Base64."""
    definition = {
        "originalSql": view(name, folder),
        "catalog": "awsdatacatalog",
        "schema": "${Database}",
        "columns": [{"name": column, "type": TYPES[kind][1]} for column, kind in columns(name, folder)],
    }
    text = {"Fn::Base64": {"Fn::Sub": json.dumps(definition)}}
    return {
        "Type": "AWS::Glue::Table",
        "Properties": {
            "CatalogId": {"Ref": "AWS::AccountId"},
            "DatabaseName": {"Ref": "Catalog"},
            "TableInput": {
                "Name": name,
                "Description": f"See infra/TABLES.md, {name}.",
                "TableType": "VIRTUAL_VIEW",
                "Parameters": {"presto_view": "true", "comment": "Presto View"},
                "ViewOriginalText": {"Fn::Join": ["", ["/* Presto View: ", text, " */"]]},
                "ViewExpandedText": "/* Presto View */",
                "StorageDescriptor": {
                    "Columns": [{"Name": column, "Type": TYPES[kind][0]} for column, kind in columns(name, folder)],
                    "SerdeInfo": {},
                },
            },
        },
    }


def named_query(name: str, text: str) -> dict:
    """Its first sentence is its description."""
    comment = " ".join(line[2:].strip() for line in text.splitlines() if line.startswith("--"))
    return {
        "Type": "AWS::Athena::NamedQuery",
        "Properties": {
            "Name": name,
            "Description": re.split(r"(?<=\.) ", comment)[0],
            "Database": {"Ref": "Catalog"},
            "WorkGroup": {"Ref": "WorkGroup"},
            "QueryString": text,
        },
    }


def resources(folder: Path = INFRA) -> dict[str, dict]:
    found = {
        "BranchExports": branch_exports(folder),
        "RequestLog": request_log(folder),
        "BranchesView": glue_view("branches", folder),
        "RequestsView": glue_view("requests", folder),
    }
    for name, text in queries(folder).items():
        found["Query" + "".join(word.capitalize() for word in name.split("-"))] = named_query(name, text)
    return found


def render(folder: Path = INFRA) -> str:
    """The whole template. JSON is YAML too, on one line each."""
    written = "".join(f"  {name}: {json.dumps(each)}\n" for name, each in resources(folder).items())
    head, mark, tail = (folder / "tables.yaml").read_text().partition(MARK)
    assert mark, "tables.yaml has lost the line where its tables go"
    return head + written + tail
