-- Artifacts in chunks of 1 MiB. A blob without a digest is being written; it gets its digest in one statement when it is complete, so
-- nothing half-written is ever found. touched_at says when somebody last wrote or found it: the sweep deletes on that condition, and
-- so waits for, and then spares, what another transaction is finding.
create table artifact_blob (
    id bigint generated always as identity primary key,
    digest text collate "C" unique,
    length bigint,
    damaged boolean not null default false,
    touched_at timestamptz not null
);

create index artifact_blob_by_touch on artifact_blob (touched_at);

create table artifact_chunk (
    blob bigint not null references artifact_blob (id) on delete cascade,
    number integer not null,
    content bytea not null,
    primary key (blob, number)
);

-- Neither compressed nor inline: numbers do not compress, and a piece of a chunk is read without the rest.
alter table artifact_chunk alter column content set storage external;

-- Partial sums, which are read within minutes: not in the write-ahead log, and gone after a crash, which their round notices.
create unlogged table artifact_transient (
    id bigint generated always as identity primary key,
    digest text collate "C" unique,
    length bigint,
    damaged boolean not null default false,
    touched_at timestamptz not null
);

create unlogged table artifact_transient_chunk (
    blob bigint not null references artifact_transient (id) on delete cascade,
    number integer not null,
    content bytea not null,
    primary key (blob, number)
);

alter table artifact_transient_chunk alter column content set storage external;
