import * as cloudflare from "@pulumi/cloudflare";
import * as command from "@pulumi/command";
import * as linode from "@pulumi/linode";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** The least that a program with our four providers can be: one trivial resource of each. */
const config = new pulumi.Config();
const zoneId = cloudflare.getZoneOutput({ filter: { name: config.require("zone") } }).zoneId;
new random.RandomId("floor", { byteLength: 4 });
new command.local.Command("floor", { create: "true" });
new linode.SshKey("floor", { label: "floor", sshKey: config.require("key") });
new cloudflare.DnsRecord("floor", {
    zoneId,
    name: `floor.${config.require("zone")}`,
    type: "A",
    content: "192.0.2.1",
    ttl: 300,
});
