-- What somebody has to be told. Written with what it tells; whoever delivers it marks it.
create table mgz_notification (
    id         uuid         not null,
    created    timestamptz  not null,
    kind       varchar(40)  not null,
    patient_id varchar(64)  not null,
    -- An organisation by URA, or 'patient'.
    recipient  varchar(16)  not null,
    -- What it is about: break-glass/[id] or Task/[id].
    subject    varchar(120) not null,
    delivered  timestamptz,
    primary key (id)
);
create index mgz_notification_waiting on mgz_notification (created) where delivered is null;
create index mgz_notification_patient on mgz_notification (patient_id);

-- The reviews of broken glass, one for each organisation whose data it opened. The Task beside each is what people see; here
-- they are counted, and judged once.
create table mgz_break_glass_review (
    task_id        varchar(64) not null,
    break_glass_id uuid        not null references mgz_break_glass (id),
    holder_ura     varchar(16) not null,
    -- From this moment on it is overdue.
    due            timestamptz not null,
    judged         timestamptz,
    outcome        varchar(20),
    primary key (task_id)
);
create index mgz_break_glass_review_open on mgz_break_glass_review (due) where judged is null;
create index mgz_break_glass_review_declaration on mgz_break_glass_review (break_glass_id);

-- Whether somebody broke anybody's glass.
create index mgz_break_glass_person on mgz_break_glass (ura, person_id, declared);
