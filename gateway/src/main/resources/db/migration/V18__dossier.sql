-- What each patient's record says, in the form in which it leaves: written in the transaction that stores the resource, and made
-- anew by ./mgz dossier rebuild.
create table mgz_dossier (
    resource_id   varchar(64) not null,
    patient_id    varchar(64) not null,
    version       bigint      not null,
    updated       timestamptz not null,
    -- As in mgz_item: content is shown on a decision about the same writing and on no other.
    written       bigint      not null,
    -- Organisations, people, places and products that it names, as Type/id.
    names         text[]      not null,
    content       text        not null,
    primary key (resource_id)
);
create index mgz_dossier_patient on mgz_dossier (patient_id);

-- Moves with every change of anything that is stored about the patient. Whoever changes a patient's items holds this row first.
alter table mgz_patient_state add column contents bigint not null default 0;

-- Which writing of a resource, or of its labels, a row is about.
create sequence mgz_writing;
alter table mgz_item add column written bigint not null default 0;
