-- A version that is worse than the one it comes from, by the spec's gate, is recorded and not promoted: the latest is another.
alter table model_version add column promoted boolean not null default true;
