/** A systemd unit that must be enabled and running, and what makes it take up a change. */
export interface HostUnit {
    /** Full name, e.g. "postfix.service". */
    readonly name: string;
    /** Files after whose change the unit is reloaded. @default none */
    readonly reloadOn?: readonly string[];
    /** Files after whose change the unit is restarted; wins over a reload. @default none */
    readonly restartOn?: readonly string[];
    /** The unit that really holds the processes, where `name` is only an umbrella. @default the unit itself */
    readonly process?: string;
    /**
     * Its file is a package's, and it runs for this alone: once no phase wants it any more it is stopped and does not start at boot.
     * A unit whose own file goes is always stopped.
     * @default false: it is left as it is
     */
    readonly ours?: boolean;
}
