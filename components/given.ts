/** Of these arguments the ones that are given: one that is undefined is as one that is left out. Pure. */
export function given<T extends object>(args: T | undefined): Partial<T> {
    return Object.fromEntries(Object.entries(args ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Each of the defaults, or what is given in its place. Other arguments are left out. Pure. */
export function chosen<D extends object>(defaults: D, args: object): { [K in keyof D]: unknown } {
    const known = Object.entries(given(args)).filter(([name]) => name in defaults);
    return { ...defaults, ...Object.fromEntries(known) };
}
