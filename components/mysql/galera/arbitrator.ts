import { Bundle, joined } from "../../ops/bundle";
import { filled, verbatim } from "../../ops/host-file";
import { acceptFrom, packetRulesPart } from "../../ops/packet-rules";
import type { RoleMember } from "../../roles/role-part";
import { GaleraArgs } from "./args";
import { clusterAddresses } from "./plan";
import { arbitratorOptions, GROUP_PORT } from "./provider-options";

const ME = "mysql/galera";
/** Debian packages of the host with the third vote. */
export const arbitratorPackages = ["galera-arbitrator-4", "openssl"] as const;

const LIBRARY = "/usr/local/lib/standby";
const SYSTEM = "/etc/systemd/system";
const CONFIG = "/etc/standby/arbitrator.cnf";
/** What systemd gives to the service of a user that lives as long as it does. */
const CREDENTIALS = "/run/credentials/standby-arbitrator.service";
const TLS = { certificate: `${CREDENTIALS}/certificate`, key: `${CREDENTIALS}/key`, ca: `${CREDENTIALS}/ca` };

/** What the third vote must know; plain data. */
export interface ArbitratorPlan {
    readonly pair: string;
    readonly address: string;
    readonly hostName: string;
    readonly members: readonly RoleMember[];
    readonly galera: GaleraArgs;
    readonly ownFirewall: boolean;
}

/** garbd on the witness, with a certificate of the authority that is on the same host. */
export function arbitratorPlan(plan: ArbitratorPlan): Bundle {
    const { pair, address, hostName, members, galera, ownFirewall } = plan;
    const mode = "0755";
    const from = acceptFrom(
        members.map((member) => member.address),
        [GROUP_PORT],
    );
    const rules = packetRulesPart("arbitrator", from);
    const unit = `${SYSTEM}/standby-arbitrator.service`;
    const timer = `${SYSTEM}/standby-arbitrator-certificate.timer`;
    const programs = ["arbitrator/run", "arbitrator/certificate", "status.d/arbitrator"];
    const providerOptions = arbitratorOptions(address, galera, TLS);
    return joined("arbitrator", {
        packages: arbitratorPackages,
        folders: [{ path: "/etc/standby", mode: "0711" }],
        files: [
            ...programs.map((name) => verbatim(ME, `${LIBRARY}/${name}`, { mode })),
            filled(ME, CONFIG, { pair, cluster: clusterAddresses(members), providerOptions }),
            { path: "/etc/standby/arbitrator.conf", content: `PAIR='${pair}'\nHOST='${hostName}'\n` },
            verbatim(ME, unit),
            verbatim(ME, `${SYSTEM}/standby-arbitrator-certificate.service`),
            verbatim(ME, timer),
            ...(ownFirewall ? rules.files : []),
        ],
        checks: ownFirewall ? rules.checks : [],
        units: [
            ...(ownFirewall ? [{ name: "nftables.service", reloadOn: rules.files.map(({ path }) => path) }] : []),
            { name: "standby-arbitrator-certificate.timer", restartOn: [timer] },
            {
                name: "standby-arbitrator.service",
                restartOn: [unit, CONFIG, `${LIBRARY}/arbitrator/run`],
            },
        ],
        probes: [`${LIBRARY}/status.d/arbitrator >/dev/null`],
    });
}
