-- The platform's own rows: what is listed, searched, joined, or must commit together. Times are microseconds since 1970-01-01 UTC;
-- records that are only ever read whole are JSON.

create table federation (
    name       text primary key,
    status     integer not null,
    round      integer not null,
    rounds     integer not null,
    model      text not null,
    version    integer,
    spec       text not null,
    digest     text not null,
    owner      text not null,
    failure    text,
    silo       text not null,
    created_at integer not null
);

create table round (
    federation  text not null,
    number      integer not null,
    phase       integer not null,
    opened_at   integer not null,
    silo        text not null,
    report      text,
    primary key (federation, number)
);

create index round_by_silo on round (silo, phase);

create table participant (
    federation  text not null,
    round       integer not null,
    ordinal     integer not null,
    client      text not null,
    site        text not null,
    attempt     integer not null,
    state       integer not null,
    examples    integer,
    reported_at integer,
    report      text,
    primary key (federation, round, client)
);

create index participant_by_client on participant (client);

create table freeze (
    federation   text not null,
    round        integer not null,
    number       integer not null,
    contributors text not null,
    digest       text not null,
    primary key (federation, round, number)
);

create table client (
    id          text primary key,
    enrolment   integer not null unique,
    site        text not null,
    federation  text not null,
    enrolled_at integer not null
);

create index client_by_federation on client (federation);

create table model (
    name       text primary key,
    owner      text not null,
    public     integer not null default 0,
    created_at integer not null
);

create table version (
    model        text not null references model (name),
    number       integer not null,
    federation   text not null,
    round        integer not null,
    digest       text not null,
    accuracy     real,
    loss         real,
    bytes_kept   integer not null,
    manifest     text not null,
    contributors text not null,
    created_at   integer not null,
    primary key (model, number),
    unique (model, federation, round)
);

create table version_edge (
    model  text not null,
    child  integer not null,
    parent integer not null,
    primary key (model, child, parent)
);

create index version_edge_by_parent on version_edge (model, parent);

create table alias (
    model   text not null references model (name),
    alias   text not null,
    version integer not null,
    primary key (model, alias)
);

create table alias_change (
    model   text not null,
    number  integer not null,
    alias   text not null,
    version integer,
    by_whom text not null,
    at      integer not null,
    primary key (model, number)
);

create table grant_in_force (
    model     text not null,
    principal text not null,
    scopes    integer not null,
    until     integer,
    by_whom   text not null,
    at        integer not null,
    primary key (model, principal)
);

create index grant_by_principal on grant_in_force (principal);

create table grant_change (
    model     text not null,
    principal text not null,
    scopes    integer not null,
    until     integer,
    by_whom   text not null,
    at        integer not null,
    id        integer primary key autoincrement
);

create table artifact_reference (
    digest text not null,
    owner  text not null,
    length integer not null,
    primary key (digest, owner)
);

create index artifact_reference_by_owner on artifact_reference (owner);
