-- The Tasks by which organisations ask each other, as the gateway counts and locks them. The Task beside each is what people
-- see; a row changes in the transaction that changes its Task.
create table mgz_consultation (
    task_id       varchar(64) not null,
    patient_id    varchar(64) not null,
    -- A code of mgz-consultation-kind, or of another coordination Task.
    kind          varchar(20) not null,
    requester_ura varchar(16) not null,
    owner_ura     varchar(16) not null,
    -- Tasks of which the first that is accepted ends the others.
    group_key     text,
    status        varchar(20) not null,
    primary key (task_id)
);
create index mgz_consultation_group on mgz_consultation (group_key) where group_key is not null;
