import type { Audit } from "./audit";

const FULL_PERCENT = 90;
/** Files that only an unfinished piece of work leaves behind. */
const LEFT_OVER = [
    "find / -xdev -name '*.standby-new'",
    "ls -d /var/lib/standby/work /var/lib/standby/rollback",
    "find / -xdev -type f -name 'core' -o -xdev -type f -name 'core.[0-9]*'",
    "grep -l standby-apply /usr/sbin/policy-rc.d",
].map((command) => `${command} 2>/dev/null`);

/** The disks have room, can be written, and nothing half-done lies about. */
export const disksSane: Audit = {
    name: "disks-sane",
    async audit({ hosts }) {
        const wrong: string[] = [];
        for (const { name, machine } of hosts) {
            const used = Number((await machine.succeed("df --output=pcent / | tail -n 1")).replace("%", ""));
            if (!(used < FULL_PERCENT)) wrong.push(`${name}: the disk is full to ${used} %`);
            const write = await machine.run("touch /var/lib/standby/.writable && rm /var/lib/standby/.writable");
            if (write.code !== 0) wrong.push(`${name}: the disk cannot be written: ${write.stderr.trim()}`);
            const found = await machine.run(`{ ${LEFT_OVER.join("; ")}; } || true`);
            for (const file of found.stdout.split("\n").filter(Boolean)) wrong.push(`${name}: left over: ${file}`);
        }
        return wrong;
    },
};
