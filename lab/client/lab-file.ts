import * as fs from "node:fs";
import { labDir } from "../paths";

/** What the lab's starter leaves in lab.json (0600) for everyone who talks to the lab. */
export interface LabFile {
    name: string;
    slot: number;
    /** Of the cloud's server, without a path: http://10.213.<slot>.1:8080 */
    url: string;
    linodeToken: string;
    cloudflareToken: string;
    labToken: string;
}

export function readLabFile(lab: string): LabFile {
    const file = labDir(lab, "lab.json");
    try {
        return JSON.parse(fs.readFileSync(file, "utf8")) as LabFile;
    } catch (error) {
        throw new Error(`no lab "${lab}" here: ${(error as Error).message}; start it first`);
    }
}
