-- Choices taken per branch: how often each way on was read, in any take, and those that nobody took.
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
offered AS (
  SELECT dream, steps, choices[i].id AS id, choices[i].label AS label
  FROM branches
  CROSS JOIN (VALUES (1), (2), (3), (4)) AS numbers (i)
  WHERE i <= cardinality(choices)
),
ways AS (
  SELECT dream, steps, id, label FROM offered
  UNION
  -- The doors of authored pages, which have no row of their own.
  SELECT dream, parent, regexp_replace(regexp_replace(steps, '^.*[.]', ''), '~[b-e]$', ''), choice FROM branches
),
taken AS (
  SELECT dream, regexp_replace(steps, '~[b-e]$', '') AS steps, count(*) AS times
  FROM reads
  GROUP BY 1, 2
)
SELECT w.dream, w.steps, w.id, w.label, coalesce(t.times, 0) AS times
FROM ways w
LEFT JOIN taken t
  ON t.dream = w.dream AND t.steps = CASE WHEN w.steps = '' THEN w.id ELSE w.steps || '.' || w.id END
ORDER BY times DESC, w.dream, w.steps, w.id
