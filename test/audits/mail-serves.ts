import type { CyrusInstanceTopology } from "../../components/cyrus/topology";
import type { MailUser } from "../../lab/client/mail-writer";
import { dialog } from "../../lab/client/smtp-dialog";
import type { LabCyrusPair } from "../../lab/pair/cyrus";
import { queryDns } from "../../lab/services";
import { tlsDialog } from "../helpers/tls-dialog";
import type { Audit } from "./audit";

/** A user logs in and asks for folders, as a client does; throws otherwise. */
async function logIn(pair: LabCyrusPair, instance: CyrusInstanceTopology, address: string, user: MailUser) {
    if (pair.holders.some((host) => host.address === address)) {
        await pair.inside(pair.serverAt(instance, { address }), user, async ({ raw }) => raw.list());
        return;
    }
    // A floating address is in a network that only the hosts are in: the standby is a client there.
    const service = { address, port: 993, name: instance.serviceName, ca: pair.ca };
    const lines = [`a LOGIN "${user.name}" "${user.password}"`, 'b LIST "" "*"', "c LOGOUT"];
    const answers = await tlsDialog(await pair.standbyNow(instance), service, lines);
    if (!/^b OK /m.test(answers)) throw new Error(answers);
}

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
                await logIn(pair, instance, address, user).catch(({ message }: Error) =>
                    wrong.push(`${instance.serviceName} at ${address}: ${message}`),
                );
            }
        }
        return wrong;
    },
};
