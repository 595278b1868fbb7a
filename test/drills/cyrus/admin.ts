import type { CyrusInstanceTopology } from "../../../components/cyrus/topology";
import type { LabMember } from "../../../lab/pair/member";

/**
 * Says IMAP commands by the door that only the host's own administrator has; each must be answered with OK. Returns all lines.
 * `user`: in the name of this user.
 */
export async function asAdministrator(
    { machine }: LabMember,
    { name }: CyrusInstanceTopology,
    commands: string[],
    user = "",
): Promise<string> {
    const perl = [
        "use IO::Socket::INET; use MIME::Base64; my @commands = split /\\n/, <<'COMMANDS';",
        ...commands,
        "COMMANDS",
        `open(my $f, '<', '/etc/standby/cyrus/${name}/inner') or die $!; my ($port, $user, $password) = split ' ', <$f>;`,
        "my $server = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port) or die $!; <$server>; my $n = 0;",
        `my $login = encode_base64(join("\\0", '${user}', $user, $password), '');`,
        "for my $command (qq(AUTHENTICATE PLAIN $login), @commands) {",
        "    print $server qq(x$n $command\\r\\n);",
        "    while (<$server>) { print; if (/^x$n (\\S+)/) { last if $1 eq 'OK'; die qq($command: $_) } } $n++;",
        "}",
        "",
    ].join("\n");
    const { code, stdout, stderr } = await machine.run("perl -", { stdin: perl });
    if (code !== 0) throw new Error(`administrator of ${name}: ${stderr}`);
    return stdout;
}
