-- The table `branches` on Athena, out of DynamoDB's own exports: a full one (Item) and the changes after it (NewImage).
-- A branch never changes but for `withdrawn_at`, so of several copies the one that has it is the newest.
SELECT dream, steps, story, dream_number, parent, depth, choice, text, choices, ending, asked_by, model, prompt_version,
       sampling, seed, prompt_tokens, tokens, finish_reason, generate_ms, attempts, fallback, gate_words, gate_loops,
       gate_repetition, gate_parent_overlap, gate_sibling_overlap, gate_copied_words, gate_made_up_words, gate_leaks,
       gate_forbidden, created_at, sha256, withdrawn_at
FROM (
  SELECT r.dream.s AS dream, r.steps.s AS steps, r.story.s AS story,
         TRY_CAST(r.dream_number.n AS integer) AS dream_number, r.parent.s AS parent,
         TRY_CAST(r.depth.n AS integer) AS depth, r.choice.s AS choice, r.text.s AS text,
         transform(r.choices.l, c -> CAST(ROW(c.m.id.s, c.m.label.s) AS ROW(id varchar, label varchar))) AS choices,
         r.ending.s AS ending, r.asked_by.s AS asked_by, r.model.s AS model,
         TRY_CAST(r.prompt_version.n AS integer) AS prompt_version, r.sampling.s AS sampling,
         TRY_CAST(r.seed.n AS bigint) AS seed, TRY_CAST(r.prompt_tokens.n AS integer) AS prompt_tokens,
         TRY_CAST(r.tokens.n AS integer) AS tokens, r.finish_reason.s AS finish_reason,
         TRY_CAST(r.generate_ms.n AS bigint) AS generate_ms, TRY_CAST(r.attempts.n AS integer) AS attempts,
         r.fallback.bool AS fallback, TRY_CAST(r.gate_words.n AS integer) AS gate_words,
         TRY_CAST(r.gate_loops.n AS integer) AS gate_loops, TRY_CAST(r.gate_repetition.n AS double) AS gate_repetition,
         TRY_CAST(r.gate_parent_overlap.n AS double) AS gate_parent_overlap,
         TRY_CAST(r.gate_sibling_overlap.n AS double) AS gate_sibling_overlap,
         TRY_CAST(r.gate_copied_words.n AS integer) AS gate_copied_words,
         TRY_CAST(r.gate_made_up_words.n AS integer) AS gate_made_up_words,
         TRY_CAST(r.gate_leaks.n AS integer) AS gate_leaks, TRY_CAST(r.gate_forbidden.n AS integer) AS gate_forbidden,
         TRY_CAST(replace(replace(r.created_at.s, 'T', ' '), 'Z', '') AS timestamp) AS created_at,
         r.sha256.s AS sha256,
         TRY_CAST(replace(replace(r.withdrawn_at.s, 'T', ' '), 'Z', '') AS timestamp) AS withdrawn_at,
         row_number() OVER (PARTITION BY r.dream.s, r.steps.s ORDER BY r.withdrawn_at.s NULLS LAST) AS nth
  FROM (SELECT coalesce(item, newimage) AS r FROM branch_exports) exported
  -- Manifests lie among the data, and have neither; what a player's own words led to is in no export.
  WHERE r.dream.s IS NOT NULL AND r.steps.s IS NOT NULL AND NOT regexp_like(r.steps.s, '(^|[.])_')
) copies
WHERE nth = 1
