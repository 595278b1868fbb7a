import * as pulumi from "@pulumi/pulumi";

/** A bucket of S3-compatible object storage, by its own key. */
export interface BackupS3Args {
    /**
     * URL of the service, by https: "https://nl-ams-1.linodeobjects.com". MariaDB's backups take plain http too, for
     * laboratories alone.
     */
    endpoint: pulumi.Input<string>;
    /** The bucket. It must be there. */
    bucket: pulumi.Input<string>;
    /** Region, as the service names it. @default "us-east-1", which services without regions take */
    region?: pulumi.Input<string>;
    /** Key that may list, read, write and delete in the bucket. */
    accessKeyId: pulumi.Input<string>;
    /** Its secret. */
    secretAccessKey: pulumi.Input<string>;
    /** Folder in the bucket; one for each pair. @default the name of the pair */
    prefix?: pulumi.Input<string>;
}

/** Backups of a pair of databases. Exactly one of `directory` and `s3` says where they go. */
export interface DatabaseBackupArgs {
    /**
     * Absolute path of a folder on each member, which then keeps what that member stored. The members share the backups
     * of PostgreSQL when they mount one volume there.
     * @default none
     */
    directory?: pulumi.Input<string>;
    /**
     * The directory is the mount point of a volume: without the volume nothing is written.
     * @default false
     */
    directoryIsMount?: pulumi.Input<boolean>;
    /**
     * Object storage that both members share.
     * @default none
     */
    s3?: BackupS3Args;
    /**
     * Encrypts all that is stored, at least 20 characters. Required with `s3`. Keep it elsewhere too: without it no
     * backup can be read, and with another one no older backup: PostgreSQL's then wants another prefix or directory.
     * @default none: not encrypted
     */
    passphrase?: pulumi.Input<string>;
    /**
     * When full backups are taken, as systemd's OnCalendar.
     * @default "*-*-* 02:30:00 UTC"
     */
    fullOnCalendar?: pulumi.Input<string>;
    /**
     * Days after which a full backup is removed, with the log that only it needs. MariaDB keeps the newest in any case;
     * PostgreSQL every one that a moment of these days is restored from.
     * @default 14
     */
    keepDays?: pulumi.Input<number>;
}
