-- Grain state and reminders for Orleans' AdoNet providers. The contract is the table OrleansQuery with its keys, and the parameter and
-- column names within the queries; everything else is ours: one row a grain by primary key, and single-statement conditional writes.

create table orleansquery (
    querykey  varchar(64) primary key,
    querytext text not null
);

create table grain_state (
    service_id  varchar(150) not null,
    type_hash   integer not null,
    type_name   varchar(512) not null,
    id_hash     integer not null,
    id_n0       bigint not null,
    id_n1       bigint not null,
    id_text     varchar(512) not null default '',
    payload     bytea,
    version     integer not null,
    primary key (id_hash, type_hash, id_n0, id_n1, id_text, type_name, service_id)
);

create table reminder (
    service_id varchar(150) not null,
    grain_id   varchar(250) not null,
    name       varchar(150) not null,
    start_time timestamptz not null,
    period     bigint not null,
    grain_hash integer not null,
    version    integer not null,
    primary key (service_id, grain_id, name)
);

create index reminder_by_hash on reminder (service_id, grain_hash);

insert into orleansquery (querykey, querytext) values
('WriteToStorageKey', '
    insert into grain_state as s (service_id, type_hash, type_name, id_hash, id_n0, id_n1, id_text, payload, version)
    select @ServiceId, @GrainTypeHash, @GrainTypeString, @GrainIdHash, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''''), @PayloadBinary, 1
    where cast(@GrainStateVersion as integer) is null or exists (
        select 1 from grain_state x
        where x.id_hash = @GrainIdHash and x.type_hash = @GrainTypeHash and x.id_n0 = @GrainIdN0 and x.id_n1 = @GrainIdN1
            and x.id_text = coalesce(@GrainIdExtensionString, '''') and x.type_name = @GrainTypeString and x.service_id = @ServiceId)
    on conflict (id_hash, type_hash, id_n0, id_n1, id_text, type_name, service_id)
    do update set payload = excluded.payload, version = s.version + 1 where s.version = cast(@GrainStateVersion as integer)
    returning version as NewGrainStateVersion'),
('ReadFromStorageKey', '
    select payload as PayloadBinary, version as Version from grain_state
    where id_hash = @GrainIdHash and type_hash = @GrainTypeHash and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1
        and id_text = coalesce(@GrainIdExtensionString, '''') and type_name = @GrainTypeString and service_id = @ServiceId'),
('ClearStorageKey', '
    update grain_state set payload = null, version = version + 1
    where id_hash = @GrainIdHash and type_hash = @GrainTypeHash and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1
        and id_text = coalesce(@GrainIdExtensionString, '''') and type_name = @GrainTypeString and service_id = @ServiceId
        and version = cast(@GrainStateVersion as integer)
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
    with gone as (
        delete from reminder where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName and version = @Version returning 1)
    select count(*) from gone'),
('DeleteReminderRowsKey', '
    delete from reminder where service_id = @ServiceId');
