import { USERNAME } from "./account";
import { images } from "./catalogue/images";
import { isRegion } from "./catalogue/regions";
import { linodeTypes } from "./catalogue/types";
import { type InterfaceRequest, readInterfaces } from "./interfaces";
import type { FirstBoot } from "./model";
import { Input } from "./read-input";
import { isSshKey } from "./ssh-keys";

const PASSWORD_MIN = 11;
const PASSWORD_MAX = 128;
const USER_DATA_MAX_BYTES = 65535;
/** What real Linodes can have and the lab's cannot: better refused than left out in silence. */
const NOT_OFFERED = ["stackscript_id", "backup_id", "private_ip", "backups_enabled", "ipv4", "swap_size"];

/** What a request to create a Linode asks for, checked against the catalogue alone. */
export interface InstanceRequest {
    label?: string;
    region: string;
    type: string;
    image: string | null;
    booted: boolean;
    group: string;
    tags: string[];
    watchdog: boolean;
    diskEncryption: "enabled" | "disabled";
    firstBoot: FirstBoot;
    authorizedUsers: string[];
    firewallId?: number;
    placementGroupId?: number;
    interfaces: InterfaceRequest[];
}

/** Reads the body of POST /linode/instances; throws with every problem found. */
export function readInstanceRequest(body: Record<string, unknown>): InstanceRequest {
    const input = new Input(body);
    const region = input.requiredText("region");
    const type = input.requiredText("type");
    const image = input.text("image") ?? null;
    if (region && !isRegion(region)) input.problem("region", "region is not valid");
    if (type && !linodeTypes.some(({ id }) => id === type)) {
        input.problem("type", "A valid plan type by that ID was not found");
    }
    if (image !== null && !images.some(({ id }) => id === image)) input.problem("image", "image is not valid");
    for (const field of NOT_OFFERED) refuseUnlessEmpty(input, field);
    const authorizedKeys = (input.texts("authorized_keys") ?? []).map((key) => key.trim());
    authorizedKeys.forEach((key, index) => {
        if (!isSshKey(key)) input.problem("authorized_keys", `SSH Key ${index + 1} is not valid`);
    });
    const authorizedUsers = input.texts("authorized_users") ?? [];
    for (const user of authorizedUsers) {
        if (user !== USERNAME) input.problem("authorized_users", `User ${user} was not found, there is ${USERNAME}`);
    }
    const request: InstanceRequest = {
        label: input.text("label"),
        region,
        type,
        image,
        booted: input.flag("booted") ?? image !== null,
        group: input.text("group") ?? "",
        tags: input.texts("tags") ?? [],
        watchdog: input.flag("watchdog_enabled") ?? true,
        diskEncryption: input.oneOf("disk_encryption", ["enabled", "disabled"] as const) ?? "enabled",
        firstBoot: { authorizedKeys, userData: userData(input), rootPassword: rootPassword(input) },
        authorizedUsers,
        firewallId: input.integer("firewall_id"),
        placementGroupId: placementGroupId(input),
        interfaces: readInterfaces(input) ?? [],
    };
    if (image === null && request.interfaces.length > 0) {
        input.problem("interfaces", "interfaces need an image: they belong to the configuration profile made from it");
    }
    if (image !== null && !input.has("root_pass") && authorizedKeys.length + authorizedUsers.length === 0) {
        input.problem("root_pass", "root_pass is required");
    }
    input.done();
    return request;
}

function refuseUnlessEmpty(input: Input, field: string): void {
    const value = input.raw(field);
    const empty = value === undefined || value === null || value === false || (Array.isArray(value) && !value.length);
    if (!empty && !(field === "swap_size" && value === 512)) input.problem(field, `${field} is not offered by the lab`);
}

function rootPassword(input: Input): string | undefined {
    const password = input.text("root_pass");
    if (password === undefined) return undefined;
    if (password.length < PASSWORD_MIN || password.length > PASSWORD_MAX) {
        input.problem("root_pass", `Length must be ${PASSWORD_MIN}-${PASSWORD_MAX} characters`);
    }
    const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
    if (kinds < 2) input.problem("root_pass", "Password does not meet strength requirement.");
    return password;
}

/** user_data comes in base64 and is kept as the text it stands for. */
function userData(input: Input): string | undefined {
    const encoded = input.object("metadata")?.user_data;
    if (encoded === undefined || encoded === null || encoded === "") return undefined;
    const decoded = Buffer.from(String(encoded), "base64");
    if (decoded.toString("base64").replace(/=+$/, "") !== String(encoded).replace(/\s/g, "").replace(/=+$/, "")) {
        input.problem("metadata.user_data", "user_data must be base64 encoded");
    }
    if (decoded.length > USER_DATA_MAX_BYTES) {
        input.problem("metadata.user_data", `Decoded user_data must not exceed ${USER_DATA_MAX_BYTES} bytes`);
    }
    return decoded.toString("utf8");
}

function placementGroupId(input: Input): number | undefined {
    const group = input.object("placement_group");
    if (group === undefined) return undefined;
    if (typeof group.id === "number") return group.id;
    input.problem("placement_group.id", "id is required");
    return undefined;
}
