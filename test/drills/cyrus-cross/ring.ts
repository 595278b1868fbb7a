import { crossPaired } from "../../../components/cyrus/layout";
import type { ConfigChange } from "../../../lab/pair";

const NAMES = ["mail", "work", "home"];

function domainOf(place: number): string {
    return place === 0 ? "example.test" : `${NAMES[place]}.example.test`;
}

/** The instances of a ring of hosts, as the stack's settings have them; that of a lost host is served by its standby. */
export function ring(hosts: readonly string[], lost?: string) {
    const instances = hosts.map((_, place) => ({ name: NAMES[place], domains: [domainOf(place)] }));
    return crossPaired(hosts, instances).map(({ name, members = [] }, place) => ({
        ...{ name, members, domains: [domainOf(place)] },
        primary: members[0] === lost ? members[1] : members[0],
    }));
}

/** Settings of the stack for such a ring, with two users in each instance. */
export function ringSettings(hosts: readonly string[]): ConfigChange {
    const names = hosts.flatMap((_, place) => ["anna", "ben"].map((user) => `${user}@${domainOf(place)}`));
    const users = names.map((name) => ({ name, password: `Lab-${name.split("@")[0]}-Eeghai7u` }));
    return { endpoint: "proxy", hosts: hosts.slice(2), instances: ring(hosts), users };
}
