-- The application reads and writes rows. It owns nothing and changes no table.
grant usage on schema public to ${application_role};
grant select, insert, update, delete on all tables in schema public to ${application_role};
grant usage, select, update on all sequences in schema public to ${application_role};
alter default privileges in schema public grant select, insert, update, delete on tables to ${application_role};
alter default privileges in schema public grant usage, select, update on sequences to ${application_role};
revoke insert, update, delete on mgz_schema_history from ${application_role};
