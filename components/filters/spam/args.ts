import * as pulumi from "@pulumi/pulumi";

/**
 * rspamd on each host, which the mail server asks about every mail while its sender waits: spam is refused or marked, who is
 * suspicious is put off once (greylisting), and mail of the host itself is signed by the keys of `identity.dkimGeneration`.
 * Scores are rspamd's: higher is more like spam.
 */
export interface SpamFilterArgs {
    /**
     * Score from which mail is refused.
     * @default 15
     */
    rejectScore?: pulumi.Input<number>;
    /**
     * Score from which mail is delivered with "X-Spam: Yes" in its header.
     * @default 6
     */
    markScore?: pulumi.Input<number>;
    /**
     * Score from which mail is put off when it comes for the first time. 0 puts off all that is not clearly good.
     * @default 4
     */
    greylistScore?: pulumi.Input<number>;
    /**
     * Seconds for which such mail is put off; 0 for no greylisting.
     * @default 300
     */
    greylistSeconds?: pulumi.Input<number>;
}

/** The same once every value is known and every default is filled in. */
export interface SpamFilter {
    readonly rejectScore: number;
    readonly markScore: number;
    readonly greylistScore: number;
    readonly greylistSeconds: number;
}

/** Scores and seconds are rspamd's own (actions.conf and greylist.conf of 3.4). */
export const SPAM_FILTER_DEFAULTS: SpamFilter = {
    rejectScore: 15,
    markScore: 6,
    greylistScore: 4,
    greylistSeconds: 300,
};
