import * as pulumi from "@pulumi/pulumi";
import { memberInputs, membersSeen, witnessPhase } from "../../database/phases";
import { DoneRoles } from "../../database/roles";
import { secretText } from "../../host/deploy-key";
import { hostPhase } from "../../host/host-phase";
import { roleState } from "../../roles/declaration";
import { PairHost } from "../../roles/hosts";
import { PostgresPhases, walKeysOf } from "../phases";
import { PatroniPlan } from "./config";
import { declaration } from "./declaration";
import { witnessEtcdPlan } from "./etcd";
import { patroniMemberPlan } from "./plan";

/** One data member's service: it joins the cluster when it is its turn. */
function memberPhase(
    phases: PostgresPhases,
    member: PairHost,
    restPassword: pulumi.Output<string>,
    dependsOn: pulumi.Resource[],
): pulumi.Resource {
    const bundle = pulumi
        .all([memberInputs(phases, member) as pulumi.Output<unknown>, walKeysOf(phases), restPassword])
        .apply(([inputs, walKeys, password]) => {
            return patroniMemberPlan({ ...(inputs as PatroniPlan), walKeys, restPassword: password });
        });
    return hostPhase(`${phases.name}-${member.key}-service`, member.host, bundle, { dependsOn });
}

/** The third vote. */
function quorumPhase(phases: PostgresPhases, dependsOn: pulumi.Resource[]): pulumi.Resource {
    const { name, settings, witness } = phases;
    const ownFirewall = witness.host.machine !== undefined;
    const bundle = pulumi
        .all([settings, membersSeen(phases), witness.host.address])
        .apply(([{ names }, members, address]) => {
            const seen = members.map((member) => ({ key: member.key, address: member.address }));
            const hosts = [...seen, { key: "witness", address }];
            return witnessEtcdPlan({ pair: name, key: "witness", hosts, ownFirewall }, names.witness);
        });
    return hostPhase(`${name}-witness-quorum`, witness.host, bundle, { dependsOn });
}

/** The quorum, then the standby, which waits for its turn, then the primary; then the lead goes where it is declared. */
export function patroniRoles(phases: PostgresPhases, primary: string): DoneRoles {
    const { name, settings, members, parent } = phases;
    const password = secretText(`${name}-patroni-password`, { parent });
    const witness = witnessPhase(phases, "etcd");
    const quorum = quorumPhase(phases, [witness]);
    const to = members.find(({ key }) => key === primary) as PairHost;
    const rest = members.filter(({ key }) => key !== primary);
    const first = rest.map((member) => memberPhase(phases, member, password, [quorum]));
    const last = memberPhase(phases, to, password, [quorum, ...first]);
    const bundle = settings.apply((known) => declaration(primary, known));
    const done = hostPhase(`${name}-role`, to.host, bundle, { dependsOn: [...first, last] });
    return { done, state: pulumi.unsecret(done.stdout).apply(roleState) };
}
