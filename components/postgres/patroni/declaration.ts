import { createHash } from "node:crypto";
import { Bundle } from "../../ops/bundle";
import type { PostgresSettings } from "../args";
import { clusterConfig } from "./config";

const DECLARED = "/etc/standby/declared";

/**
 * Who is to lead, and what the cluster agrees on. A change of any setting comes by here, since a server may have to be restarted for
 * it: the follower's, then the leader's.
 */
export function declaration(primary: string, settings: PostgresSettings): Bundle {
    const digest = createHash("sha256").update(JSON.stringify(settings.postgresSettings)).digest("hex");
    return {
        phase: "role",
        files: [
            { path: DECLARED, content: `primary ${primary}\nsettings ${digest}\n`, mode: "0600" },
            {
                path: "/etc/standby/patroni.dcs.json",
                content: JSON.stringify(clusterConfig({ settings })),
                mode: "0600",
            },
        ],
        checks: [`/usr/local/lib/standby/patroni/declare "$STAGE${DECLARED}"`],
        tell: "/var/lib/standby/role/last.json",
    };
}
