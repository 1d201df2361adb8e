-- The most steps of local training that a round gave a client by its time budget; null where it did the spec's. Written with the cohort.
alter table participant add column steps bigint;
-- The tags that a federation gave a client; null where it gave none.
alter table enrolment add column tags text;
-- A client is shown with the tags that all federations gave it.
create index enrolment_by_client on enrolment (client) where tags is not null;
