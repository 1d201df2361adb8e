-- Invitations of sites. The code itself is kept nowhere.
create table site_invitation (
    code_hash text collate "C" not null primary key,
    site text collate "C" not null,
    created_by text collate "C" not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);

-- The keys that sites joined with: 0 pending, 1 approved, 2 revoked. A revoked key stays revoked.
create table site_key (
    id text collate "C" not null primary key,
    site text collate "C" not null,
    public_key text collate "C" not null,
    request text collate "C",
    certificate text collate "C",
    code_hash text collate "C" not null,
    state integer not null,
    joined_at timestamptz not null,
    decided_by text collate "C",
    decided_at timestamptz
);

create index site_key_by_site on site_key (site, joined_at);

-- Principals all of whose tokens issued until then are refused, and single tokens.
create table identity_revocation (
    kind text collate "C" not null,
    id text collate "C" not null,
    revoked_by text collate "C" not null,
    revoked_at timestamptz not null,
    primary key (kind, id)
);

-- Refused and privileged calls; a row may stand for several alike ones.
create table audit_entry (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    who text collate "C" not null,
    what text collate "C" not null,
    target text collate "C" not null,
    origin text collate "C" not null,
    outcome text collate "C" not null,
    calls bigint not null
);

create index audit_entry_by_time on audit_entry (at, id);
