import type { CyrusInstanceTopology, CyrusTopology } from "../../components/cyrus/topology";
import { boxes } from "./boxes";
import type { Face } from "./face";

/** The pair as text: the hosts, and for each instance who serves its users and where copies go. Pure. */
export function picture({ members, replicas, witness, instances }: CyrusTopology): string {
    const { lines } = boxes(members.a, members.b, flow(instances));
    const below = [
        ...replicas.map(({ key, name, address }) => `${key}  ${name}  ${address}`),
        `witness  ${witness.name}  ${witness.address}: keeps the record of who is primary`,
    ];
    return [...instances.map(told), "", ...lines, "", ...below].map((line) => `  ${line}`.trimEnd()).join("\n");
}

/** "mail  imap.example.test  (example.test): a serves, copies go to b". */
function told({ name, members, primary, domains, serviceName, endpoint }: CyrusInstanceTopology): string {
    const standby = members.find((key) => key !== primary);
    const by = endpoint === "dns" ? "" : `, by ${endpoint}`;
    return `${name}  ${serviceName}${by}  (${domains.join(", ")}): ${primary} serves, copies go to ${standby}`;
}

/** The arrow between a and b: mails go the way of the instances that both hold. */
function flow(instances: CyrusInstanceTopology[]): string {
    const between = instances.filter(({ members }) => members.includes("a") && members.includes("b"));
    const from = new Set(between.map(({ primary }) => primary));
    return ` ${from.has("b") ? "<" : "-"}-mails-${from.has("a") ? ">" : "-"} `;
}

export const cyrusFace: Face<CyrusTopology> = {
    picture,
    tries: (verb, { pair, instances }, drills) => {
        const [{ name, primary, members }] = instances;
        const standby = members.find((key) => key !== primary) as string;
        const promote = instances.length === 1 ? "standby promote" : `standby --instance ${name} promote`;
        const drill = drills.includes("switchovers") ? "switchovers" : drills[0];
        return [
            [verb("status"), "what runs"],
            [verb("ssh", `${pair}/${primary}`), `a root shell on the primary of ${name}: try \`standby verify\``],
            [verb("ssh", `${pair}/witness`), "a root shell on the witness"],
            [verb("crash", `${pair}/${primary}`), `power loss; then, on ${standby}: ${promote}`],
            [verb("start", `${pair}/${primary}`), "power is back"],
            ...(drill ? [[verb("drill", drill), "a whole story, measured"] as [string, string]] : []),
        ];
    },
};
