import * as pulumi from "@pulumi/pulumi";

/**
 * ClamAV on each host, which looks at every mail while its sender waits: what is infected is refused. Its own signatures
 * take more than 1 GB of memory.
 */
export interface VirusScanArgs {
    /**
     * Host or address ("https://…") of a mirror of your own, which ClamAV's own signatures come from.
     * @default none: ClamAV's own servers
     */
    privateMirror?: pulumi.Input<string>;
    /**
     * Further files of signatures by their address: "https://signatures.example.com/own.ndb".
     * @default none
     */
    signatureUrls?: pulumi.Input<pulumi.Input<string>[]>;
    /**
     * Use ClamAV's own signatures. False needs `signatureUrls`.
     * @default true
     */
    officialSignatures?: boolean;
}

/** The same once every value is known and every default is filled in. */
export interface VirusScan {
    readonly privateMirror: string;
    readonly signatureUrls: readonly string[];
    readonly officialSignatures: boolean;
}

export const VIRUS_SCAN_DEFAULTS: VirusScan = { privateMirror: "", signatureUrls: [], officialSignatures: true };
