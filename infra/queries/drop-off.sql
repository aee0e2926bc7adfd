-- Drop-off: dreamed pages that offer ways on, and how many reads of them led to no next page.
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
followed AS (
  SELECT dream, regexp_replace(steps, '[.][^.]*$', '') AS steps, sum(times) AS times
  FROM seen
  WHERE steps LIKE '%.%'
  GROUP BY 1, 2
)
SELECT b.dream, b.steps, b.depth, s.times AS reads, coalesce(f.times, 0) AS went_on,
       greatest(s.times - coalesce(f.times, 0), 0) AS left_here,
       round(CAST(greatest(s.times - coalesce(f.times, 0), 0) AS double) / s.times, 3) AS share_left
FROM branches b
JOIN seen s ON s.dream = b.dream AND s.steps = b.steps
LEFT JOIN followed f ON f.dream = b.dream AND f.steps = b.steps
WHERE b.ending = 'none'
ORDER BY left_here DESC, b.dream, b.steps
