/** pulumi-standby: redundant pairs as Pulumi components. Exports only; programs are in stacks/. */
export { ActiveActivePair } from "./components/active-active/active-active-pair";
export {
    ActiveActiveBackupArgs,
    ActiveActiveDurability,
    ActiveActiveMemberArgs,
    ActiveActiveMode,
    ActiveActivePairArgs,
    ActiveActiveTakeover,
    ActiveActiveTimersArgs,
    ActiveActiveUserArgs,
} from "./components/active-active/args";
export { ActiveActiveEndpointTopology, ActiveActiveTopology } from "./components/active-active/topology";
export { AcmeArgs, CertificateArgs } from "./components/acme/args";
export { BackupMxPair } from "./components/backup-mx/backup-mx-pair";
export {
    BackupMxMemberArgs,
    BackupMxMta,
    BackupMxPairArgs,
    QueueVolumeArgs,
    UnmanagedArgs,
} from "./components/backup-mx/args";
export { FilterFailure, MailPolicyArgs, TlsMinimum } from "./components/backup-mx/policy/args";
export { ResolverArgs } from "./components/filters/resolver/args";
export { SpamFilterArgs } from "./components/filters/spam/args";
export { VirusScanArgs } from "./components/filters/virus/args";
export { BackupMxTopology } from "./components/backup-mx/topology";
export { CyrusEndpoint, CyrusHostArgs, CyrusLink, CyrusPairArgs } from "./components/cyrus/args";
export { CyrusDirectoryArgs, CyrusDurability, CyrusInstanceArgs } from "./components/cyrus/instance-args";
export { CyrusSqlEngine, CyrusUserArgs } from "./components/cyrus/instance-args";
export { CyrusPair } from "./components/cyrus/cyrus-pair";
export { crossPaired } from "./components/cyrus/layout";
export { CyrusFrontendArgs, CyrusMupdateArgs, CyrusMurderArgs } from "./components/cyrus/murder/args";
export {
    CyrusEndpointTopology,
    CyrusHostTopology,
    CyrusInstanceTopology,
    CyrusMurderTopology,
    CyrusTopology,
} from "./components/cyrus/topology";
export { ExistingArgs } from "./components/host/existing-host";
export { ZoneService } from "./components/dns/zone-service";
export { DmarcPolicy, MailIdentityArgs } from "./components/identity/args";
export { LinodeArgs } from "./components/host/linode-host";
export { LinodeVlanArgs } from "./components/host/vlan";
export { Member } from "./components/member";
export { MembersTopology, MemberTopology, PairTopology } from "./components/topology";
export { RecordTopology, WitnessTopology } from "./components/topology";
export { DatabaseEndpoint, DatabaseLink, DatabasePairArgs, ReleasedHost } from "./components/database/args";
export { ReplicaTopology } from "./components/database/topology";
export { BinlogFormat, MySqlDurability, MySqlEngine, MySqlPairArgs } from "./components/mysql/args";
export { GaleraArgs } from "./components/mysql/galera/args";
export { EndpointTopology } from "./components/mysql/endpoint/endpoint";
export { BackupS3Args, DatabaseBackupArgs } from "./components/database/backup/args";
export { MySqlBackupArgs } from "./components/mysql/backup/args";
export { MySqlPair } from "./components/mysql/mysql-pair";
export { MySqlTopology } from "./components/mysql/topology";
export { PostgresDurability, PostgresEngine, PostgresMode, PostgresPairArgs } from "./components/postgres/args";
export { PostgresEndpointTopology } from "./components/postgres/endpoint/endpoint";
export { PostgresPair } from "./components/postgres/postgres-pair";
export { PostgresTopology } from "./components/postgres/topology";
export {
    RecipientsFromArgs,
    RecipientSource,
    RecipientSqlArgs,
    RecipientSqlEngine,
} from "./components/recipients/args";
export { MtaStsArgs, MtaStsMode } from "./components/mta-sts/args";
export { PreflightArgs } from "./components/preflight/args";
export { ReplicaArgs, RoleMemberArgs, WitnessArgs } from "./components/roles/args";
