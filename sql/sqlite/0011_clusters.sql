-- The number of the cluster in which a round counted a client's update, from 1; null where all clients train one model.
alter table participant add column cluster integer;
