/** A setting of a stack; lists and objects too. */
export type ConfigValue = string | number | boolean | ConfigValue[] | { [key: string]: ConfigValue };

const SALT = /^encryptionsalt:.*$/m;

/**
 * The text of a Pulumi.<stack>.yaml: that of `source` with `overrides` put over it (undefined takes a key away), and
 * with the encryption salt of `former`, the text that the engine works with so far. Keys without a namespace get that of
 * `project`. Knows the form in which such files are written, not all of YAML. Pure.
 */
export function stackConfig(
    project: string,
    source: string,
    overrides: Record<string, ConfigValue | undefined> = {},
    former = "",
): string {
    const { head, entries } = parse(source);
    for (const [key, value] of Object.entries(overrides)) {
        const full = key.includes(":") ? key : `${project}:${key}`;
        if (value === undefined) entries.delete(full);
        else entries.set(full, `  ${full}: ${JSON.stringify(value)}\n`);
    }
    const salt = SALT.exec(former)?.[0] ?? SALT.exec(source)?.[0];
    const config = entries.size > 0 ? `config:\n${[...entries.values()].join("")}` : "";
    return `${salt ? `${salt}\n` : ""}${head}${config}`;
}

/** The `config:` block as one text per key, and all else that is at the top level. */
function parse(text: string): { head: string; entries: Map<string, string> } {
    const entries = new Map<string, string>();
    let head = "";
    let inConfig = false;
    let key: string | undefined;
    for (const line of text.split("\n")) {
        if (/^\S/.test(line) && !line.startsWith("#")) inConfig = /^config:\s*$/.test(line);
        if (SALT.test(line) || /^config:\s*(\{\s*\})?\s*$/.test(line) || line.trim() === "") continue;
        if (!inConfig) {
            head += `${line}\n`;
            continue;
        }
        const found = /^ {2}(?:"([^"]+)"|([^\s"#][^\s"]*)):(?:\s|$)/.exec(line);
        if (found) key = found[1] ?? found[2];
        if (key !== undefined && !line.trimStart().startsWith("#")) {
            entries.set(key, found ? `${line}\n` : `${entries.get(key)}${line}\n`);
        }
    }
    return { head, entries };
}
