/** Rules for names, in the words of RFC 1035 and of what mail servers accept. */
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const MAX_NAME = 253;

/** What is wrong with `name` as a full host or domain name, or undefined when it is fine. */
export function nameProblem(name: string): string | undefined {
    if (name !== name.toLowerCase()) return `"${name}" has upper-case letters: write "${name.toLowerCase()}"`;
    if (name.endsWith(".")) return `"${name}" ends with a dot: write "${name.slice(0, -1)}"`;
    if (name.length > MAX_NAME) return `a name has at most ${MAX_NAME} characters, this one has ${name.length}`;
    const labels = name.split(".");
    if (labels.length < 2) return `"${name}" is not a full name: write it with its domain, like "mail.example.com"`;
    const bad = labels.find((label) => !LABEL.test(label));
    if (bad === undefined) return undefined;
    return `"${name}" is not a host name: "${bad}" must be letters, digits and inner hyphens (international names as xn--…)`;
}

/** Does `name` lie in the zone (or is it the zone itself)? */
export function inZone(name: string, zone: string): boolean {
    return name === zone || name.endsWith(`.${zone}`);
}
