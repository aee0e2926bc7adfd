-- The table `requests` on Athena, out of CloudFront's own log, without what was asked for of private pages. The local server
-- drops the same paths before it writes; CloudFront cannot, so the log itself is kept for a short while.
SELECT "date", "time", cs_method, cs_uri_stem, sc_status, sc_bytes, time_taken, x_edge_result_type
FROM request_log
WHERE NOT regexp_like(cs_uri_stem, '(?i)([./]|%2e|%2f)(_|%5f)')
