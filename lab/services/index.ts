/** What serves the machines of a lab: names and packages. `dir` is always the lab's state folder for its services. */
export { acmeDirectory, acmeRoot, startAcme, stopAcme } from "./acme";
export { APT_CACHE_PORT, startAptCache } from "./apt-cache";
export { hostAptOptions, hostDebianSources, renderSource, type AptSource } from "./apt-sources";
export { flushResolver, setZones, startDns } from "./dns";
export { NAME_SERVER } from "./delegation";
export { queryDns, queryServer } from "./query";
export { reverseName, reverseZones, type Pointer } from "./reverse";
export { servicesHealthy, stopServices, type ServicesHealth } from "./services";
export { s3Endpoint, s3Object, startS3, stopS3, type S3Certificate, type S3Key } from "./s3";
export { ensureServicesTree } from "./tree";
export type { Zone, ZoneRecord } from "./zone";
