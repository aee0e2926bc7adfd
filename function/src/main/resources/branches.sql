-- The branch table. Append-only: a row is written once, and only withdrawn_at may ever be set later, by hand.
CREATE TABLE IF NOT EXISTS branches (
  dream                TEXT    NOT NULL, -- story and dream, e.g. spider/7
  steps                TEXT    NOT NULL, -- steps taken, e.g. open-the-cellar.2.1~b
  story                TEXT    NOT NULL,
  dream_number         INTEGER NOT NULL,
  parent               TEXT    NOT NULL, -- steps of the parent; empty for the start passage
  depth                INTEGER NOT NULL, -- number of steps
  choice               TEXT    NOT NULL, -- label that was taken to get here
  text                 TEXT    NOT NULL, -- paragraphs separated by a blank line
  choices              TEXT    NOT NULL, -- JSON: [{"id","label"}]
  ending               TEXT    NOT NULL, -- none, dreamed, depth
  asked_by             TEXT    NOT NULL, -- reader
  model                TEXT    NOT NULL, -- id of the model bundle
  prompt_version       INTEGER NOT NULL,
  sampling             TEXT    NOT NULL,
  seed                 INTEGER NOT NULL,
  prompt_tokens        INTEGER NOT NULL,
  tokens               INTEGER NOT NULL,
  finish_reason        TEXT    NOT NULL,
  generate_ms          INTEGER NOT NULL,
  attempts             INTEGER NOT NULL,
  fallback             INTEGER NOT NULL, -- 1: the text is one of the author's own lines
  gate_words           INTEGER NOT NULL,
  gate_loops           INTEGER NOT NULL,
  gate_repetition      REAL    NOT NULL,
  gate_parent_overlap  REAL    NOT NULL,
  gate_sibling_overlap REAL    NOT NULL,
  gate_copied_words    INTEGER NOT NULL,
  gate_made_up_words   INTEGER NOT NULL,
  gate_leaks           INTEGER NOT NULL,
  gate_forbidden       INTEGER NOT NULL,
  created_at           TEXT    NOT NULL, -- ISO-8601
  sha256               TEXT    NOT NULL, -- of text and choices
  withdrawn_at         TEXT,             -- ISO-8601; null unless the page was taken down
  PRIMARY KEY (dream, steps)
) WITHOUT ROWID;
-- What a map shows, level by level, without reading any text.
CREATE INDEX IF NOT EXISTS branches_map ON branches (dream, depth, steps, choice, choices, ending, withdrawn_at)
