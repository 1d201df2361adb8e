-- Grain state and reminders for Orleans' AdoNet providers. The contract is the table OrleansQuery with its keys, and the parameter and
-- column names within the queries; everything else is ours: one row a grain by primary key, and single-statement conditional writes.

create table OrleansQuery (
    QueryKey  text primary key,
    QueryText text not null
) without rowid;

create table grain_state (
    service_id  text not null,
    type_hash   integer not null,
    type_name   text not null,
    id_hash     integer not null,
    id_n0       integer not null,
    id_n1       integer not null,
    id_text     text not null default '',
    payload     blob,
    version     integer not null,
    primary key (id_hash, type_hash, id_n0, id_n1, id_text, type_name, service_id)
);

create table reminder (
    service_id text not null,
    grain_id   text not null,
    name       text not null,
    start_time text not null,
    period     integer not null,
    grain_hash integer not null,
    version    integer not null,
    primary key (service_id, grain_id, name)
) without rowid;

insert into OrleansQuery (QueryKey, QueryText) values
('WriteToStorageKey', '
    insert into grain_state as s (service_id, type_hash, type_name, id_hash, id_n0, id_n1, id_text, payload, version)
    select @ServiceId, @GrainTypeHash, @GrainTypeString, @GrainIdHash, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''''), @PayloadBinary, 1
    where @GrainStateVersion is null or exists (
        select 1 from grain_state x
        where x.id_hash = @GrainIdHash and x.type_hash = @GrainTypeHash and x.id_n0 = @GrainIdN0 and x.id_n1 = @GrainIdN1
            and x.id_text = coalesce(@GrainIdExtensionString, '''') and x.type_name = @GrainTypeString and x.service_id = @ServiceId)
    on conflict (id_hash, type_hash, id_n0, id_n1, id_text, type_name, service_id)
    do update set payload = excluded.payload, version = s.version + 1 where s.version = @GrainStateVersion
    returning version as NewGrainStateVersion'),
('ReadFromStorageKey', '
    select payload as PayloadBinary, version as Version from grain_state
    where id_hash = @GrainIdHash and type_hash = @GrainTypeHash and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1
        and id_text = coalesce(@GrainIdExtensionString, '''') and type_name = @GrainTypeString and service_id = @ServiceId'),
('ClearStorageKey', '
    update grain_state set payload = null, version = version + 1
    where id_hash = @GrainIdHash and type_hash = @GrainTypeHash and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1
        and id_text = coalesce(@GrainIdExtensionString, '''') and type_name = @GrainTypeString and service_id = @ServiceId
        and version = @GrainStateVersion
    returning version as NewGrainStateVersion'),
('UpsertReminderRowKey', '
    insert into reminder as r (service_id, grain_id, name, start_time, period, grain_hash, version)
    values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
    on conflict (service_id, grain_id, name)
    do update set start_time = excluded.start_time, period = excluded.period, grain_hash = excluded.grain_hash, version = r.version + 1
    returning version as Version'),
('ReadReminderRowsKey', '
    select grain_id as GrainId, name as ReminderName, start_time as StartTime, period as Period, version as Version
    from reminder where service_id = @ServiceId and grain_id = @GrainId'),
('ReadReminderRowKey', '
    select grain_id as GrainId, name as ReminderName, start_time as StartTime, period as Period, version as Version
    from reminder where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName'),
('ReadRangeRows1Key', '
    select grain_id as GrainId, name as ReminderName, start_time as StartTime, period as Period, version as Version
    from reminder where service_id = @ServiceId and grain_hash > @BeginHash and grain_hash <= @EndHash'),
('ReadRangeRows2Key', '
    select grain_id as GrainId, name as ReminderName, start_time as StartTime, period as Period, version as Version
    from reminder where service_id = @ServiceId and (grain_hash > @BeginHash or grain_hash <= @EndHash)'),
('DeleteReminderRowKey', '
    delete from reminder where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName and version = @Version
    returning 1'),
('DeleteReminderRowsKey', '
    delete from reminder where service_id = @ServiceId');
