"""What the edge caches, forwards, signs, sends and turns away."""

import json
import shutil
import subprocess

import pytest


def behaviour(edge, pattern):
    return next(b for b in edge["CacheBehaviors"] if b["PathPattern"] == pattern)


def test_three_origins_and_each_is_signed_for(edge, properties):
    access = {o["Id"]: o["OriginAccessControlId"]["Fn::GetAtt"][0] for o in edge["Origins"]}
    assert access == {"site": "BucketAccess", "models": "BucketAccess", "function": "FunctionAccess"}
    for name, kind in [("BucketAccess", "s3"), ("FunctionAccess", "lambda")]:
        config = properties(name)["OriginAccessControlConfig"]
        assert config["OriginAccessControlOriginType"] == kind
        assert config["SigningBehavior"] == "always"
        assert config["SigningProtocol"] == "sigv4"


def test_paths_lead_to_their_origins(edge):
    assert edge["DefaultCacheBehavior"]["TargetOriginId"] == "site"
    assert edge["DefaultRootObject"] == "index.html"
    assert {b["PathPattern"]: b["TargetOriginId"] for b in edge["CacheBehaviors"]} == {
        "/api/*": "function",
        "/models/*": "models",
    }


def test_everything_is_encrypted_on_the_way(edge):
    for each in [edge["DefaultCacheBehavior"], *edge["CacheBehaviors"]]:
        assert each["ViewerProtocolPolicy"] == "redirect-to-https"
    (function,) = [o for o in edge["Origins"] if o["Id"] == "function"]
    assert function["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    assert function["CustomOriginConfig"]["OriginSSLProtocols"] == ["TLSv1.2"]
    own_name = edge["ViewerCertificate"]["Fn::If"][1]
    assert own_name["MinimumProtocolVersion"] == "TLSv1.2_2021"


def test_what_the_origin_says_counts_and_only_the_path_tells_answers_apart(properties, edge):
    policy = properties("CachePolicy")["CachePolicyConfig"]
    assert (policy["MinTTL"], policy["DefaultTTL"], policy["MaxTTL"]) == (0, 0, 365 * 24 * 3600)
    key = policy["ParametersInCacheKeyAndForwardedToOrigin"]
    assert key["CookiesConfig"] == {"CookieBehavior": "none"}
    assert key["HeadersConfig"] == {"HeaderBehavior": "none"}
    assert key["QueryStringsConfig"] == {"QueryStringBehavior": "none"}
    for each in [edge["DefaultCacheBehavior"], *edge["CacheBehaviors"]]:
        assert each["CachePolicyId"] == {"Ref": "CachePolicy"}
        assert not {"MinTTL", "DefaultTTL", "ForwardedValues"} & set(each)


def test_the_function_learns_the_address_and_not_the_host(properties, edge):
    policy = properties("ForwardPolicy")["OriginRequestPolicyConfig"]
    headers = {h.lower() for h in policy["HeadersConfig"]["Headers"]}
    assert policy["HeadersConfig"]["HeaderBehavior"] == "whitelist"
    assert {"cloudfront-viewer-address", "content-type", "x-amz-content-sha256", "sec-purpose"} <= headers
    assert not headers & {"host", "authorization", "cookie", "x-forwarded-for"}
    assert policy["CookiesConfig"] == {"CookieBehavior": "none"}
    assert policy["QueryStringsConfig"] == {"QueryStringBehavior": "none"}
    assert behaviour(edge, "/api/*")["OriginRequestPolicyId"] == {"Ref": "ForwardPolicy"}


def test_no_error_is_cached_and_none_turns_into_a_page(edge):
    errors = {e["ErrorCode"]: e for e in edge["CustomErrorResponses"]}
    assert set(errors) == {400, 403, 404, 405, 414, 500, 501, 502, 503, 504}
    for error in errors.values():
        assert error["ErrorCachingMinTTL"] == 0
        assert not {"ResponsePagePath", "ResponseCode"} & set(error)


def test_only_the_api_takes_a_post(edge):
    assert edge["DefaultCacheBehavior"]["AllowedMethods"] == ["GET", "HEAD"]
    assert behaviour(edge, "/models/*")["AllowedMethods"] == ["GET", "HEAD"]
    assert "POST" in behaviour(edge, "/api/*")["AllowedMethods"]
    assert behaviour(edge, "/api/*")["CachedMethods"] == ["GET", "HEAD"]


def test_every_answer_has_the_headers(edge):
    for each in [edge["DefaultCacheBehavior"], *edge["CacheBehaviors"]]:
        assert each["ResponseHeadersPolicyId"] == {"Ref": "HeadersPolicy"}


# ---- the filter of paths, run as CloudFront would

PATHS = {
    "/api/stories": 200,
    "/api/health": 200,
    "/api/stories/spider/7/count-arms.2~b": 200,
    "/api/map/spider/7": 200,
    "/api/stories/spider/7/_AAAAAAAAAAAAAAAAAAAAAA.1": 200,
    "/api/stories/" + "a" * 1000: 200,
    "/api/stories/" + "a" * 1001: 414,
    "/api/stories/%zz": 400,
    "/api/stories/spider%2f7": 400,
    "/api/stories//spider": 400,
    "/api/stories/../secret": 400,
    "/api/stories/spider/.": 400,
    "/api/stories/spider/1;x=1": 400,
    "/api/stories/spider/1'": 400,
    "/api/stories/é": 400,
    "/api/stories/sp ider": 400,
}


@pytest.fixture(scope="module")
def answers(properties):
    node = shutil.which("node")
    assert node, "node is missing; install it: apt-get install nodejs"
    requests = [{"method": "GET", "uri": path} for path in PATHS]
    requests += [{"method": method, "uri": "/api/stories/spider/1"} for method in ("HEAD", "POST", "PUT", "DELETE")]
    code = properties("PathFilter")["FunctionCode"]
    script = f"{code}\nconsole.log(JSON.stringify({json.dumps(requests)}.map(request => handler({{request}}))))"
    done = subprocess.run([node, "-e", script], check=True, capture_output=True, text=True)
    return list(zip(requests, json.loads(done.stdout), strict=True))


def test_the_filter_lets_through_what_the_function_would_take(answers):
    expected = [*PATHS.values(), 200, 200, 405, 405]
    for (request, answer), status in zip(answers, expected, strict=True):
        assert answer.get("statusCode", 200) == status, request
        if status == 200:
            assert answer == request, "it is handed on as it came"


def test_what_it_refuses_is_told_as_a_problem(answers):
    for request, answer in answers:
        if "statusCode" in answer:
            assert answer["headers"]["content-type"]["value"] == "application/problem+json"
            assert answer["headers"]["cache-control"]["value"] == "no-store"
            problem = json.loads(answer["body"]["data"])
            assert problem["status"] == answer["statusCode"], request
            assert problem["next"]


def test_the_filter_is_small_enough_and_stands_before_the_cache(properties, edge):
    assert len(properties("PathFilter")["FunctionCode"].encode()) <= 10 * 1024
    assert properties("PathFilter")["FunctionConfig"]["Runtime"] == "cloudfront-js-2.0"
    assert properties("PathFilter")["AutoPublish"] is True
    (association,) = behaviour(edge, "/api/*")["FunctionAssociations"]
    assert association["EventType"] == "viewer-request"
