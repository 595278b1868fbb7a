import { isIPv4 } from "node:net";
import { originProblems } from "../../host/validate";
import { vlanProblems } from "../../host/vlan";
import { between, Problem, shown } from "../../problems";
import { CyrusMurderArgs } from "./args";
import { FRONT_SERVICES, MOST_INSTANCES } from "./layout";

const NAME = /^[a-z][a-z0-9]{0,11}$/;
const INTERFACE = /^[a-z][a-z0-9.]{0,14}$/;
const PRIVATE = /^(?:10|172\.(?:1[6-9]|2\d|3[01])|192\.168)\./;

/** What of a pair decides whether a Murder can be in front of it. */
export interface BehindMurder {
    readonly endpoint?: string;
    readonly instances: readonly {
        readonly name: string;
        readonly directory?: unknown;
        readonly floatingAddress?: string;
    }[];
    /** Keys of the pair's own hosts, the witness too. */
    readonly hosts: readonly string[];
}

function numberOf(address: string): number {
    return address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
}

/** First address and length of the network of "10.77.0.100/24". */
export function networkOfAddress(cidr: string): string {
    const [address, length] = cidr.split("/");
    const size = 2 ** (32 - Number(length));
    const first = Math.floor(numberOf(address) / size) * size;
    return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".")}/${length}`;
}

function isAddress(cidr: string): boolean {
    const [address = "", length = "", ...rest] = cidr.split("/");
    if (!isIPv4(address) || !PRIVATE.test(address) || !/^(?:[89]|[12]\d|30)$/.test(length) || rest.length > 0)
        return false;
    const size = 2 ** (32 - Number(length));
    return numberOf(address) % size !== 0 && numberOf(address) % size !== size - 1;
}

function nameProblems({ frontends }: CyrusMurderArgs, hosts: readonly string[]): Problem[] {
    const taken = [...hosts, "mupdate"];
    const names = frontends.map(({ name }) => name);
    return names.flatMap((name, index) => {
        const property = `murder.frontends[${index}].name`;
        if (!NAME.test(name)) {
            const rule = "up to 12 lower-case letters and digits, a letter first";
            return [{ property, reason: `${shown(name)} is no short name: ${rule}` }];
        }
        if (!taken.includes(name) && names.indexOf(name) === index) return [];
        return [{ property, reason: `"${name}" is taken: give each host a name of its own` }];
    });
}

/** The address must be one that can be on each frontend that we make, and that is no host's own. */
function addressProblems({ frontends, floatingAddress }: CyrusMurderArgs): Problem[] {
    const property = "murder.floatingAddress";
    if (!isAddress(floatingAddress)) {
        const form = "the private IPv4 address of a host, with the length of its network, 8 to 30";
        return [{ property, reason: `${shown(floatingAddress)} is not ${form}, like "10.77.0.100/24"` }];
    }
    const made = frontends.flatMap(({ linode, name }, index) => (linode ? [{ name, index, vlan: linode.vlan }] : []));
    const [first] = made;
    return made.flatMap(({ name, index, vlan }): Problem[] => {
        const at = `murder.frontends[${index}].linode.vlan`;
        if (vlan === undefined) {
            const reason = `is missing: "${name}" must be in the VLAN in which ${floatingAddress} moves`;
            return [{ property: at, reason }];
        }
        if (vlan.label !== first.vlan?.label && first.vlan) {
            const reason = `${shown(vlan.label)} is another VLAN than "${first.vlan.label}" of "${first.name}": the address cannot move between them`;
            return [{ property: `${at}.label`, reason }];
        }
        if (vlan.address.split("/")[0] === floatingAddress.split("/")[0]) {
            return [{ property, reason: `${shown(floatingAddress)} is the own address of "${name}": take a free one` }];
        }
        const outside =
            !vlan.address.includes("/") || networkOfAddress(vlan.address) !== networkOfAddress(floatingAddress);
        const reason = `${shown(floatingAddress)} is outside of the VLAN of "${name}", ${vlan.address}: take a free address in there`;
        return outside ? [{ property, reason }] : [];
    });
}

/** Everything that can be wrong with the shape of a Murder. */
export function murderProblems(murder: CyrusMurderArgs | undefined, pair: BehindMurder): Problem[] {
    if (murder === undefined) return [];
    const { mupdate, frontends, interface: name = "eth1", virtualRouterId = 77, tunnelPort = 4005 } = murder;
    const problems: Problem[] = [
        ...originProblems("murder.mupdate", mupdate, ["linode", "existing"]),
        ...frontends.flatMap((host, index) =>
            originProblems(`murder.frontends[${index}]`, host, ["linode", "existing"]),
        ),
        ...vlanProblems(frontends.map(({ linode }, index) => [`murder.frontends[${index}]`, linode])),
        ...nameProblems(murder, pair.hosts),
        ...addressProblems(murder),
        ...between("murder.virtualRouterId", virtualRouterId, "", { min: 1, max: 255 }),
        ...between("murder.tunnelPort", tunnelPort, "", {
            min: 1024,
            max: 65535 - FRONT_SERVICES.length * pair.instances.length,
        }),
    ];
    if (frontends.length < 2) {
        const reason = `has ${frontends.length}: with fewer than two, the loss of one takes users' only way in`;
        problems.push({ property: "murder.frontends", reason });
    }
    if (!INTERFACE.test(name)) {
        problems.push({
            property: "murder.interface",
            reason: `${shown(name)} is no name of an interface, like "eth1"`,
        });
    }
    if (pair.endpoint === "proxy") {
        const reason = "the frontends of the Murder take users to their primary: leave endpoint out";
        problems.push({ property: "endpoint", reason });
    }
    if (pair.instances.length > MOST_INSTANCES) {
        problems.push({ property: "instances", reason: `are more than ${MOST_INSTANCES}, the most behind a Murder` });
    }
    pair.instances.forEach(({ directory, floatingAddress, name: instance }, index) => {
        if (floatingAddress !== undefined) {
            const reason = "frontends find the primary by themselves: leave it out, users come by that of the Murder";
            problems.push({ property: `instances[${index}].floatingAddress`, reason });
        }
        if (directory === undefined) return;
        const reason = `frontends know passwords by users alone: give the users of "${instance}" in the program, or leave murder out`;
        problems.push({ property: `instances[${index}].directory`, reason });
    });
    return problems;
}
