import type { Cloud } from "../cloud";
import { canonicalAddress, defaultReverseName } from "../addresses";
import { ok, type Call, type Route } from "../http/exchange";
import { notFound, refuse } from "./errors";
import { addressView } from "./instance-views";
import type { Instance } from "./model";
import { page } from "./page";
import { linodeTime } from "./time";

const PATH = "/networking/ips";
const HOST_NAME = /^(?=.{1,253}$)([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** All addresses of the account, and their reverse names. */
export function networkingIpRoutes(cloud: Cloud): Route[] {
    const view = (owner: Instance, address: string) => addressView(cloud.state, cloud.net, owner, address);
    return [
        {
            method: "GET",
            path: PATH,
            handle: (call) =>
                page(
                    call,
                    cloud.state.instances.flatMap((one) => [view(one, one.ipv4), view(one, one.ipv6)]),
                ),
        },
        {
            method: "GET",
            path: `${PATH}/:address`,
            handle: ({ params }) => {
                const { owner, address } = find(cloud, params.address);
                return ok(view(owner, address));
            },
        },
        { method: "PUT", path: `${PATH}/:address`, handle: (call) => setReverseName(cloud, call) },
    ];
}

function find(cloud: Cloud, text: string): { owner: Instance; address: string } {
    const address = canonicalAddress(text);
    const owner = cloud.state.instances.find(({ ipv4, ipv6 }) => ipv4 === address || ipv6 === address);
    // A prefix length finds nothing: Linode knows addresses only.
    if (!owner || text.includes("/")) throw notFound();
    return { owner, address };
}

/** Sets or resets (null) a reverse name. Refused unless the name leads back to the address, in our own zones. */
async function setReverseName(cloud: Cloud, { params, body }: Call) {
    const { owner, address } = find(cloud, params.address);
    const wanted = body.rdns;
    if (wanted === undefined) throw refuse("rdns is required", "rdns");
    if (wanted !== null && typeof wanted !== "string") throw refuse("Must be of type String", "rdns");
    const name = wanted?.replace(/\.$/, "").toLowerCase();
    if (name && name !== defaultReverseName(address)) await checkForwardName(cloud, name, address);
    await cloud.change((state) => {
        if (!state.instances.some(({ id }) => id === owner.id)) throw notFound();
        if (name && name !== defaultReverseName(address)) state.rdns[address] = name;
        else delete state.rdns[address];
        const instance = state.instances.find(({ id }) => id === owner.id);
        if (instance) instance.updated = linodeTime(cloud.now());
    });
    await cloud.publishZones();
    return ok(addressView(cloud.state, cloud.net, owner, address));
}

async function checkForwardName(cloud: Cloud, name: string, address: string): Promise<void> {
    if (!HOST_NAME.test(name)) throw refuse(`'${name}' is not a valid host name`, "rdns");
    const found = await cloud.ground.resolve(name, address.includes(":") ? "AAAA" : "A").catch(() => []);
    if (!found.map(canonicalAddress).includes(address)) {
        throw refuse(`We were unable to perform a lookup for '${name}' at this time.`, "rdns");
    }
}
