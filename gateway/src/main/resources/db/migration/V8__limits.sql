-- How much callers have used of what they may ask. Unlogged: to count costs no write to disk, and after a crash of the
-- database everybody starts anew. No index but the key, and room in each page, so that a count is changed in place.
create unlogged table mgz_limit (
    id         varchar(150) not null,
    state      bytea,
    expires_at bigint,
    primary key (id)
) with (fillfactor = 50);

-- A client's keys stand here, or at an address where it keeps them itself.
alter table mgz_client alter column jwks drop not null;
alter table mgz_client add column jwks_url varchar(500);
alter table mgz_client add constraint mgz_client_keys check ((jwks is null) <> (jwks_url is null));
