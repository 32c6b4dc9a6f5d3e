-- One Patient per BSN: the primary key is the guard, whatever two pushes do at the same moment.
create table mgz_patient_identity (
    bsn        char(9)     not null,
    patient_id varchar(64) not null,
    primary key (bsn)
);
create unique index mgz_patient_identity_patient on mgz_patient_identity (patient_id);

-- What each resource is about and who wrote it. The resource carries the same as tags; this is the form that a query reads.
create table mgz_resource_binding (
    resource_id   varchar(64) not null,
    resource_type varchar(40) not null,
    patient_id    varchar(64),
    author_ura    varchar(16) not null,
    category      varchar(20) not null,
    primary key (resource_id)
);
create index mgz_resource_binding_patient on mgz_resource_binding (patient_id, resource_type);
