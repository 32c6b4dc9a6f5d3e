-- Runs once, as superuser, in the new database mgz, by psql of the postgres image. Two roles: one owns the schema and
-- migrates it, one reads and writes rows. Passwords come from files; none is written here.
\set owner_password `cat /run/secrets/mgz.database.owner.password`
\set app_password `cat /run/secrets/mgz.database.password`

create role mgz_owner login nosuperuser nocreatedb nocreaterole password :'owner_password';
create role mgz_app login nosuperuser nocreatedb nocreaterole password :'app_password';

revoke all on database mgz from public;
grant connect on database mgz to mgz_owner, mgz_app;

alter schema public owner to mgz_owner;
revoke create on schema public from public;
