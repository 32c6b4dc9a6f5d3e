-- What a consent decision has to know of each stored resource about a patient, written in the transaction that stores it.
create table mgz_item (
    resource_id     varchar(64) not null,
    resource_type   varchar(40) not null,
    patient_id      varchar(64) not null,
    author_ura      varchar(16) not null,
    category        varchar(20) not null,
    confidentiality char(1)     not null,
    sensitivity     text[]      not null,
    -- Which rules computed the two above; what other rules computed is computed again in the background.
    label_rules     varchar(40) not null,
    codes           text[]      not null,
    author          text,
    -- The content's own date as an interval of milliseconds since 1970, its end not in it.
    date_start      bigint,
    date_end        bigint,
    related         text[]      not null,
    status          varchar(40),
    primary key (resource_id)
);
create index mgz_item_patient on mgz_item (patient_id, resource_type);
create index mgz_item_label_rules on mgz_item (label_rules);

-- What resources state about who may see a patient's record: consents, representatives, capacity, relations, tasks.
create table mgz_consent_fact (
    resource_id varchar(64) not null,
    place       integer     not null,
    patient_id  varchar(64) not null,
    kind        varchar(20) not null,
    author_ura  varchar(16) not null,
    fact        text        not null,
    primary key (resource_id, place)
);
create index mgz_consent_fact_patient on mgz_consent_fact (patient_id);

-- Who is who in the directory, as references in consents and relations name them.
create table mgz_directory_fact (
    resource_id   varchar(64) not null,
    resource_type varchar(40) not null,
    identifiers   text[]      not null,
    fact          text        not null,
    primary key (resource_id)
);

-- Counts what changes a decision: whoever holds something that was read before sees by these that it is old.
create table mgz_patient_state (
    patient_id varchar(64) not null,
    revision   bigint      not null,
    primary key (patient_id)
);
create table mgz_directory_state (
    one      boolean not null default true check (one),
    revision bigint  not null,
    primary key (one)
);
insert into mgz_directory_state (revision) values (1);

-- Who broke the glass of which patient, and why. It opens for this person of this organisation, for some hours.
create table mgz_break_glass (
    id          uuid         not null,
    patient_id  varchar(64)  not null,
    ura         char(8)      not null,
    person_id   varchar(200) not null,
    declared    timestamptz  not null,
    ground      varchar(40)  not null,
    reason      text         not null,
    primary key (id)
);
create index mgz_break_glass_patient on mgz_break_glass (patient_id, ura, person_id, declared);

-- The key of links to further pages: one for all nodes.
create table mgz_page_key (
    one boolean not null default true check (one),
    key bytea   not null,
    primary key (one)
);
