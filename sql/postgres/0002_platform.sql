-- Rows of the platform. Enumerations are stored by number; a JSON column holds a record that is only read whole.
-- Times are timestamptz. JSON keeps its text (json, not jsonb): a record reads back as it was written.

-- Federations: an index for listing and for finding what was active on a silo. The grain's state is the authority.
create table federation (
    name text collate "C" not null primary key,
    status integer not null,
    round integer not null,
    rounds integer not null,
    model text collate "C" not null,
    version integer,
    spec text collate "C" not null,
    spec_digest text collate "C" not null,
    owner text collate "C" not null,
    created_at timestamptz not null,
    failure json,
    silo text collate "C" not null
);

create index federation_by_silo on federation (silo, status);

-- Rounds: the phase is 1 (training) until the round is finished; its report is written with the end.
create table round (
    federation text collate "C" not null,
    number integer not null,
    phase integer not null,
    opened_at timestamptz not null,
    silo text collate "C" not null,
    report json,
    primary key (federation, number)
);

-- The cohort of a round, and the receipts. Failures are counted over all attempts.
create table participant (
    federation text collate "C" not null,
    round integer not null,
    client text collate "C" not null,
    ordinal integer not null,
    site text collate "C" not null,
    attempt integer not null,
    state integer not null,
    failures integer not null,
    examples bigint,
    reported_at timestamptz,
    report json,
    primary key (federation, round, client),
    foreign key (federation, round) references round (federation, number)
);

create index participant_by_client on participant (client, federation, round);

-- Which updates make up a round's aggregate; the freeze with the highest number is in force.
create table round_freeze (
    federation text collate "C" not null,
    round integer not null,
    number integer not null,
    contributors json not null,
    digest text collate "C" not null,
    primary key (federation, round, number),
    foreign key (federation, round) references round (federation, number)
);

-- Clients by id, with the dense ordinal of their enrolment and the federation that enrolled them first.
create table client (
    id text collate "C" not null primary key,
    ordinal bigint not null unique,
    site text collate "C" not null,
    federation text collate "C" not null,
    enrolled_at timestamptz not null
);

-- Which clients each federation enrolled: a client of an institution may take part in several.
create table enrolment (
    federation text collate "C" not null,
    client text collate "C" not null references client (id),
    primary key (federation, client)
);

create table model (
    name text collate "C" not null primary key,
    owner text collate "C" not null,
    is_public boolean not null,
    created_at timestamptz not null
);

-- Versions, immutable but for bytes_kept. A version is published once for a federation and round. The publication names the call
-- that inserted the row, so that the statements after it in the same transaction touch nothing that was there before. The manifest is
-- without number and contributors, which have columns of their own: the lineage of a model is read from those.
create table model_version (
    model text collate "C" not null references model (name),
    number integer not null,
    federation text collate "C" not null,
    round integer not null,
    digest text collate "C" not null,
    accuracy double precision,
    loss double precision,
    bytes_kept boolean not null,
    publication text collate "C" not null,
    manifest json not null,
    contributors json not null,
    primary key (model, number),
    unique (model, federation, round)
);

create index model_version_kept on model_version (model, number) where bytes_kept;

create table version_edge (
    model text collate "C" not null,
    child integer not null,
    position integer not null,
    parent integer not null,
    primary key (model, child, position),
    foreign key (model, child) references model_version (model, number),
    foreign key (model, parent) references model_version (model, number)
);

create index version_edge_by_parent on version_edge (model, parent);

create table model_alias (
    model text collate "C" not null,
    alias text collate "C" not null,
    version integer not null,
    primary key (model, alias),
    foreign key (model, version) references model_version (model, number)
);

create table alias_change (
    id bigint generated always as identity primary key,
    model text collate "C" not null references model (name),
    alias text collate "C" not null,
    version integer,
    changed_by text collate "C" not null,
    changed_at timestamptz not null
);

create index alias_change_by_model on alias_change (model, id);

-- The grant in force of a principal on a model; scopes are flags.
create table model_grant (
    model text collate "C" not null,
    principal text collate "C" not null,
    scopes integer not null,
    until timestamptz,
    given_by text collate "C" not null,
    given_at timestamptz not null,
    primary key (model, principal)
);

create index model_grant_by_principal on model_grant (principal, model);

-- Every grant given and revoked; scopes 0 is a revocation.
create table grant_change (
    id bigint generated always as identity primary key,
    model text collate "C" not null,
    principal text collate "C" not null,
    scopes integer not null,
    until timestamptz,
    changed_by text collate "C" not null,
    changed_at timestamptz not null
);

create index grant_change_by_model on grant_change (model, principal, id);

-- Who needs which bytes. What no row names is swept after a while.
create table artifact_reference (
    owner text collate "C" not null,
    digest text collate "C" not null,
    length bigint not null,
    primary key (owner, digest)
);

create index artifact_reference_by_digest on artifact_reference (digest);

-- Names this database: a state directory keeps the files of each database it served apart, since the references to them differ.
create table installation (
    id text collate "C" not null primary key
);

insert into installation (id) values (gen_random_uuid()::text);
