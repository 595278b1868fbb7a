/** pulumi-standby: redundant pairs as Pulumi components. Exports only; programs are in stacks/. */
export { BackupMxPair } from "./components/backup-mx/backup-mx-pair";
export { BackupMxMemberArgs, BackupMxPairArgs, UnmanagedArgs } from "./components/backup-mx/args";
export { BackupMxTopology } from "./components/backup-mx/topology";
export { ExistingArgs } from "./components/host/existing-host";
export { LinodeArgs } from "./components/host/linode-host";
export { Member } from "./components/member";
export { MembersTopology, MemberTopology, PairTopology, RecordTopology } from "./components/topology";
export { DatabaseEndpoint, DatabaseLink, DatabasePairArgs } from "./components/database/args";
export { ReplicaTopology, WitnessTopology } from "./components/database/topology";
export { BinlogFormat, MySqlDurability, MySqlEngine, MySqlPairArgs } from "./components/mysql/args";
export { GaleraArgs } from "./components/mysql/galera/args";
export { EndpointTopology } from "./components/mysql/endpoint/endpoint";
export { MySqlBackupArgs, MySqlBackupS3Args } from "./components/mysql/backup/args";
export { MySqlPair } from "./components/mysql/mysql-pair";
export { MySqlTopology } from "./components/mysql/topology";
export { ReplicaArgs, RoleMemberArgs, WitnessArgs } from "./components/roles/args";
