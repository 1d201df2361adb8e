-- What Orleans' AdoNet providers ask of a database: their queries by key, and the tables behind them.
-- Every row of grain state has one primary key, so that of two racing first writes one wins and the other is told.
-- Keys without an extension have the empty one: nulls would not be equal to each other in a key.

create table OrleansQuery (
    QueryKey text not null primary key,
    QueryText text not null
) without rowid;

create table grain_state (
    grain_id_hash integer not null,
    grain_type_hash integer not null,
    grain_id_n0 integer not null,
    grain_id_n1 integer not null,
    grain_type text not null,
    grain_key text not null,
    service_id text not null,
    version integer not null,
    modified_at text not null,
    payload blob,
    primary key (grain_id_hash, grain_type_hash, grain_id_n0, grain_id_n1, grain_type, grain_key, service_id)
);

-- One statement, one flush. A write with a version that is not the stored one answers with its own version, which the provider
-- reads as a conflict; a first write that finds a row answers nothing, which it reads likewise.
insert into OrleansQuery (QueryKey, QueryText) values ('WriteToStorageKey', '
insert into grain_state (grain_id_hash, grain_type_hash, grain_id_n0, grain_id_n1, grain_type, grain_key, service_id, version, modified_at, payload)
select @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, @GrainTypeString, coalesce(@GrainIdExtensionString, ''''), @ServiceId,
    1, strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now''), @PayloadBinary
where @GrainStateVersion is null or exists (
    select 1 from grain_state
    where grain_id_hash = @GrainIdHash and grain_type_hash = @GrainTypeHash and grain_id_n0 = @GrainIdN0 and grain_id_n1 = @GrainIdN1
        and grain_type = @GrainTypeString and grain_key = coalesce(@GrainIdExtensionString, '''') and service_id = @ServiceId)
on conflict (grain_id_hash, grain_type_hash, grain_id_n0, grain_id_n1, grain_type, grain_key, service_id) do update
set version = grain_state.version + 1, modified_at = excluded.modified_at, payload = excluded.payload
where grain_state.version = @GrainStateVersion
returning version as NewGrainStateVersion;
select @GrainStateVersion as NewGrainStateVersion where changes() = 0 and @GrainStateVersion is not null;
');

insert into OrleansQuery (QueryKey, QueryText) values ('ReadFromStorageKey', '
select payload as PayloadBinary, version as Version from grain_state
where grain_id_hash = @GrainIdHash and grain_type_hash = @GrainTypeHash and grain_id_n0 = @GrainIdN0 and grain_id_n1 = @GrainIdN1
    and grain_type = @GrainTypeString and grain_key = coalesce(@GrainIdExtensionString, '''') and service_id = @ServiceId;
');

insert into OrleansQuery (QueryKey, QueryText) values ('ClearStorageKey', '
update grain_state
set version = version + 1, modified_at = strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now''), payload = null
where grain_id_hash = @GrainIdHash and grain_type_hash = @GrainTypeHash and grain_id_n0 = @GrainIdN0 and grain_id_n1 = @GrainIdN1
    and grain_type = @GrainTypeString and grain_key = coalesce(@GrainIdExtensionString, '''') and service_id = @ServiceId
    and version = @GrainStateVersion
returning version as NewGrainStateVersion;
select @GrainStateVersion as NewGrainStateVersion where changes() = 0 and @GrainStateVersion is not null;
');

insert into OrleansQuery (QueryKey, QueryText) values ('DeleteStorageKey', '
delete from grain_state
where grain_id_hash = @GrainIdHash and grain_type_hash = @GrainTypeHash and grain_id_n0 = @GrainIdN0 and grain_id_n1 = @GrainIdN1
    and grain_type = @GrainTypeString and grain_key = coalesce(@GrainIdExtensionString, '''') and service_id = @ServiceId
    and version = @GrainStateVersion
returning version + 1 as NewGrainStateVersion;
select @GrainStateVersion as NewGrainStateVersion where changes() = 0 and @GrainStateVersion is not null;
');

create table reminder (
    service_id text not null,
    grain_id text not null,
    name text not null,
    start_time text not null,
    period integer not null,
    grain_hash integer not null,
    version integer not null,
    primary key (service_id, grain_id, name)
) without rowid;

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
delete from reminder where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName and version = @Version;
select changes() as deleted;
');

insert into OrleansQuery (QueryKey, QueryText) values ('DeleteReminderRowsKey', '
delete from reminder where service_id = @ServiceId;
');
