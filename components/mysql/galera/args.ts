/** Settings of the Galera library. */
export interface GaleraArgs {
    /**
     * Megabytes of changes that each member keeps: how long another one may be away and come back without a new copy.
     * @default 512
     */
    cacheMegabytes?: number;
    /**
     * More options of the Galera library, by their names, such as "evs.suspect_timeout"; not those that the pair sets
     * itself, and none that lets a minority take writes.
     * @default none
     */
    providerOptions?: Record<string, string>;
}
