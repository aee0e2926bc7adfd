-- Who had pages dreamed (a reader, the page before while it was read, the night walker), and whether anybody read them.
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
SELECT b.story, b.asked_by, count(*) AS branches, count(s.times) AS branches_read,
       round(CAST(count(s.times) AS double) / count(*), 3) AS share_read, coalesce(sum(s.times), 0) AS times
FROM branches b
LEFT JOIN seen s ON s.dream = b.dream AND s.steps = b.steps
GROUP BY b.story, b.asked_by
ORDER BY b.story, b.asked_by
