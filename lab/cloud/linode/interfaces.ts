import { isIPv4 } from "node:net";
import type { VlanAddress } from "../ground";
import { type CloudState, nextId } from "../state";
import { refuse } from "./errors";
import type { ConfigInterface, Instance } from "./model";
import type { Input } from "./read-input";

/** What a request says of one interface of a boot profile. */
export type InterfaceRequest = Omit<ConfigInterface, "id">;

const MOST = 3;
const VLANS_PER_REGION = 10;
const LABEL = /^[A-Za-z0-9-]{1,64}$/;
const OF_VPC = ["subnet_id", "vpc_id", "ipv4", "ip_ranges", "primary"];

/** Reads the field `interfaces`; undefined where there is none. */
export function readInterfaces(input: Input): InterfaceRequest[] | undefined {
    if (!input.has("interfaces")) return undefined;
    const list = input.raw("interfaces");
    if (!Array.isArray(list) || list.some((one) => typeof one !== "object" || one === null)) {
        input.problem("interfaces", "Must be an array");
        return undefined;
    }
    if (list.length > MOST) input.problem("interfaces", `A Linode has at most ${MOST} interfaces`);
    const found = list.map((one: Record<string, unknown>, index) => readOne(input, one, `interfaces[${index}]`));
    const publics = found.filter(({ purpose }) => purpose === "public");
    if (publics.length > 1) input.problem("interfaces", "Only one public interface is allowed");
    if (found.length > 0 && found[0].purpose !== "public") {
        input.problem("interfaces", "The lab reaches its machines by eth0: the first interface must be the public one");
    }
    for (const [key, what] of [
        ["label", "Label"],
        ["ipamAddress", "ipam_address"],
    ] as const) {
        const given = found.map((one) => one[key]).filter((value) => value !== null);
        if (new Set(given).size < given.length) {
            input.problem("interfaces", `${what} must be unique among the Linode's interfaces`);
        }
    }
    return found;
}

function readOne(input: Input, given: Record<string, unknown>, field: string): InterfaceRequest {
    const { purpose } = given;
    const text = (key: string) => {
        const value = given[key] ?? null;
        if (value !== null && typeof value !== "string") input.problem(`${field}.${key}`, "Must be of type String");
        return value === "" || typeof value !== "string" ? null : value;
    };
    const [label, ipamAddress] = [text("label"), text("ipam_address")];
    for (const key of OF_VPC) {
        const value = given[key] ?? false;
        const empty = value === false || (Array.isArray(value) && value.length === 0);
        if (!empty) input.problem(`${field}.${key}`, `${key} is for vpc interfaces, which the lab does not offer`);
    }
    if (purpose === "vpc") input.problem(`${field}.purpose`, "vpc interfaces are not offered by the lab");
    else if (purpose === "public") {
        if (label !== null) input.problem(`${field}.label`, "Public interfaces cannot have a label");
        if (ipamAddress !== null) input.problem(`${field}.ipam_address`, "Public interfaces cannot have an address");
    } else if (purpose === "vlan") vlanProblems(input, field, label, ipamAddress);
    else input.problem(`${field}.purpose`, "Must be one of public, vlan, vpc");
    return { purpose: purpose === "public" ? "public" : "vlan", label, ipamAddress };
}

function vlanProblems(input: Input, field: string, label: string | null, ipamAddress: string | null): void {
    if (label === null) input.problem(`${field}.label`, "label is required for vlan interfaces");
    else if (!LABEL.test(label)) {
        input.problem(`${field}.label`, "Label must be 1-64 ASCII letters, numbers and dashes");
    }
    if (ipamAddress === null) return;
    const [address = "", bits = "", ...rest] = ipamAddress.split("/");
    if (isIPv4(address) && /^\d{1,2}$/.test(bits) && Number(bits) <= 32 && rest.length === 0) return;
    input.problem(`${field}.ipam_address`, "Must be an IPv4 address in CIDR notation");
}

/** Gives the instance these interfaces in place of those that it has. */
export function setInterfaces(state: CloudState, instance: Instance, wanted: InterfaceRequest[]): void {
    instance.interfaces = wanted.map((one) => ({ id: nextId(state, "interface"), ...one }));
    const there = state.instances.filter(({ region }) => region === instance.region).flatMap(vlansOf);
    if (new Set(there.map(({ label }) => label)).size > VLANS_PER_REGION) {
        throw refuse(`A region holds at most ${VLANS_PER_REGION} VLANs`, "interfaces");
    }
}

/** The VLANs that an instance is in from its next boot on, in the order of eth1, eth2. */
export function vlansOf({ region, interfaces = [] }: Instance): VlanAddress[] {
    return interfaces.flatMap(({ label, ipamAddress }) => {
        return label === null ? [] : [{ region, label, ...(ipamAddress === null ? {} : { address: ipamAddress }) }];
    });
}
