-- Who drives a round: each activation that takes it up counts the epoch up, and what an earlier one still writes is refused.
alter table round add column epoch bigint not null default 0;

-- Which federations go on after a silo died.
create index federation_by_status on federation (status, name);
