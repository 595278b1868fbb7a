-- The exporter's login: by the socket, as the system user of its name, without a password. Given on the primary, where it
-- is replicated. Never all schemas: it sees what the server counts, and our own schema.
create user if not exists prometheus@localhost identified via unix_socket with max_user_connections 3;
grant process, binlog monitor, slave monitor on *.* to prometheus@localhost;
grant select on performance_schema.* to prometheus@localhost;
grant select on standby.* to prometheus@localhost;
