-- What happened, one row for each request and patient. The application adds rows and reads them; it can change none.
create table mgz_audit_event (
    id         bigint      generated always as identity,
    recorded   timestamptz not null,
    request_id uuid        not null,
    outcome    varchar(20) not null,
    ura        char(8),
    patient_id varchar(64),
    salt       bytea       not null,
    event      text        not null,
    primary key (id)
);
create index mgz_audit_event_patient on mgz_audit_event (patient_id, recorded);
create index mgz_audit_event_ura on mgz_audit_event (ura, recorded);
create index mgz_audit_event_recorded on mgz_audit_event (recorded);
revoke update, delete, truncate on mgz_audit_event from ${application_role};
