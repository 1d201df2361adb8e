-- What Orleans' AdoNet providers ask of a database: their queries by key, and the tables behind them.
-- Every row of grain state is unique, so that of two racing first writes one wins and the other is told.

create table OrleansQuery (
    QueryKey text not null primary key,
    QueryText text not null
);

create table grain_state (
    grain_id_hash integer not null,
    grain_type_hash integer not null,
    grain_id_n0 bigint not null,
    grain_id_n1 bigint not null,
    grain_type text not null,
    grain_key text,
    service_id text not null,
    version integer not null,
    modified_at timestamptz not null,
    payload bytea,
    constraint grain_state_key unique nulls not distinct (grain_id_hash, grain_type_hash, grain_id_n0, grain_id_n1, grain_type, grain_key, service_id)
) with (fillfactor = 70);

-- One statement, one flush. A write with a version that is not the stored one answers with its own version, which the provider
-- reads as a conflict; a first write that finds a row answers nothing, which it reads likewise.
insert into OrleansQuery (QueryKey, QueryText) values ('WriteToStorageKey', '
with updated as (
    update grain_state set version = version + 1, modified_at = now(), payload = @PayloadBinary
    where grain_id_hash = @GrainIdHash and grain_type_hash = @GrainTypeHash and grain_id_n0 = @GrainIdN0 and grain_id_n1 = @GrainIdN1
        and grain_type = @GrainTypeString and grain_key is not distinct from cast(@GrainIdExtensionString as text) and service_id = @ServiceId
        and version = cast(@GrainStateVersion as integer)
    returning version
), inserted as (
    insert into grain_state (grain_id_hash, grain_type_hash, grain_id_n0, grain_id_n1, grain_type, grain_key, service_id, version, modified_at, payload)
    select @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, @GrainTypeString, cast(@GrainIdExtensionString as text), @ServiceId, 1, now(), @PayloadBinary
    where cast(@GrainStateVersion as integer) is null
    on conflict do nothing
    returning version
)
select version as NewGrainStateVersion from updated
union all select version from inserted
union all select cast(@GrainStateVersion as integer)
    where cast(@GrainStateVersion as integer) is not null and not exists (select 1 from updated);
');

insert into OrleansQuery (QueryKey, QueryText) values ('ReadFromStorageKey', '
select payload as PayloadBinary, version as Version from grain_state
where grain_id_hash = @GrainIdHash and grain_type_hash = @GrainTypeHash and grain_id_n0 = @GrainIdN0 and grain_id_n1 = @GrainIdN1
    and grain_type = @GrainTypeString and grain_key is not distinct from cast(@GrainIdExtensionString as text) and service_id = @ServiceId;
');

insert into OrleansQuery (QueryKey, QueryText) values ('ClearStorageKey', '
with cleared as (
    update grain_state set version = version + 1, modified_at = now(), payload = null
    where grain_id_hash = @GrainIdHash and grain_type_hash = @GrainTypeHash and grain_id_n0 = @GrainIdN0 and grain_id_n1 = @GrainIdN1
        and grain_type = @GrainTypeString and grain_key is not distinct from cast(@GrainIdExtensionString as text) and service_id = @ServiceId
        and version = cast(@GrainStateVersion as integer)
    returning version
)
select version as NewGrainStateVersion from cleared
union all select cast(@GrainStateVersion as integer)
    where cast(@GrainStateVersion as integer) is not null and not exists (select 1 from cleared);
');

insert into OrleansQuery (QueryKey, QueryText) values ('DeleteStorageKey', '
with deleted as (
    delete from grain_state
    where grain_id_hash = @GrainIdHash and grain_type_hash = @GrainTypeHash and grain_id_n0 = @GrainIdN0 and grain_id_n1 = @GrainIdN1
        and grain_type = @GrainTypeString and grain_key is not distinct from cast(@GrainIdExtensionString as text) and service_id = @ServiceId
        and version = cast(@GrainStateVersion as integer)
    returning version
)
select version + 1 as NewGrainStateVersion from deleted
union all select cast(@GrainStateVersion as integer)
    where cast(@GrainStateVersion as integer) is not null and not exists (select 1 from deleted);
');

create table reminder (
    service_id text not null,
    grain_id text not null,
    name text not null,
    start_time timestamptz not null,
    period bigint not null,
    grain_hash integer not null,
    version integer not null,
    primary key (service_id, grain_id, name)
);

create index reminder_by_hash on reminder (service_id, grain_hash);

insert into OrleansQuery (QueryKey, QueryText) values ('UpsertReminderRowKey', '
insert into reminder (service_id, grain_id, name, start_time, period, grain_hash, version)
values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
on conflict (service_id, grain_id, name) do update
set start_time = excluded.start_time, period = excluded.period, grain_hash = excluded.grain_hash, version = reminder.version + 1
returning version as Version;
');

insert into OrleansQuery (QueryKey, QueryText) values ('ReadReminderRowsKey', '
select grain_id as GrainId, name as ReminderName, start_time as StartTime, period as Period, version as Version from reminder
where service_id = @ServiceId and grain_id = @GrainId;
');

insert into OrleansQuery (QueryKey, QueryText) values ('ReadReminderRowKey', '
select grain_id as GrainId, name as ReminderName, start_time as StartTime, period as Period, version as Version from reminder
where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName;
');

insert into OrleansQuery (QueryKey, QueryText) values ('ReadRangeRows1Key', '
select grain_id as GrainId, name as ReminderName, start_time as StartTime, period as Period, version as Version from reminder
where service_id = @ServiceId and grain_hash > @BeginHash and grain_hash <= @EndHash;
');

insert into OrleansQuery (QueryKey, QueryText) values ('ReadRangeRows2Key', '
select grain_id as GrainId, name as ReminderName, start_time as StartTime, period as Period, version as Version from reminder
where service_id = @ServiceId and (grain_hash > @BeginHash or grain_hash <= @EndHash);
');

insert into OrleansQuery (QueryKey, QueryText) values ('DeleteReminderRowKey', '
with deleted as (
    delete from reminder where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName and version = @Version
    returning version
)
select count(*) as deleted from deleted;
');

insert into OrleansQuery (QueryKey, QueryText) values ('DeleteReminderRowsKey', '
delete from reminder where service_id = @ServiceId;
');
