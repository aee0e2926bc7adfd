"""The calculator's figures follow from its prices and milliseconds, and its limits hold."""

import importlib.machinery
import importlib.util
import json
import subprocess
import sys

import pytest
from conftest import INFRA


def load():
    loader = importlib.machinery.SourceFileLoader("cost", str(INFRA / "cost"))
    spec = importlib.util.spec_from_loader("cost", loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules["cost"] = module
    loader.exec_module(module)
    return module


cost = load()
PRICES = json.loads((INFRA / "prices.json").read_text())["us-east-1"]
MEASURED = {
    "generate_ms": 1000,
    "read_ms": 5,
    "refuse_ms": 10,
    "page_kb": 2,
    "row_kb": 2,
    "log_kb": 0,
    "request_kb": 0.2,
}


def costs(**changes):
    return cost.Costs(PRICES, MEASURED | changes, 1024, "x86_64")


def run(*options):
    done = subprocess.run([sys.executable, str(INFRA / "cost"), *options], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def test_a_second_of_a_gigabyte_costs_what_the_price_says():
    assert costs().seconds(1000) == pytest.approx(PRICES["lambda_gb_second_x86_64"])
    twice = cost.Costs(PRICES, MEASURED, 2048, "x86_64")
    assert twice.seconds(500) == pytest.approx(PRICES["lambda_gb_second_x86_64"])


def test_a_new_page_costs_its_second_its_writes_and_its_way_out():
    writes = (2 + 1 + 5) * PRICES["dynamodb_write"]
    reads = 8 * PRICES["dynamodb_read"]
    edge = PRICES["cloudfront_request"] + PRICES["cloudfront_function"] + 2 / 2**20 * PRICES["cloudfront_gb_out"]
    whole = PRICES["lambda_gb_second_x86_64"] + PRICES["lambda_request"] + writes + reads + edge
    assert costs().new_page() == pytest.approx(whole)


def test_what_the_edge_has_costs_less_than_what_it_must_ask_for():
    assert costs().cached_read() < costs().stored_read() < costs().new_page()


def test_a_flood_is_stopped_where_it_costs_more_than_allowed():
    free = cost.flood(costs(), 1000, None, -1)
    braked = cost.flood(costs(), 1000, 1.0, -1)
    assert braked["braked"] == 1.0
    assert braked["month"] < free["month"]
    assert cost.flood(costs(), 1, 1.0, -1)["braked"] == 0.0


def test_reserved_instances_are_a_ceiling():
    assert cost.flood(costs(), 10_000, None, 1)["an_hour"] == pytest.approx(cost.flood(costs(), 100, None, -1)["an_hour"])


def test_it_reckons_with_the_templates_defaults():
    assert run()["worst_month"] == run("--memory", "1769", "--pages-per-day", "2000")["worst_month"]
    assert run("--pages-per-day", "4000")["worst_month"] > run()["worst_month"]


def test_tables_cost_nothing_unless_they_are_there():
    assert "tables" not in cost.worst_month(costs(), 2000, 20, 4)
    assert run("--tables")["worst_month"] > run()["worst_month"]


def test_every_query_reads_as_much_as_it_may():
    one, two = (cost.tables_month(costs(), 0, 0, queries, 2**40, 30) for queries in (1, 2))
    assert two - one == pytest.approx(PRICES["athena_tb_scanned"])


def test_an_export_is_paid_by_what_changed_and_at_least_ten_megabytes():
    idle = cost.tables_month(costs(), 0, 0, 0, 0, 30)
    day = PRICES["dynamodb_export_gb"] * 10 / 2**10
    standing = 3 * cost.DAYS * PRICES["step_transition"] + PRICES["alarm_month"]
    assert idle == pytest.approx((cost.DAYS - 1) * day + standing)
    busy, busier = (cost.tables_month(costs(), pages, 0, 0, 0, 30) - standing for pages in (100_000, 200_000))
    assert busier == pytest.approx(2 * busy)


def test_every_figure_says_whether_it_was_measured():
    measured = json.loads((INFRA / "measured.json").read_text())
    assert measured["generate_ms"] > measured["read_ms"] > 0
    assert measured["refuse_ms"] > 0
    for name in ["generate_ms", "read_ms", "refuse_ms"]:
        assert measured["how"][name].startswith(("measured 20", "assumed: ")), name
    assert json.loads((INFRA / "prices.json").read_text())["as_of"] >= "2026-11"
