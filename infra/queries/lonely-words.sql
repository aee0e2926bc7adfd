-- Words that never occur again: those of a single page, once in all dreams. Names, inventions, and now and then a find.
WITH spoken AS (
  SELECT dream, steps, word
  FROM branches
  CROSS JOIN UNNEST(regexp_extract_all(lower(text), '\p{L}+')) AS words (word)
)
SELECT word, min(dream) AS dream, min(steps) AS steps
FROM spoken
GROUP BY word
HAVING count(*) = 1
ORDER BY word
