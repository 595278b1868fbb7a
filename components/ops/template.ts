import Mustache from "mustache";

/** What a template may be filled with. */
export type TemplateValues = Readonly<Record<string, string | number>>;

/**
 * Fills a Mustache template that uses plain `{{names}}` only. Host files are not HTML, so nothing is escaped.
 * Throws when the template asks for a name that is not given, or when a given name is not used.
 */
export function fill(template: string, values: TemplateValues): string {
    const used = new Set<string>();
    for (const [kind, name] of Mustache.parse(template)) {
        if (kind === "text" || kind === "!") continue;
        if (kind !== "name") throw new Error(`a template holds plain {{names}} only, not {{${kind}${name}}}`);
        used.add(name);
    }
    const missing = [...used].filter((name) => !Object.hasOwn(values, name));
    const unused = Object.keys(values).filter((name) => !used.has(name));
    if (missing.length > 0) throw new Error(`the template asks for ${missing.join(", ")}, which is not given`);
    if (unused.length > 0) throw new Error(`the template does not use ${unused.join(", ")}`);
    for (const [name, value] of Object.entries(values)) {
        if (/[\r\0]/.test(String(value))) throw new Error(`the value of ${name} holds a control character`);
    }
    return Mustache.render(template, values, {}, { escape: (value: unknown) => String(value) });
}
