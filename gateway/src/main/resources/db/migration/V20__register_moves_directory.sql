-- Each read looks at the directory's revision before its answer leaves. What is known of a partner is held against the same
-- one, so whatever changes the register moves it: a command of ours, or an operator's own statement.
create function mgz_directory_moves() returns trigger language plpgsql security definer set search_path from current as $$
begin
    update mgz_directory_state set revision = revision + 1;
    return null;
end $$;
revoke execute on function mgz_directory_moves from public;

create trigger mgz_partner_moves_directory after insert or update or delete or truncate on mgz_partner
    for each statement execute function mgz_directory_moves();
create trigger mgz_client_moves_directory after insert or update or delete or truncate on mgz_client
    for each statement execute function mgz_directory_moves();
