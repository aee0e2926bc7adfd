-- Takes preferred: where a step was told more than once, how often each telling was read.
WITH reads AS (
  SELECT split_part(path, '/', 4) AS story,
         split_part(path, '/', 4) || '/' || split_part(path, '/', 5) AS dream,
         split_part(path, '/', 6) AS steps
  FROM (
    SELECT replace(cs_uri_stem, '%7E', '~') AS path
    FROM requests
    WHERE cs_method = 'GET' AND sc_status IN ('200', '304')
  ) answered
  WHERE path LIKE '/api/stories/%/%'
),
seen AS (
  SELECT dream, steps, count(*) AS times FROM reads GROUP BY dream, steps
),
tellings AS (
  SELECT b.dream, regexp_replace(b.steps, '~[b-e]$', '') AS step,
         CASE WHEN b.steps LIKE '%~_' THEN substr(b.steps, length(b.steps)) ELSE 'a' END AS take,
         coalesce(s.times, 0) AS times, b.fallback
  FROM branches b
  LEFT JOIN seen s ON s.dream = b.dream AND s.steps = b.steps
),
compared AS (
  SELECT dream, step, take, times, fallback,
         count(*) OVER (PARTITION BY dream, step) AS takes,
         sum(times) OVER (PARTITION BY dream, step) AS all_times
  FROM tellings
)
SELECT dream, step, take, times, round(CAST(times AS double) / nullif(all_times, 0), 3) AS share, fallback
FROM compared
WHERE takes > 1
ORDER BY all_times DESC, dream, step, take
