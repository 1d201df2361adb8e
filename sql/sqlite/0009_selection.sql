-- The most steps of local training that a round gave a client by its time budget; null where it did the spec's. Written with the cohort.
alter table participant add column steps bigint;
-- The tags that a federation gave a client; null where it gave none.
alter table enrolment add column tags text;
