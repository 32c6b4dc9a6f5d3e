-- The trail by month, so that what may be erased goes as a whole table, and the proof that nothing else went.
alter table mgz_audit_event rename to mgz_audit_event_before;
alter table mgz_audit_event_before alter column id drop identity;
drop index mgz_audit_event_patient;
drop index mgz_audit_event_ura;
drop index mgz_audit_event_recorded;
alter table mgz_audit_event_before rename constraint mgz_audit_event_pkey to mgz_audit_event_before_pkey;

create sequence mgz_audit_event_number;
create table mgz_audit_event (
    id         bigint      not null default nextval('mgz_audit_event_number'),
    recorded   timestamptz not null,
    request_id uuid        not null,
    outcome    varchar(20) not null,
    ura        char(8),
    patient_id varchar(64),
    salt       bytea       not null,
    event      text        not null,
    -- The transaction that wrote it. What is below the oldest running transaction is complete and can be sealed: numbers of
    -- rows say nothing of the order in which they become visible.
    written    xid8        not null default pg_current_xact_id(),
    primary key (recorded, id)
) partition by range (recorded);
create index mgz_audit_event_patient on mgz_audit_event (patient_id, recorded);
create index mgz_audit_event_ura on mgz_audit_event (ura, recorded);
create index mgz_audit_event_request on mgz_audit_event (request_id);
create index mgz_audit_event_written on mgz_audit_event (written);

-- Attached, not created in place: that would stop all writing for a moment. The application has no rights on a month by
-- itself, so that it can add to the trail and nothing else.
create function mgz_audit_make_month(month date) returns boolean language plpgsql set search_path from current as $$
declare
    name text := 'mgz_audit_event_' || to_char(month, 'YYYY_MM');
begin
    perform pg_advisory_xact_lock(7513, 1);
    if to_regclass(name) is not null then
        return false;
    end if;
    execute format('create table %I (like mgz_audit_event including defaults including constraints)', name);
    execute format('revoke all on %I from ${application_role}', name);
    execute format('alter table mgz_audit_event attach partition %I for values from (%L) to (%L)', name,
        to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00',
        to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
    return true;
end $$;
revoke execute on function mgz_audit_make_month from public;

-- The one change of the schema that the application may ask for: this month and the three after it.
create function mgz_audit_months_ahead() returns integer language plpgsql security definer set search_path from current as $$
declare
    made integer := 0;
begin
    for i in 0..3 loop
        if mgz_audit_make_month((date_trunc('month', now() at time zone 'UTC') + make_interval(months => i))::date) then
            made := made + 1;
        end if;
    end loop;
    return made;
end $$;
revoke execute on function mgz_audit_months_ahead from public;
grant execute on function mgz_audit_months_ahead to ${application_role};

select mgz_audit_months_ahead();
select mgz_audit_make_month(month::date) from (
    select distinct date_trunc('month', recorded at time zone 'UTC') as month from mgz_audit_event_before) months;
insert into mgz_audit_event (recorded, request_id, outcome, ura, patient_id, salt, event)
    select recorded, request_id, outcome, ura, patient_id, salt, event from mgz_audit_event_before order by id;
drop table mgz_audit_event_before;

-- The tree (RFC 9162). A leaf's number is what an auditor calls the number of an event.
create table mgz_audit_leaf (
    number   bigint      not null,
    event_id bigint      not null,
    recorded timestamptz not null,
    hash     bytea       not null,
    primary key (number),
    unique (event_id)
);

-- Roots of complete subtrees of 256, 65,536, ... leaves: a proof reads a few rows, however large the tree.
create table mgz_audit_node (
    level smallint not null,
    index bigint   not null,
    hash  bytea    not null,
    primary key (level, index)
);

create table mgz_audit_checkpoint (
    size      bigint      not null,
    note      text        not null,
    made      timestamptz not null,
    frontier  bytea       not null,
    -- Every event of an earlier transaction has a leaf; the numbers of transactions count in one cluster only.
    sealed_to xid8        not null,
    cluster   bigint      not null,
    primary key (size)
);

create table mgz_audit_timestamp (
    size  bigint not null references mgz_audit_checkpoint,
    token bytea  not null,
    primary key (size)
);

-- Keys that checkpoints were signed with, as name+id+key.
create table mgz_audit_key (
    key   text        not null,
    since timestamptz not null default now(),
    primary key (key)
);

create table mgz_audit_witness (
    ura   char(8)     not null references mgz_partner,
    key   text        not null,
    since timestamptz not null default now(),
    primary key (ura)
);

create table mgz_audit_cosignature (
    size     bigint       not null references mgz_audit_checkpoint,
    name     varchar(200) not null,
    line     text         not null,
    received timestamptz  not null default now(),
    primary key (size, name)
);

-- What was erased after its time: months that ended before this moment.
create table mgz_audit_erasure (
    before timestamptz not null,
    erased timestamptz not null default now(),
    primary key (before)
);

revoke update, delete, truncate on mgz_audit_event, mgz_audit_leaf, mgz_audit_node, mgz_audit_checkpoint,
    mgz_audit_timestamp, mgz_audit_key, mgz_audit_cosignature, mgz_audit_erasure from ${application_role};
revoke insert on mgz_audit_erasure from ${application_role};
