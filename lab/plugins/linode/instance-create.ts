import { randomBytes } from "node:crypto";
import { flag, isProps, list, nested, type Props, text } from "../values";
import type { Json } from "./api";
import { jsonOf } from "../names";

const PASSWORD_BYTES = 32;
/** Inputs that the API takes at creation under the same name. */
const PLAIN = [
    "region",
    "type",
    "label",
    "group",
    "tags",
    "image",
    "authorizedKeys",
    "authorizedUsers",
    "stackscriptId",
    "stackscriptData",
    "backupId",
    "backupsEnabled",
    "privateIp",
    "swapSize",
    "firewallId",
    "diskEncryption",
    "interfaces",
];

/** The body of `POST /linode/instances`. Without a rootPass one is invented and forgotten. */
export function createBody(inputs: Props): Json {
    const plain = Object.fromEntries(PLAIN.map((key) => [key, inputs[key]]));
    const metadata = list(inputs, "metadatas")?.[0];
    const group = nested(inputs, "placementGroup");
    const image = text(inputs, "image");
    const body: Json = {
        ...jsonOf(plain),
        booted: flag(inputs, "booted") ?? true,
        ipv4: list(inputs, "ipv4s"),
        root_pass: text(inputs, "rootPass") ?? (image ? randomBytes(PASSWORD_BYTES).toString("base64") : undefined),
        metadata: isProps(metadata) ? { user_data: text(metadata, "userData") } : undefined,
        placement_group: group ? { id: group.id, compliant_only: group.compliantOnly } : undefined,
    };
    return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

/** What the API takes only by a change after the creation; undefined when there is nothing. */
export function afterwards(inputs: Props): Json | undefined {
    const alerts = nested(inputs, "alerts");
    const off = flag(inputs, "watchdogEnabled") === false;
    if (!alerts && !off) return undefined;
    return { ...(off ? { watchdog_enabled: false } : {}), ...(alerts ? { alerts: jsonOf(alerts) } : {}) };
}
