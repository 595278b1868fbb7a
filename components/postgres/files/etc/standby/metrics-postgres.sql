-- The exporter's login: by the socket, as the system user of its name, without a password. Given on the primary, where it is
-- replicated. It sees what the server counts, no data.
set client_min_messages = warning;
set synchronous_commit = local;
do $$ begin
    if not exists (select from pg_roles where rolname = 'prometheus') then
        create role prometheus login connection limit 3;
    end if;
end $$;
grant pg_monitor to prometheus;
