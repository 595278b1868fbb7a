import { dialog } from "../../lab/client/smtp-dialog";
import type { LabCyrusPair } from "../../lab/pair/cyrus";
import { queryDns } from "../../lab/services";
import type { Audit } from "./audit";

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
                const login = pair.inside(pair.serverAt(instance, { address }), user, async ({ raw }) => raw.list());
                const folders = await login.catch((error: Error) => error.message);
                if (typeof folders === "string") wrong.push(`${instance.serviceName} at ${address}: ${folders}`);
            }
        }
        return wrong;
    },
};
