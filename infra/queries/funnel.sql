-- Funnel by depth: reads at each depth of each story, their share of those at the start, and how many read on for each
-- page that offers a way on. Without addresses there are no sessions, so this counts pages, not people.
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
deep AS (
  SELECT r.story,
         CASE WHEN r.steps = '' THEN 0 ELSE length(r.steps) - length(replace(r.steps, '.', '')) + 1 END AS depth,
         CASE WHEN coalesce(b.ending, 'none') = 'none' THEN 0 ELSE 1 END AS is_end
  FROM reads r
  LEFT JOIN branches b ON b.dream = r.dream AND b.steps = r.steps
),
counted AS (
  SELECT story, depth, count(*) AS times, sum(is_end) AS at_an_end
  FROM deep
  GROUP BY story, depth
)
SELECT story, depth, times, at_an_end,
       round(CAST(times AS double) / first_value(times) OVER (PARTITION BY story ORDER BY depth), 3) AS of_start,
       round(CAST(lead(times) OVER (PARTITION BY story ORDER BY depth) AS double) / nullif(times - at_an_end, 0), 3)
         AS read_on
FROM counted
ORDER BY story, depth
