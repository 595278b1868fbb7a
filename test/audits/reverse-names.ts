import { queryDns } from "../../lab/services";
import type { Audit } from "./audit";

/** The addresses have the names of their hosts, without which other mail servers take no mail from them. */
export const reverseNames: Audit = {
    name: "reverse-names",
    async audit({ lab, hosts }) {
        const wrong: string[] = [];
        for (const { address, name } of hosts) {
            const found = await queryDns(lab.net, `${address.split(".").reverse().join(".")}.in-addr.arpa`, "PTR");
            if (found.join() !== name) wrong.push(`${address} is called ${JSON.stringify(found)}, not ${name}`);
        }
        return wrong;
    },
};
