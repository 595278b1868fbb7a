import { Problem } from "../../problems";
import type { PostgresPairArgs } from "../args";

/**
 * Is it Patroni's, or could it have been until now? The cloud must not close Patroni's ports before the members have gone back to a
 * pair. Their own filter opens them to each other alone, and with engine "postgres" to nobody.
 */
export function mayHavePatroni({ mode = "sync", link = "tls", endpoint }: PostgresPairArgs): boolean {
    return mode === "sync" && link === "tls" && ["haproxy", "multihost"].includes(endpoint as string);
}

/** What engine "patroni" does otherwise, or has not yet. */
export function patroniProblems(args: PostgresPairArgs): Problem[] {
    const problems: Problem[] = [];
    const no = (property: keyof PostgresPairArgs, reason: string) => problems.push({ property, reason });
    if (args.endpoint !== "haproxy" && args.endpoint !== "multihost") {
        no("endpoint", 'must be "haproxy" or "multihost": with engine "patroni" the primary moves without an `up`');
    }
    if (args.link !== undefined && args.link !== "tls") no("link", 'must be "tls": Patroni has its own connections');
    if (args.mode !== undefined && args.mode !== "sync") {
        no("mode", 'must be "sync", or be left out: else a failover without you would lose rows');
    }
    if (args.backup !== undefined) {
        no("backup", 'is not there with engine "patroni" yet: take it out, and make your own');
    }
    for (const word of ["lost", "lostConfirmed", "rejoin"] as const) {
        if (args[word] !== undefined) no(word, "is decided by the quorum, without you: take it out");
    }
    if ((args.override ?? []).length > 0) no("override", 'says nothing with engine "patroni": take it out');
    return problems;
}
