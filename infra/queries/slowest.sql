-- Slowest branches: the fifty that took longest to dream, and why.
SELECT dream, steps, generate_ms, attempts, tokens, prompt_tokens, finish_reason, fallback, model, created_at
FROM branches
ORDER BY generate_ms DESC, dream, steps
LIMIT 50
