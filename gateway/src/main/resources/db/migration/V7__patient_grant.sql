-- For which patient an app of patients may ask, until when. Given by the organisation that knows who uses the app.
create table mgz_patient_grant (
    client_id  varchar(100) not null references mgz_client,
    patient_id varchar(64)  not null,
    until      timestamptz  not null,
    primary key (client_id, patient_id)
);
