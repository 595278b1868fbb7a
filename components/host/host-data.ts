import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { incomingName, sha256 } from "../ops/file";
import { Host } from "./host";

/** A text on its way to a host. */
export interface SentData {
    readonly sha256: pulumi.Output<string>;
    /** Done when the text is on the host. */
    readonly sent: pulumi.Resource;
}

/** The state keeps a file's digest, not its text; so the text has to be a file here, named by its digest. */
function localCopy(text: string): string {
    const folder = path.join(os.tmpdir(), `pulumi-standby-${os.userInfo().uid}`);
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (fs.lstatSync(folder).uid !== os.userInfo().uid) throw new Error(`${folder} belongs to another user: remove it`);
    const file = path.join(folder, sha256(text));
    if (!fs.existsSync(file)) {
        const draft = `${file}.${process.pid}`;
        fs.writeFileSync(draft, text, { mode: 0o600 });
        fs.renameSync(draft, file);
    }
    return file;
}

/**
 * Sends a large text to a host, apart from any bundle: only when it changed or the machine is new. It lands in the
 * home of the user who logs in, under its digest; a later phase checks it and takes it over.
 */
export function hostData(name: string, host: Host, text: pulumi.Output<string>, after: pulumi.Resource): SentData {
    const digest = text.apply(sha256);
    const sent = new command.remote.CopyToRemote(
        name,
        {
            connection: host.connection,
            source: text.apply((content) => new pulumi.asset.FileAsset(localCopy(content))),
            remotePath: digest.apply(incomingName),
            triggers: [host.instance],
        },
        { parent: host.parent, dependsOn: [after], deletedWith: host.machine, hideDiffs: ["connection"] },
    );
    return { sha256: digest, sent };
}
