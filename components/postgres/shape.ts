import { sharedShapeProblems } from "../database/shape";
import { oneOf, Problem } from "../problems";
import { PostgresDurability, PostgresEngine, PostgresMode, PostgresPairArgs } from "./args";
import { patroniProblems } from "./patroni/validate";

function modeProblems({ mode = "sync", durability }: PostgresPairArgs): Problem[] {
    const known = oneOf("mode", mode, PostgresMode);
    if (durability === undefined || known.length > 0) return known;
    if (mode === "sync") return oneOf("durability", durability, PostgresDurability);
    const reason = `is of mode "sync", where commits wait for the standby: with mode "${mode}" take it out`;
    return [{ property: "durability", reason }];
}

function engineProblems(args: PostgresPairArgs): Problem[] {
    const { engine = "postgres" } = args;
    return engine === "patroni" ? patroniProblems(args) : oneOf("engine", engine, PostgresEngine);
}

/** Everything that can be wrong with what must be plain: the shape of the pair, not its values. */
export function shapeProblems(name: string, args: PostgresPairArgs): Problem[] {
    return [...sharedShapeProblems(name, args), ...engineProblems(args), ...modeProblems(args)];
}
