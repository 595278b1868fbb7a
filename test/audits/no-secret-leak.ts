import * as fs from "node:fs";
import * as path from "node:path";
import type { LabMember, LabPair } from "../../lab/pair";
import type { LabCyrusPair } from "../../lab/pair/cyrus";
import { labDir } from "../../lab/paths";
import { budget } from "../budgets";
import type { Audit } from "./audit";
import { canaries, canary, found, type Canary } from "./secrets";

/** Folders of a lab, and files, in which no secret may stand. */
const LAB_PLACES = ["pulumi/state", "pulumi/home", "work", "cloud/access.log", "cloud/server.log", "ssh-sessions.log"];
/** On a host: all that a stranger's process could read, but for what Debian's packages brought. */
const HOST_PLACES = "/etc /var /tmp /run /home /root /opt /srv /usr/local /dev/shm";

/** The keys of a pair are in no log, not in the state in clear, in no process list, in no file that others may read. */
export const noSecretLeak: Audit = {
    name: "no-secret-leak",
    audit: async (pair) => leaksOf(pair, await canaries(pair), LAB_PLACES),
};

/** The same of users' passwords, which a lab's program has in clear in the settings that the engine works with. */
export const noPasswordLeak: Audit<LabCyrusPair> = {
    name: "no-password-leak",
    async audit(pair) {
        const users = pair.instances.flatMap((instance) => pair.usersOf(instance));
        const secrets = users.map(({ name, password }) => canary(`password of ${name}`, password));
        // The history of the stack repeats the settings.
        const clear = { work: [], "pulumi/state": ["pulumi/state/.pulumi/stacks"] };
        const places = LAB_PLACES.flatMap((place) => clear[place as keyof typeof clear] ?? [place]);
        return secrets.length > 0 ? leaksOf(pair, secrets, places) : ["no user has a password: nothing is looked for"];
    },
};

async function leaksOf(pair: LabPair, secrets: Canary[], places: string[]): Promise<string[]> {
    const wrong = leaksIn("what the engine said", pair.said.join("\n"), secrets);
    for (const file of places.flatMap((place) => filesBelow(labDir(pair.lab.name, place)))) {
        wrong.push(...leaksIn(file, fs.readFileSync(file, "latin1"), secrets));
    }
    wrong.push(...leaksIn("a process's command line", commandLines(), secrets));
    for (const member of pair.hosts) wrong.push(...(await leaksOnHost(member, secrets)));
    return wrong;
}

function leaksIn(place: string, text: string, secrets: Canary[]): string[] {
    return found(text, secrets).map((what) => `${place} holds the ${what}`);
}

function filesBelow(place: string): string[] {
    if (!fs.existsSync(place)) return [];
    if (fs.statSync(place).isFile()) return [place];
    const entries = fs.readdirSync(place, { recursive: true, withFileTypes: true });
    return entries
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

/** Of all processes, those of the lab's machines among them. */
function commandLines(): string {
    const pids = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return pids.map((pid) => readOrNothing(`/proc/${pid}/cmdline`).replaceAll("\0", " ")).join("\n");
}

function readOrNothing(file: string): string {
    try {
        return fs.readFileSync(file, "utf8");
    } catch {
        return "";
    }
}

async function leaksOnHost({ name, machine }: LabMember, secrets: Canary[]): Promise<string[]> {
    const wrong = leaksIn(`${name}: the journal`, await machine.journal(), secrets);
    for (const log of (await machine.run("cat /var/log/standby/*.log")).stdout.split("\n")) {
        wrong.push(...leaksIn(`${name}: /var/log/standby`, log, secrets));
    }
    // As nobody: what that user can reach and read, everybody can.
    const search = [
        "list=$(mktemp) && cat >$list && chown nobody $list",
        `setpriv --reuid=65534 --regid=65534 --clear-groups find ${HOST_PLACES} -xdev -type f -readable -print0 2>/dev/null |`,
        "setpriv --reuid=65534 --regid=65534 --clear-groups xargs -0r grep -lF -f $list 2>/dev/null | grep -vx $list",
        "rm -f $list",
    ].join("\n");
    const forms = secrets.flatMap((secret) => secret.forms).join("\n");
    const { stdout } = await machine.run(search, { stdin: `${forms}\n`, seconds: budget("audits") });
    const files = stdout.split("\n").filter(Boolean);
    return [...wrong, ...files.map((file) => `${name}: ${file} holds a secret, and everybody can read it`)];
}
