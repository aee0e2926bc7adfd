-- Endings: how many each story has of each kind, how deep they lie, how many were found by a reader and how often.
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
)
SELECT b.story, b.ending, count(*) AS endings, round(avg(b.depth), 2) AS mean_depth,
       count(s.times) AS found, coalesce(sum(s.times), 0) AS times
FROM branches b
LEFT JOIN seen s ON s.dream = b.dream AND s.steps = b.steps
WHERE b.ending <> 'none'
GROUP BY b.story, b.ending
ORDER BY b.story, b.ending
