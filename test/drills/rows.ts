import { randomBytes } from "node:crypto";
import type { RowWriter } from "../../lab/client/row-writer";
import type { LabDatabasePair } from "../../lab/pair/database";
import type { LabMember } from "../../lab/pair/member";
import { budget } from "../budgets";
import { eventually } from "../helpers/eventually";
import { wordsOf } from "./database/words";
import type { Promises } from "./drill";

/** A name for a writer that no other run has. */
export function runName(drill: string): string {
    return `${drill}-${randomBytes(3).toString("hex")}`;
}

/** What every drill counts at its end. */
export interface Counted {
    acknowledged: number;
    "in doubt": number;
    lost: number;
    "never sent": number;
    "longest gap ms": number;
}

/** Counts a writer's rows on the primary of now, and notes what must not be. */
export async function count(pair: LabDatabasePair, writer: RowWriter, promises: Promises): Promise<Counted> {
    const primary = await pair.primaryNow();
    const found = await pair.count(primary, writer);
    promises.expect(found.missing.length === 0, "no acknowledged row is lost", found.missing.slice(0, 10));
    promises.expect(found.neverSent.length === 0, "no row is there that nobody sent", found.neverSent.slice(0, 10));
    promises.expect(writer.numbers("refused").length === 0, "no row is refused", writer.troubleText());
    return {
        acknowledged: writer.acknowledged,
        "in doubt": writer.numbers("in doubt").length,
        lost: found.missing.length,
        "never sent": found.neverSent.length,
        "longest gap ms": writer.longestGap(),
    };
}

/** Exactly one member takes writes, and the other one has the same rows, those of writers by default; waits until it has caught up. */
export async function expectEqual(pair: LabDatabasePair, promises: Promises, tables?: string[]): Promise<void> {
    const writable = await pair.writable();
    promises.expect(writable.length === 1, "exactly one member takes writes", writable);
    if (writable.length !== 1) return;
    const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
    const differences = await pair.compare(primary, standby, tables && { tables });
    promises.expect(differences.length === 0, "the standby has what the primary has", differences);
}

/** A member's data is what it was before: it has no copy in the place of it. */
export async function expectNoCopy(
    pair: LabDatabasePair,
    { machine }: LabMember,
    promises: Promises,
    sentence = "no new copy was needed",
): Promise<void> {
    const copies = await machine.run(`ls -d ${wordsOf(pair).formerData}`);
    promises.expect(copies.code !== 0, sentence, copies.stdout);
}

/** Waits until the witness knows that the standby is in sync; where commits wait for nobody, until it has what there is now. */
export async function inSync(pair: LabDatabasePair, seconds = budget("inSync")): Promise<void> {
    if ((await pair.a.machine.run("grep -qx \"DURABILITY='async'\" /etc/standby/role.conf")).code === 0) {
        await eventually("the standby has what the primary has", seconds, async () => {
            const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
            const differences = await pair.compare(primary, standby, { tables: [], seconds: 10 });
            if (differences.length > 0) throw new Error(differences.join("; "));
            return true;
        });
        return;
    }
    await eventually(`the record says sync yes`, seconds, async () => /^sync yes$/m.test(await record(pair)));
}

/** Longest time without an acknowledgement that ended after `since`. */
export function gapSince(writer: RowWriter, since: number): number {
    const gaps = writer.gaps(0).filter(({ from, ms }) => from + ms >= since);
    return Math.max(...gaps.map(({ ms }) => ms));
}

/** The witness's record of the pair. */
export async function record(pair: LabDatabasePair): Promise<string> {
    return pair.witness.machine.succeed(`cat /var/lib/standby-witness/${pair.topology.name}/record`);
}

/** Moves the role to the member that the program says: an `up` can then move it on. */
export async function home(pair: LabDatabasePair): Promise<void> {
    if ((await pair.primaryNow()) === pair.primary) return;
    await inSync(pair);
    const { code, stderr } = await pair.primary.standby("promote");
    if (code !== 0) throw new Error(`${pair.primary.name} is not promoted: ${stderr}`);
}

/** The member that is not this one. */
export function other(pair: LabDatabasePair, member: LabMember): LabMember {
    return member === pair.a ? pair.b : pair.a;
}
