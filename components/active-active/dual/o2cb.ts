import { BundlePart } from "../../ops/bundle";
import { verbatim } from "../../ops/host-file";
import { DrbdMember } from "../drbd";
import { DUAL, PEER_PORTS, PROGRAMS } from "../places";
import { derived, Timers } from "../timing";

const CLUSTER = "mailpair";
const CONF = "/etc/ocfs2/cluster.conf";
const DEFAULTS = "/etc/default/o2cb";

/** Both members as o2cb knows them, by the first label of their names; identical on both. a has the lowest number. */
export function clusterFile(members: readonly DrbdMember[]): string {
    const nodes = members.map(({ hostName, linkAddress }, number) =>
        [
            "node:",
            `\tname = ${hostName.split(".")[0]}`,
            `\tcluster = ${CLUSTER}`,
            `\tnumber = ${number}`,
            `\tip_address = ${linkAddress}`,
            `\tip_port = ${PEER_PORTS.o2cb}`,
            "",
        ].join("\n"),
    );
    const cluster = ["cluster:", `\tname = ${CLUSTER}`, "\theartbeat_mode = local", "\tnode_count = 2", ""].join("\n");
    return [cluster, ...nodes].join("\n");
}

/** The timers of o2cb from the one set of numbers. Debian's own script does nothing with them: it would start before DRBD. */
export function o2cbDefaults(timers: Timers): string {
    return [
        "# standby: read by standby-o2cb.service. Alike on both members.",
        "O2CB_ENABLED=false",
        `O2CB_BOOTCLUSTER=${CLUSTER}`,
        `O2CB_HEARTBEAT_THRESHOLD=${timers.heartbeats}`,
        `O2CB_IDLE_TIMEOUT_MS=${derived(timers).connectionIdle * 1000}`,
        "O2CB_KEEPALIVE_DELAY_MS=2000",
        "O2CB_RECONNECT_DELAY_MS=2000",
        "",
    ].join("\n");
}

/** The cluster under OCFS2, on one member. It is started by `serve`, before the mount. */
export function o2cbPart(members: readonly DrbdMember[], timers: Timers): BundlePart {
    return {
        packages: ["ocfs2-tools"],
        files: [
            { path: CONF, content: clusterFile(members) },
            { path: DEFAULTS, content: o2cbDefaults(timers) },
            verbatim(DUAL, `${PROGRAMS}/cluster`, { mode: "0755" }),
            verbatim(DUAL, "/etc/systemd/system/standby-o2cb.service"),
        ],
        checks: [
            `modinfo ocfs2_stack_o2cb >/dev/null 2>&1 || { echo "the kernel $(uname -r) has no OCFS2: install linux-image-amd64 and boot it"; exit 1; }`,
        ],
    };
}
