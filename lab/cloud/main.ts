import * as fs from "node:fs";
import { networkOf } from "../net/network";
import { labDir } from "../paths";
import { AccessLog } from "./http/access-log";
import { readLabFile } from "../client/lab-file";
import { realGround } from "./real-ground";
import { startCloud } from "./start-cloud";

const CLOUD_PORT = 8080;

/** node main.js <lab>: the local cloud of one lab, inside the lab's network namespace, until SIGTERM. */
async function main(lab: string): Promise<void> {
    const { slot, linodeToken, cloudflareToken, labToken } = readLabFile(lab);
    const net = networkOf(lab, slot);
    const access = new AccessLog(labDir(lab, "cloud", "access.log"));
    const log = (line: string) => access.line(line);
    const folders = {
        machines: labDir(lab, "machines"),
        services: labDir(lab, "services"),
        volumes: labDir(lab, "volumes"),
    };
    const running = await startCloud({
        net,
        stateFile: labDir(lab, "cloud", "state.json"),
        ground: realGround(net, folders, log),
        bootId: fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
        log,
        tokens: { linode: linodeToken, cloudflare: cloudflareToken, lab: labToken },
        host: net.gateway,
        port: CLOUD_PORT,
    });
    log(`cloud of lab ${lab} answers at ${running.url}, process ${process.pid}`);
    const stop = () => {
        log("cloud stops; machines go on");
        void running
            .close()
            .then(() => access.close())
            .then(() => process.exit(0));
    };
    process.once("SIGTERM", stop);
    process.once("SIGINT", stop);
}

const lab = process.argv[2];
if (!lab) {
    console.error("name the lab: node main.js <lab>");
    process.exit(2);
}
main(lab).catch((error: Error) => {
    console.error(`cloud of lab ${lab}: ${error.message}`);
    process.exit(1);
});
