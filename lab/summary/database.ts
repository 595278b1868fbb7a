import type { DatabaseTopology } from "../../components/database/topology";
import { boxes } from "./boxes";
import type { Face } from "./face";

/** The pair as text: who takes writes, where the rows go, and who keeps the record of it. Pure. */
export function picture({ members, replicas, witness, primary, port }: DatabaseTopology): string {
    const { a, b } = members;
    const { lines, width } = boxes(a, b, primary === "a" ? " --rows--> " : " <--rows-- ");
    const left = " ".repeat((primary === "a" ? 0 : width + 2 + " --rows--> ".length) + Math.floor(width / 2) + 1);
    const clients = `SQL, TLS, port ${port}`;
    const above = [`${left.slice(Math.floor(clients.length / 2))}${clients}`, `${left}|`, `${left}v`];
    const below = [
        ...replicas.map(({ key, name, address }) => `${key}  ${name}  ${address}: a further copy`),
        `witness  ${witness.name}  ${witness.address}: keeps the record of who is primary`,
    ];
    return [...above, ...lines, "", ...below].map((line) => `  ${line}`.trimEnd()).join("\n");
}

export const databaseFace: Face<DatabaseTopology> = {
    picture,
    tries: (verb, { pair, primary }, drills) => {
        const standby = primary === "a" ? "b" : "a";
        return [
            [verb("status"), "what runs"],
            [verb("ssh", `${pair}/${primary}`), `a root shell on the primary; ${pair}/${standby}: on the standby`],
            [verb("ssh", `${pair}/witness`), "a root shell on the witness"],
            [verb("crash", `${pair}/${primary}`), `power loss; then, on the standby: standby promote`],
            [verb("start", `${pair}/${primary}`), "power is back"],
            ...(drills[0] ? [[verb("drill", drills[0]), "a whole story, measured"] as [string, string]] : []),
        ];
    },
};
