-- What the anomaly scores of a federation say of each update, and whether one of them is beyond its threshold: a client's reputation is counted from it.
alter table participant add column scores json;
alter table participant add column flagged boolean not null default false;
