-- Which service a request was sent to, by when it has to be answered, and what the clock did about it.
alter table mgz_consultation
    add column service_id varchar(64),
    add column due        timestamptz,
    -- Whether it was seen to: a mobile team that is on site has met its term without having ended.
    add column met        boolean not null default false,
    add column reminded   timestamptz,
    add column breached   timestamptz;
create index mgz_consultation_service on mgz_consultation (service_id) where service_id is not null;
create index mgz_consultation_open on mgz_consultation (kind, status);

-- The timers of db-scheduler (https://github.com/kagkarlsson/db-scheduler), under a name of ours.
create table mgz_timer (
    task_name            text        not null,
    task_instance        text        not null,
    task_data            bytea,
    execution_time       timestamptz not null,
    picked               boolean     not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures int,
    last_heartbeat       timestamptz,
    version              bigint      not null,
    priority             smallint,
    primary key (task_name, task_instance)
);
create index mgz_timer_execution on mgz_timer (execution_time);
create index mgz_timer_heartbeat on mgz_timer (last_heartbeat);
