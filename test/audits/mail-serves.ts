import type { CyrusInstanceTopology } from "../../components/cyrus/topology";
import type { MailUser } from "../../lab/client/mail-writer";
import { dialog } from "../../lab/client/smtp-dialog";
import type { LabCyrusPair } from "../../lab/pair/cyrus";
import { queryDns } from "../../lab/services";
import type { Audit } from "./audit";

type LogIn = (
    pair: LabCyrusPair,
    instance: CyrusInstanceTopology,
    address: string,
    user: MailUser,
) => Promise<string | undefined>;

/** What goes wrong when a user logs in, if anything. */
const clientLogsIn: LogIn = async (pair, instance, address, user) => {
    const login = pair.inside(pair.serverAt(instance, { address }), user, async ({ raw }) => raw.list());
    return login.then(
        () => undefined,
        (error: Error) => error.message,
    );
};

/** The same from the standby: a floating address is in a network that only the hosts are in. */
const neighbourLogsIn: LogIn = async (pair, instance, address, { name, password }) => {
    const checks = `-verify_return_error -verify_hostname ${instance.serviceName} -CAfile /etc/standby/tls/ca.crt`;
    const client = `timeout 10 openssl s_client -quiet ${checks} -connect ${address}:993`;
    const stdin = `a LOGIN "${name}" "${password}"\r\nb LIST "" "*"\r\nc LOGOUT\r\n`;
    const { stdout, stderr } = await (await pair.standbyNow(instance)).machine.run(client, { stdin });
    return /^b OK /m.test(stdout) ? undefined : stdout + stderr || "no answer";
};

/** Both hosts take mail under their own names, and a user of each instance gets in by the name of that, checked by TLS. */
export const mailServes: Audit<LabCyrusPair> = {
    name: "mail-serves",
    async audit(pair) {
        const wrong: string[] = [];
        for (const { name, address } of pair.holders) {
            const greeting = await dialog(address, ["QUIT"]).then(
                (turns) => turns[0]?.reply ?? "",
                (error: Error) => error.message,
            );
            if (!greeting.startsWith(`220 ${name} `)) wrong.push(`${name} does not greet with its name: "${greeting}"`);
        }
        for (const instance of pair.instances) {
            const addresses = await queryDns(pair.lab.net, instance.serviceName, "A");
            const [user] = pair.usersOf(instance);
            if (addresses.length === 0) wrong.push(`${instance.serviceName} leads nowhere`);
            for (const address of user ? addresses : []) {
                const floats = !pair.holders.some((host) => host.address === address);
                const trouble = floats
                    ? await neighbourLogsIn(pair, instance, address, user)
                    : await clientLogsIn(pair, instance, address, user);
                if (trouble) wrong.push(`${instance.serviceName} at ${address}: ${trouble}`);
            }
        }
        return wrong;
    },
};
