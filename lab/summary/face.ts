import type { PairTopology } from "../../components/topology";

/** What the summary shows of one kind of pair. */
export interface Face<T extends PairTopology> {
    /** The pair as text. Pure. */
    picture(topology: T): string;
    /** Commands to try, each with what it shows. `verb` makes a verb of the lab; `drills`: those there are. Pure. */
    tries(verb: (...words: string[]) => string, topology: T, drills: string[]): [string, string][];
}
