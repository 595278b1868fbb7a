import * as path from "node:path";
import { promisify } from "node:util";
import type { Client, SFTPWrapper } from "ssh2";

const NO_SUCH_FILE = 2;

/** The few things that copying needs from the host's file system, over SFTP. */
export class RemoteFiles {
    private constructor(private readonly sftp: SFTPWrapper) {}

    static async open(client: Client): Promise<RemoteFiles> {
        return new RemoteFiles(
            await new Promise<SFTPWrapper>((resolve, reject) => {
                client.sftp((error, sftp) => (error ? reject(error) : resolve(sftp)));
            }),
        );
    }

    /** What is there, following links; undefined for nothing. */
    async kind(name: string): Promise<"directory" | "file" | undefined> {
        try {
            const stats = await promisify(this.sftp.stat.bind(this.sftp))(name);
            return stats.isDirectory() ? "directory" : "file";
        } catch (error) {
            if ((error as { code?: number }).code === NO_SUCH_FILE) return undefined;
            throw new Error(`failed to stat remote path ${name}: ${(error as Error).message}`);
        }
    }

    /** Makes a folder and all above it. */
    async makeFolder(name: string): Promise<void> {
        const kind = await this.kind(name);
        if (kind === "directory") return;
        if (kind === "file") throw new Error(`remote path ${name} exists but is not a directory`);
        await this.makeFolder(path.posix.dirname(name));
        await new Promise<void>((resolve, reject) => {
            this.sftp.mkdir(name, (error) => {
                if (error) reject(new Error(`failed to create remote directory ${name}: ${error.message}`));
                else resolve();
            });
        });
    }

    /** Writes in place (mode 0644 under the usual umask), as the real plugin does: a reader can see half a file. */
    async write(name: string, contents: Buffer): Promise<void> {
        await new Promise<void>((resolve, reject) => {
            this.sftp.writeFile(name, contents, (error) => {
                if (error) reject(new Error(`failed to write to remote path ${name}: ${error.message}`));
                else resolve();
            });
        });
    }
}
