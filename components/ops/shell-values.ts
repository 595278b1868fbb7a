/** Lines NAME='value' of a file that a script on the host reads with `.`; a quote in a value is no end of it. */
export function shellValues(values: Readonly<Record<string, string | number>>): string {
    const quoted = (value: string | number) => `'${String(value).replaceAll("'", "'\\''")}'`;
    const lines = Object.entries(values).map(([name, value]) => `${name}=${quoted(value)}\n`);
    return lines.join("");
}
