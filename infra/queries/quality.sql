-- Quality by model and prompt version: what the gate measured, and how much work a page took.
SELECT model, prompt_version, count(*) AS branches,
       round(avg(CASE WHEN attempts = 1 AND NOT fallback THEN 1e0 ELSE 0e0 END), 3) AS first_draft,
       round(avg(CASE WHEN fallback THEN 1e0 ELSE 0e0 END), 3) AS fallbacks,
       round(avg(attempts), 2) AS attempts, round(avg(gate_words), 1) AS words,
       round(avg(gate_repetition), 4) AS repetition, round(avg(gate_parent_overlap), 4) AS parent_overlap,
       round(avg(gate_copied_words), 2) AS copied_words, round(avg(gate_made_up_words), 3) AS made_up_words,
       round(avg(cardinality(choices)), 2) AS choices,
       round(avg(CASE WHEN ending = 'dreamed' THEN 1e0 ELSE 0e0 END), 3) AS ended_by_itself,
       round(sum(CAST(tokens AS double)) / nullif(sum(generate_ms), 0) * 1000, 1) AS kept_tokens_per_second
FROM branches
GROUP BY model, prompt_version
ORDER BY model, prompt_version
