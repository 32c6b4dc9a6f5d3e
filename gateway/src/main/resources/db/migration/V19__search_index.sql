-- By which search parameters everything that is stored is indexed, and how far it is when they are others than before.
create table mgz_search_index (
    one    boolean     not null default true check (one),
    -- A digest of those of the version that serves.
    wanted varchar(36) not null,
    -- Those that everything was indexed by last: type, code and expression of each.
    known  text[]      not null,
    begun  timestamptz not null,
    -- First everything, then what changed since it began.
    pass   smallint    not null default 1,
    reached bigint     not null default 0,
    done   timestamptz,
    primary key (one)
);
