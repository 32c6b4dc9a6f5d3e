-- What happened that somebody may want to know, written with the change itself. Its number grows in the order of commits
-- for each patient: whoever writes one holds the patient's row of mgz_patient_state until the end of the transaction.
create table mgz_event (
    id         bigint       generated always as identity,
    created    timestamptz  not null,
    topic      varchar(40)  not null,
    patient_id varchar(64)  not null,
    -- What it points at: Type/id.
    focus      varchar(120) not null,
    -- Who may see one of these may know of it.
    resources  text[]       not null,
    -- The organisation whose resources these are.
    author_ura varchar(16),
    codes      text[]       not null,
    -- The end of a Task: who was told of the Task is told of this, whatever it may see by then.
    ends       boolean      not null default false,
    -- Organisations by URA, and 'patient', who are to be told; null for whoever may see it.
    receivers  text[],
    -- When it was laid out for those who subscribed.
    spread     timestamptz,
    primary key (id)
);
create index mgz_event_waiting on mgz_event (patient_id, id) where spread is null;
create index mgz_event_created on mgz_event (created);
create index mgz_event_focus on mgz_event (focus);

-- Where an organisation of the directory takes messages, as its Endpoint says.
create table mgz_endpoint (
    resource_id  varchar(64)  not null,
    organization text         not null,
    address      varchar(500) not null,
    author_ura   varchar(16)  not null,
    primary key (resource_id)
);
create index mgz_endpoint_organization on mgz_endpoint (organization);

create table mgz_subscription (
    id           uuid         not null,
    ura          char(8)      not null,
    client_id    varchar(100) not null,
    -- The canonical that it was asked by, and what we call the topics that it means.
    canonical    varchar(200) not null,
    topics       text[]       not null,
    endpoint     varchar(500) not null,
    patient_id   varchar(64),
    codes        text[]       not null,
    placer_ura   char(8),
    heartbeat    integer,
    until        timestamptz,
    body         text         not null,
    created      timestamptz  not null,
    -- requested, active or error.
    status       varchar(20)  not null,
    ended        timestamptz,
    last_number  bigint       not null default 0,
    -- While it cannot be reached: how often in a row, since when, and when to try again.
    failures     integer      not null default 0,
    failing      timestamptz,
    paused       timestamptz,
    fault        varchar(60),
    -- When to shake hands, or to say that we are there.
    signal       timestamptz,
    primary key (id)
);
create index mgz_subscription_ura on mgz_subscription (ura);
create index mgz_subscription_signal on mgz_subscription (signal) where ended is null;

-- One event for one subscription. A number is given when it is first sent or shown, so that numbers have no holes.
create table mgz_delivery (
    subscription_id uuid        not null references mgz_subscription (id),
    event_id        bigint      not null references mgz_event (id),
    patient_id      varchar(64) not null,
    -- waiting, delivered, withheld or dead.
    state           varchar(10) not null,
    number          bigint,
    due             timestamptz not null,
    attempts        integer     not null default 0,
    fault           varchar(60),
    done            timestamptz,
    primary key (subscription_id, event_id)
);
create index mgz_delivery_event on mgz_delivery (event_id);
create unique index mgz_delivery_number on mgz_delivery (subscription_id, number);
create index mgz_delivery_waiting on mgz_delivery (subscription_id, event_id) where state = 'waiting';
create index mgz_delivery_lane on mgz_delivery (subscription_id, patient_id, event_id) where state = 'waiting';
create index mgz_delivery_dead on mgz_delivery (subscription_id) where state = 'dead';

-- Notices of broken glass that were never delivered become events.
insert into mgz_event (created, topic, patient_id, focus, resources, codes, receivers)
select created, 'break-glass', patient_id,
       case when subject like 'Task/%' then subject else 'Patient/' || patient_id end,
       array [case when subject like 'Task/%' then substr(subject, 6) else patient_id end],
       '{}', array [trim(recipient)]
from mgz_notification
where delivered is null
order by created;
drop table mgz_notification;
