-- Reports of triage, so that they can be counted and none comes twice. Nothing of a patient is in it; a row changes in the
-- transaction that changes its Composition.
create table mgz_triage_report (
    report_id  varchar(64) not null,
    author_ura varchar(16) not null,
    -- The sender's own number of it, as system|value.
    number     varchar(400),
    -- The end of the contact.
    ended      timestamptz not null,
    -- U0 to U5; null where no table and no system proposed one.
    proposed   varchar(2),
    final      varchar(2)  not null,
    -- A code of mgz-triage-outcome.
    outcome    varchar(40),
    primary key (report_id)
);
create index mgz_triage_report_number on mgz_triage_report (author_ura, number) where number is not null;
create index mgz_triage_report_ended on mgz_triage_report (ended, author_ura);

-- Which colleague was asked about a report: one of each kind.
create table mgz_triage_escalation (
    report_id varchar(64) not null references mgz_triage_report (report_id) on delete cascade,
    kind      varchar(20) not null,
    task_id   varchar(64) not null,
    primary key (report_id, kind)
);
