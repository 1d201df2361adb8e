-- Invitations of sites. The code itself is kept nowhere.
create table site_invitation (
    code_hash text not null primary key,
    site text not null,
    created_by text not null,
    created_at text not null,
    expires_at text not null,
    used_at text
);

-- The keys that sites joined with: 0 pending, 1 approved, 2 revoked. A revoked key stays revoked.
create table site_key (
    id text not null primary key,
    site text not null,
    public_key text not null,
    request text,
    certificate text,
    code_hash text not null,
    state integer not null,
    joined_at text not null,
    decided_by text,
    decided_at text
);

create index site_key_by_site on site_key (site, joined_at);

-- Principals all of whose tokens issued until then are refused, and single tokens.
create table identity_revocation (
    kind text not null,
    id text not null,
    revoked_by text not null,
    revoked_at text not null,
    primary key (kind, id)
);

-- Refused and privileged calls; a row may stand for several alike ones.
create table audit_entry (
    id integer primary key autoincrement,
    at text not null,
    who text not null,
    what text not null,
    target text not null,
    origin text not null,
    outcome text not null,
    calls integer not null
);

create index audit_entry_by_time on audit_entry (at, id);
