import { queryDns } from "../../lab/services";
import type { Audit } from "./audit";

/** The authoritative server says what the topology says. */
export const dnsAgrees: Audit = {
    name: "dns-agrees",
    async audit({ lab, topology }) {
        const wrong: string[] = [];
        const compare = async (name: string, type: string, wanted: string[]) => {
            const found = await queryDns(lab.net, name, type);
            const same = JSON.stringify(found) === JSON.stringify([...wanted].sort());
            if (!same) wrong.push(`${name} ${type} is ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
        };
        const wanted = new Map<string, string[]>();
        for (const { name, type, content, priority } of topology.records) {
            const key = `${name} ${type}`;
            wanted.set(key, [...(wanted.get(key) ?? []), priority === undefined ? content : `${priority} ${content}`]);
        }
        for (const [key, contents] of wanted) {
            const [name, type] = key.split(" ");
            await compare(name, type, contents);
        }
        return wrong;
    },
};
