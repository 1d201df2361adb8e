-- Clusters of several processes keep their membership in Postgres; a SQLite file belongs to one process.
select 1;
