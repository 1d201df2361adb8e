-- Who is in the cluster: one row a silo, and the version of the table, which changes with every change of a row but not with signs of
-- life. Changes name the version that they were decided on, so that of two at once one wins and the other is told.

create table membership_version (
    deployment text not null primary key,
    version integer not null,
    changed_at timestamptz not null
);

create table membership (
    deployment text not null references membership_version (deployment),
    address text not null,
    port integer not null,
    generation integer not null,
    silo_name text not null,
    host_name text not null,
    status integer not null,
    proxy_port integer,
    suspect_times text,
    start_time timestamptz not null,
    alive_at timestamptz not null,
    primary key (deployment, address, port, generation)
);

insert into OrleansQuery (QueryKey, QueryText) values ('InsertMembershipVersionKey', '
with inserted as (
    insert into membership_version (deployment, version, changed_at) values (@DeploymentId, 0, now())
    on conflict do nothing
    returning 1
)
select cast(count(*) as integer) from inserted;
');

insert into OrleansQuery (QueryKey, QueryText) values ('InsertMembershipKey', '
with changed as (
    update membership_version set version = version + 1, changed_at = now()
    where deployment = @DeploymentId and version = @Version and not exists (
        select 1 from membership where deployment = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning deployment
), inserted as (
    insert into membership (deployment, address, port, generation, silo_name, host_name, status, proxy_port, start_time, alive_at)
    select deployment, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime from changed
    returning 1
)
select cast(count(*) as integer) from inserted;
');

insert into OrleansQuery (QueryKey, QueryText) values ('UpdateMembershipKey', '
with changed as (
    update membership_version set version = version + 1, changed_at = now()
    where deployment = @DeploymentId and version = @Version and exists (
        select 1 from membership where deployment = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning deployment
), updated as (
    update membership set status = @Status, suspect_times = @SuspectTimes, alive_at = @IAmAliveTime
    where deployment = (select deployment from changed) and address = @Address and port = @Port and generation = @Generation
    returning 1
)
select cast(count(*) as integer) from updated;
');

insert into OrleansQuery (QueryKey, QueryText) values ('UpdateIAmAlivetimeKey', '
update membership set alive_at = @IAmAliveTime
where deployment = @DeploymentId and address = @Address and port = @Port and generation = @Generation;
');

-- The row of the version comes even where there is no silo.
insert into OrleansQuery (QueryKey, QueryText) values ('MembershipReadRowKey', '
select v.deployment as DeploymentId, m.address as Address, m.port as Port, m.generation as Generation, m.silo_name as SiloName,
    m.host_name as HostName, m.status as Status, m.proxy_port as ProxyPort, m.suspect_times as SuspectTimes,
    m.start_time as StartTime, m.alive_at as IAmAliveTime, v.version as Version
from membership_version v
left join membership m on m.deployment = v.deployment and m.address = @Address and m.port = @Port and m.generation = @Generation
where v.deployment = @DeploymentId;
');

insert into OrleansQuery (QueryKey, QueryText) values ('MembershipReadAllKey', '
select v.deployment as DeploymentId, m.address as Address, m.port as Port, m.generation as Generation, m.silo_name as SiloName,
    m.host_name as HostName, m.status as Status, m.proxy_port as ProxyPort, m.suspect_times as SuspectTimes,
    m.start_time as StartTime, m.alive_at as IAmAliveTime, v.version as Version
from membership_version v
left join membership m on m.deployment = v.deployment
where v.deployment = @DeploymentId;
');

insert into OrleansQuery (QueryKey, QueryText) values ('DeleteMembershipTableEntriesKey', '
with silos as (delete from membership where deployment = @DeploymentId returning 1)
delete from membership_version where deployment = @DeploymentId and (select count(*) from silos) >= 0;
');

-- 3 is a silo that is active.
insert into OrleansQuery (QueryKey, QueryText) values ('GatewaysQueryKey', '
select address as Address, proxy_port as ProxyPort, generation as Generation from membership
where deployment = @DeploymentId and status = @Status and proxy_port > 0;
');

insert into OrleansQuery (QueryKey, QueryText) values ('CleanupDefunctSiloEntriesKey', '
delete from membership where deployment = @DeploymentId and alive_at < @IAmAliveTime and status <> 3;
');
