-- Leases, budgets and the salts of days. All of it is short-lived and may be deleted while no game runs.
CREATE TABLE IF NOT EXISTS control (
  key        TEXT    NOT NULL PRIMARY KEY, -- lease#…, budget#…, client#…, salt#…
  owner      TEXT,                         -- of a lease
  until      INTEGER,                      -- end of a lease, epoch milliseconds
  count      INTEGER,                      -- branches charged
  value      TEXT,                         -- a day's salt
  expires_at INTEGER NOT NULL              -- epoch seconds, after which the row may go
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS control_expiry ON control (expires_at)
