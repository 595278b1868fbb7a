import { addressProblems, hostKeyProblems } from "../host/validate";
import { between, oneOf, Problem, shown } from "../problems";
import { RecipientsFrom, RecipientSource, RecipientSqlEngine } from "./args";

const EVERY_SECONDS = { min: 10, max: 3600 };
const SHRINK_PERCENT = { min: 0, max: 99 };
const STALE_SECONDS = { min: 60, max: 2592000 };
const PORT = { min: 1, max: 65535 };
const DATABASE = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const CONFIG = /^(\/[A-Za-z0-9@._+-]+)+$/;

function sqlProblems(at: string, { source, sql }: RecipientsFrom): Problem[] {
    if (source !== RecipientSource.Sql) {
        if (!sql) return [];
        return [
            {
                property: `${at}.sql`,
                reason: `goes with the source "sql" alone, not with ${shown(source)}: take it out`,
            },
        ];
    }
    if (!sql) {
        const reason = `is required for the source "sql": say engine, database and query`;
        return [{ property: `${at}.sql`, reason }];
    }
    const problems = oneOf(`${at}.sql.engine`, sql.engine, RecipientSqlEngine);
    if (!DATABASE.test(sql.database)) {
        const reason = `${shown(sql.database)} is not a name of a database: letters, digits, "_", "-" and "."`;
        problems.push({ property: `${at}.sql.database`, reason });
    }
    if (!/^\s*select\s/i.test(sql.query) || /;\s*\S/.test(sql.query)) {
        const reason = `${shown(sql.query)} is not one SELECT: its only column is the address, or the name of the user`;
        problems.push({ property: `${at}.sql.query`, reason });
    }
    return problems;
}

/** Everything that can be wrong with a list that is pulled. */
export function recipientsFromProblems(at: string, from: RecipientsFrom): Problem[] {
    const { address, port, hostKey, cyrusConfig } = from;
    const config = `${shown(cyrusConfig)} is not an absolute path of plain characters, like "/etc/imapd.conf"`;
    const known = oneOf(`${at}.source`, from.source, RecipientSource);
    return [
        ...known,
        ...(known.length > 0 ? [] : sqlProblems(at, from)),
        ...(CONFIG.test(cyrusConfig) ? [] : [{ property: `${at}.cyrusConfig`, reason: config }]),
        ...between(`${at}.everySeconds`, from.everySeconds, " seconds", EVERY_SECONDS),
        ...between(`${at}.maxShrinkPercent`, from.maxShrinkPercent, " percent", SHRINK_PERCENT),
        ...between(`${at}.staleAfterSeconds`, from.staleAfterSeconds, " seconds", STALE_SECONDS),
        ...(address === undefined ? [] : addressProblems(`${at}.address`, address)),
        ...(port === undefined ? [] : between(`${at}.port`, port, "", PORT)),
        ...(hostKey === undefined ? [] : hostKeyProblems(`${at}.hostKey`, hostKey)),
    ];
}
