import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { vmsWanted } from "./backends";
import { LabClient } from "./client/lab-client";
import { readLabFile, type LabFile } from "./client/lab-file";
import { cloudAnswers, cloudPid, startCloudServer, stopCloudServer } from "./cloud-server";
import type { Engine } from "./engine/find";
import { engineMark, Pulumi, type PulumiOptions } from "./engine/pulumi";
import { killMarked } from "./engine/run";
import type { LabSettings } from "./cloud/state";
import { destroyMachines } from "./leftovers";
import type { PairKind } from "./kinds";
import { ensureImage } from "./machine/image";
import { accelerator } from "./machine/qemu/accelerator";
import { openMachine, type Machine } from "./machine/machine";
import { memberLabels } from "./members";
import { withLock } from "./net/lock";
import { claimSlot, netDown, netUp, networkOf, type LabNetwork } from "./net/network";
import { labDir } from "./paths";
import { removeFolder } from "./remove-folder";
import { ensureServicesTree, servicesHealthy, startAptCache, stopServices, type ServicesHealth } from "./services";

const CLOUD_PORT = 8080;
const SERVICES_SECONDS = 8;
const EVERY_MS = 200;
/** What mmdebstrap finds worth telling and a user of the lab does not. */
const BORING = /signed-by|architecture amd64|emulation check|chosen format|customize-hook|^success in/;
type Log = (line: string) => void;

/** A lab that is up. */
export interface Lab {
    name: string;
    net: LabNetwork;
    /** The control API: crash, start, cuts, state. */
    client: LabClient;
    /** A Linode's machine itself, past the cloud: shell, journal, disk. */
    machine(id: string | number): Machine;
    /** A stack of a program in this lab. */
    pulumi(engine: Engine, options: Omit<PulumiOptions, "lab" | "engine">): Promise<Pulumi>;
}

export interface LabOptions {
    /** Zones that the lab's Cloudflare account has. @default example.test */
    zones?: string[];
    /** Domains that the lab's Linode account has, none of them a zone at Cloudflare too. @default none */
    domains?: string[];
    /** Whether machines may send mail: the cloud keeps it closed until a ticket is answered. @default open */
    mailPorts?: "open" | "closed";
    /**
     * Labels of the Linodes that become virtual machines when they are created; `*` stands for any text.
     * @default what STANDBY_MACHINES says, else as before, else none
     */
    vms?: string[];
    /** Kind of the pair that will be brought up: the images of its virtual machines are made at once. @default none */
    kind?: PairKind;
}

export interface LabStatus {
    name: string;
    /** False: there is no such lab, and the rest is empty. */
    exists: boolean;
    net?: LabNetwork;
    /** Process of the cloud server, while it lives. */
    cloudPid?: number;
    cloudAnswers: boolean;
    services?: ServicesHealth;
}

/** Starts the lab called `name`, or completes what is up of it. Machines that it has stay as they are. */
export async function labUp(name: string, log: Log, options: LabOptions = {}): Promise<Lab> {
    const { domains = [], mailPorts = "open", vms = vmsWanted(undefined), kind } = options;
    const zones = { cloudflare: options.zones ?? ["example.test"], linode: domains };
    checkName(name);
    return locked(name, async () => {
        const net = networkOf(name, await claimSlot(name));
        fs.chmodSync(labDir(name), 0o700);
        writeLabFile(net);
        const told = (what: string) => (line: string) => BORING.test(line) || log(`${what}: ${line}`);
        await allDone([
            ensureImage("linode/debian12", told("image")),
            ensureServicesTree(told("services")),
            netUp(net),
        ]);
        log("starting the package cache, the name servers and the cloud");
        await startAptCache(net, servicesDir(name), log);
        await startCloudServer(net);
        await settle(name, zones, { mailPorts, ...(vms && { vms }) });
        await ensureVms(LabClient.open(name), kind, told("image"), log);
        await awaitServices(net);
        return labOf(net);
    });
}

/** The lab called `name`, which must be up. */
export async function openLab(name: string): Promise<Lab> {
    const status = await labStatus(name);
    if (!status.exists || !status.net) throw new Error(`there is no lab "${name}": start it with \`npm run lab\``);
    if (!status.cloudAnswers) {
        throw new Error(`the cloud of lab "${name}" does not answer: \`npm run lab\` starts what is missing`);
    }
    return labOf(status.net);
}

/** Stops the lab called `name` and deletes all that it made, whatever state it is in. Idempotent. */
export async function labDown(name: string, log: Log = () => undefined): Promise<void> {
    checkName(name);
    await locked(name, async () => {
        const folder = labDir(name);
        if (!fs.existsSync(folder)) return;
        await killMarked(engineMark(name));
        // First the one who would start machines again.
        await stopCloudServer(name);
        const slot = slotOf(name);
        if (slot !== undefined) {
            log("stopping the machines");
            await destroyMachines(name, slot);
        }
        await stopServices(servicesDir(name));
        if (slot !== undefined) await netDown(networkOf(name, slot));
        log(`deleting ${folder}`);
        await removeFolder(folder);
    });
}

/** What there is of a lab. Never throws for a lab that is broken. */
export async function labStatus(name: string): Promise<LabStatus> {
    checkName(name);
    const slot = slotOf(name);
    if (slot === undefined) return { name, exists: false, cloudAnswers: false };
    const net = networkOf(name, slot);
    const [answers, services] = await Promise.all([
        fs.existsSync(labDir(name, "lab.json")) && cloudAnswers(name),
        servicesHealthy(net, servicesDir(name)),
    ]);
    return { name, exists: true, net, cloudPid: cloudPid(name), cloudAnswers: answers, services };
}

/** Makes the cloud as the options say; what is so already is not touched. */
async function settle(
    name: string,
    zones: { cloudflare: string[]; linode: string[] },
    wanted: Partial<LabSettings>,
): Promise<void> {
    const client = LabClient.open(name);
    const state = await client.state();
    const missing = (name: string) => !state.zones.some((there) => there.name === name);
    for (const zone of zones.cloudflare.filter(missing)) await client.createZone(zone);
    for (const domain of zones.linode.filter(missing)) await client.createDomain(domain);
    const { mailPorts, vms = [] } = state.settings;
    if (!isDeepStrictEqual({ mailPorts, vms, ...wanted }, { mailPorts, vms })) await client.settings(wanted);
}

/**
 * The images of virtual machines, if there will be any: of a pair's members and of others. The cloud could not make them: from
 * where it is it reaches no package archive. Also tells whether such machines will be slow.
 */
async function ensureVms(client: LabClient, kind: PairKind | undefined, toldImage: Log, log: Log): Promise<void> {
    const { vms = [], vmKinds = [] } = (await client.state()).settings;
    if (vms.length === 0) return;
    const others = kind === undefined || vms.some((label) => !memberLabels(kind).includes(label));
    const kinds = [...(kind ? [kind] : []), ...(others ? [undefined] : [])];
    const trees = await Promise.all(kinds.map((one) => ensureImage("linode/debian12", toldImage, "qemu", one)));
    if (kind && !vmKinds.includes(kind)) await client.settings({ vmKinds: [...vmKinds, kind] });
    if ((await accelerator(trees[0])) === "kvm") return;
    log("KVM does not run Debian's kernel here: virtual machines run in software emulation, ten times slower");
}

/** The cloud tries again by itself when a name server did not start at once. */
async function awaitServices(net: LabNetwork): Promise<void> {
    const dir = servicesDir(net.lab);
    const deadline = Date.now() + SERVICES_SECONDS * 1000;
    for (;;) {
        const ill = Object.entries(await servicesHealthy(net, dir)).filter(([, healthy]) => !healthy);
        if (ill.length === 0) return;
        if (Date.now() > deadline) {
            const names = ill.map(([service]) => service).join(", ");
            throw new Error(`lab "${net.lab}": ${names} does not serve; see the logs in ${dir}`);
        }
        await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
}

function labOf(net: LabNetwork): Lab {
    return {
        name: net.lab,
        net,
        client: LabClient.open(net.lab),
        machine: (id) => openMachine(labDir(net.lab, "machines", String(id))),
        pulumi: (engine, options) => Pulumi.open({ ...options, engine, lab: net.lab }),
    };
}

/** With random tokens, and only once: the cloud server and everyone who talks to it read them from there. */
function writeLabFile({ lab, slot, gateway }: LabNetwork): void {
    const file = labDir(lab, "lab.json");
    if (fs.existsSync(file) && readLabFile(lab).slot === slot) return;
    const token = (bytes: number) => crypto.randomBytes(bytes).toString("hex");
    const content: LabFile = {
        name: lab,
        slot,
        url: `http://${gateway}:${CLOUD_PORT}`,
        linodeToken: token(32),
        cloudflareToken: token(20),
        labToken: token(16),
    };
    fs.writeFileSync(`${file}.new`, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
    fs.renameSync(`${file}.new`, file);
}

/** One start or stop of a lab at a time. The lock is not in the lab's folder, which comes and goes. */
function locked<T>(name: string, work: () => Promise<T>): Promise<T> {
    const key = crypto.createHash("sha256").update(labDir(name)).digest("hex").slice(0, 12);
    return withLock(path.join("/run/pulumi-standby", `lab-${key}.lock`), work);
}

/** Waits for all before it throws for one: what goes on in the background would outlive its caller. */
async function allDone(works: Promise<unknown>[]): Promise<void> {
    const failed = (await Promise.allSettled(works)).find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
}

function slotOf(name: string): number | undefined {
    const file = labDir(name, "slot");
    return fs.existsSync(file) ? Number(fs.readFileSync(file, "utf8")) : undefined;
}

export function servicesDir(name: string): string {
    return labDir(name, "services");
}

function checkName(name: string): void {
    if (/^[a-z][a-z0-9-]{0,29}$/.test(name)) return;
    throw new Error(
        `lab name ${JSON.stringify(name)}: up to 30 lower-case letters, digits and hyphens, beginning with a letter`,
    );
}
