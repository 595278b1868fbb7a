import { blocklistProblems } from "../filters/blocklists";
import { Problem } from "../problems";
import { Preflight } from "./args";

/** Everything that can be wrong with what is asked before an MX enters DNS. */
export function preflightProblems({ blocklists }: Preflight): Problem[] {
    return blocklistProblems("preflight.blocklists", blocklists);
}
