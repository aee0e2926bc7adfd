-- What the queries of this folder need on DuckDB: the two tables, and a function under Athena's name.
-- From the root of the project, after `export --out function/data/tables`:
--     duckdb -init infra/queries/duckdb.sql < infra/queries/funnel.sql
CREATE OR REPLACE MACRO cardinality(items) AS len(items);
CREATE OR REPLACE VIEW branches AS
SELECT * FROM read_parquet('function/data/tables/branches-*.parquet');
CREATE OR REPLACE VIEW requests AS
SELECT * FROM read_csv('function/data/log/access-*.csv', all_varchar = true, header = true, quote = '"', escape = '"');
