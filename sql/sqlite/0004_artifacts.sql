-- Beside SQLite, artifacts are files; only Postgres holds their bytes.
select 1;
