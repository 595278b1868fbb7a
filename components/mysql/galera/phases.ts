import * as pulumi from "@pulumi/pulumi";
import { memberInputs, membersSeen, witnessPhase } from "../../database/phases";
import { DoneRoles } from "../../database/roles";
import { hostPhase } from "../../host/host-phase";
import { Bundle } from "../../ops/bundle";
import { PairHost } from "../../roles/hosts";
import { roleState } from "../../roles/declaration";
import { MySqlPhases } from "../phases";
import { arbitratorPlan } from "./arbitrator";
import { galeraMemberPlan, GaleraPlan } from "./plan";

/** One data member's service: it joins the cluster, or begins the first one. */
function memberPhase(phases: MySqlPhases, member: PairHost, dependsOn: pulumi.Resource[]): pulumi.Resource {
    const { name, args } = phases;
    const bundle = (memberInputs(phases, member) as pulumi.Output<unknown>).apply((inputs) =>
        galeraMemberPlan({ ...(inputs as Omit<GaleraPlan, "galera">), galera: args.galera ?? {} }),
    );
    return hostPhase(`${name}-${member.key}-service`, member.host, bundle, { dependsOn });
}

/** The third vote comes when there is a cluster that it can find. */
function arbitratorPhase(phases: MySqlPhases, dependsOn: pulumi.Resource[]): pulumi.Resource {
    const { name, args, settings, witness } = phases;
    const ownFirewall = witness.host.machine !== undefined;
    const bundle = pulumi
        .all([settings, membersSeen(phases), witness.host.address])
        .apply(([{ names }, members, address]) =>
            arbitratorPlan({
                ...{ pair: name, address, members, ownFirewall },
                ...{ hostName: names.witness, galera: args.galera ?? {} },
            }),
        );
    return hostPhase(`${name}-witness-arbitrator`, witness.host, bundle, { dependsOn });
}

function declared(primary: string): Bundle {
    const file = "/etc/standby/declared";
    return {
        phase: "role",
        files: [{ path: file, content: `primary ${primary}\n`, mode: "0600" }],
        checks: [`/usr/local/lib/standby/galera/declare "$STAGE${file}"`],
        tell: "/var/lib/standby/role/last.json",
    };
}

/** Services everywhere, one after the other, so that a majority stays; then connections go to the declared member. */
export function galeraRoles(phases: MySqlPhases, primary: string): DoneRoles {
    const { name, members } = phases;
    const witness = witnessPhase(phases, "arbitrator");
    const to = members.find(({ key }) => key === primary) as PairHost;
    const first = memberPhase(phases, to, [witness]);
    const rest = members.filter(({ key }) => key !== primary).map((member) => memberPhase(phases, member, [first]));
    const arbitrator = arbitratorPhase(phases, [first, ...rest]);
    const done = hostPhase(`${name}-role`, to.host, declared(primary), { dependsOn: [arbitrator] });
    return { done, state: pulumi.unsecret(done.stdout).apply(roleState) };
}
