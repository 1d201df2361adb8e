-- The earlier round in which a client of an asynchronous federation began; null where it began in the round itself.
alter table participant add column begun integer;
