-- The platform's own rows: what is listed, searched, joined, or must commit together. Times are microseconds since 1970-01-01 UTC;
-- records that are only ever read whole are JSON.

create table federation (
    name       varchar(100) primary key,
    status     integer not null,
    round      integer not null,
    rounds     integer not null,
    model      varchar(100) not null,
    version    integer,
    spec       text not null,
    digest     char(64) not null,
    owner      text not null,
    failure    text,
    silo       text not null,
    created_at bigint not null
);

create table round (
    federation  varchar(100) not null,
    number      integer not null,
    phase       integer not null,
    opened_at   bigint not null,
    silo        text not null,
    report      text,
    primary key (federation, number)
);

create index round_by_silo on round (silo, phase);

create table participant (
    federation  varchar(100) not null,
    round       integer not null,
    ordinal     integer not null,
    client      varchar(100) not null,
    site        varchar(100) not null,
    attempt     integer not null,
    state       integer not null,
    examples    bigint,
    reported_at bigint,
    report      text,
    primary key (federation, round, client)
);

create index participant_by_client on participant (client);

create table freeze (
    federation   varchar(100) not null,
    round        integer not null,
    number       integer not null,
    contributors text not null,
    digest       char(64) not null,
    primary key (federation, round, number)
);

create table client (
    id          varchar(100) primary key,
    enrolment   bigint not null unique,
    site        varchar(100) not null,
    federation  varchar(100) not null,
    enrolled_at bigint not null
);

create index client_by_federation on client (federation);

create table model (
    name       varchar(100) primary key,
    owner      text not null,
    public     integer not null default 0,
    created_at bigint not null
);

create table version (
    model        varchar(100) not null references model (name),
    number       integer not null,
    federation   varchar(100) not null,
    round        integer not null,
    digest       char(64) not null,
    accuracy     double precision,
    loss         double precision,
    bytes_kept   integer not null,
    manifest     text not null,
    contributors text not null,
    created_at   bigint not null,
    primary key (model, number),
    unique (model, federation, round)
);

create table version_edge (
    model  varchar(100) not null,
    child  integer not null,
    parent integer not null,
    primary key (model, child, parent)
);

create index version_edge_by_parent on version_edge (model, parent);

create table alias (
    model   varchar(100) not null references model (name),
    alias   varchar(100) not null,
    version integer not null,
    primary key (model, alias)
);

create table alias_change (
    model   varchar(100) not null,
    number  integer not null,
    alias   varchar(100) not null,
    version integer,
    by_whom text not null,
    at      bigint not null,
    primary key (model, number)
);

create table grant_in_force (
    model     varchar(100) not null,
    principal text not null,
    scopes    integer not null,
    until     bigint,
    by_whom   text not null,
    at        bigint not null,
    primary key (model, principal)
);

create index grant_by_principal on grant_in_force (principal);

create table grant_change (
    model     varchar(100) not null,
    principal text not null,
    scopes    integer not null,
    until     bigint,
    by_whom   text not null,
    at        bigint not null,
    id        bigint generated always as identity primary key
);

create table artifact_reference (
    digest char(64) not null,
    owner  varchar(250) not null,
    length bigint not null,
    primary key (digest, owner)
);

create index artifact_reference_by_owner on artifact_reference (owner);
