-- Who takes part. Kept here and not in a FHIR resource: a client of the API must not be able to change it.
create table mgz_partner (
    ura       char(8)     not null,
    name      text        not null,
    kind      varchar(20) not null,
    since     timestamptz not null default now(),
    suspended timestamptz,
    primary key (ura)
);

create table mgz_client (
    id        varchar(100) not null,
    ura       char(8)      not null references mgz_partner,
    jwks      text         not null,
    scopes    text         not null,
    since     timestamptz  not null default now(),
    suspended timestamptz,
    primary key (id)
);
create index mgz_client_ura on mgz_client (ura);

-- An assertion counts once, on whichever node: the primary key is the guard.
create table mgz_assertion_used (
    client_id varchar(100) not null,
    jti       varchar(200) not null,
    expires   timestamptz  not null,
    primary key (client_id, jti)
);
create index mgz_assertion_used_expires on mgz_assertion_used (expires);
