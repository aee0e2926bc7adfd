-- Hit ratio and cost per story: requests, the share that the edge answered alone, pages dreamed and what their dreaming
-- cost, in US dollars. Put your function's memory and your region's price into the first lines; reads cost nothing here.
WITH prices AS (
  SELECT CAST(3.0 AS double) AS gigabytes, CAST(0.0000166667 AS double) AS gigabyte_second
),
asked AS (
  SELECT split_part(cs_uri_stem, '/', 4) AS story, count(*) AS requests,
         sum(CASE WHEN x_edge_result_type IN ('Hit', 'RefreshHit') THEN 1 ELSE 0 END) AS hits,
         sum(CASE WHEN sc_status IN ('429', '503') THEN 1 ELSE 0 END) AS turned_away
  FROM requests
  WHERE cs_uri_stem LIKE '/api/stories/%/%' AND cs_method = 'GET'
  GROUP BY 1
),
written AS (
  SELECT story, count(*) AS dreamed, sum(CAST(generate_ms AS double)) / 1000 AS seconds,
         sum(tokens) AS tokens
  FROM branches
  GROUP BY story
)
SELECT coalesce(w.story, a.story) AS story, coalesce(a.requests, 0) AS requests,
       round(CAST(a.hits AS double) / nullif(a.requests, 0), 4) AS hit_ratio,
       coalesce(a.turned_away, 0) AS turned_away,
       coalesce(w.dreamed, 0) AS dreamed, round(w.seconds, 1) AS seconds, w.tokens,
       round(w.seconds * p.gigabytes * p.gigabyte_second, 4) AS dollars,
       round(1000 * w.seconds * p.gigabytes * p.gigabyte_second / nullif(a.requests, 0), 6) AS dollars_per_1000_requests
FROM written w
FULL OUTER JOIN asked a ON a.story = w.story
CROSS JOIN prices p
ORDER BY dollars DESC NULLS LAST, story
