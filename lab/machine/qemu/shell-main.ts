import { openMachine } from "../machine";
import { encoded } from "./guest-command";
import { GuestSession } from "./guest-session";

const OPEN_SECONDS = 30;

/** node shell-main.js FOLDER: a root shell of the machine in that folder, on this terminal. */
async function main(folder: string): Promise<number> {
    const session = await GuestSession.open(openMachine(folder).spec, OPEN_SECONDS);
    const { stdin, stdout, stderr } = process;
    const size = (): [number, number] => [stdout.rows ?? 24, stdout.columns ?? 80];
    return new Promise<number>((resolve) => {
        const over = (code: number) => {
            if (stdin.isTTY) stdin.setRawMode(false);
            session.close();
            resolve(code);
        };
        session.lost = (why) => {
            stderr.write(`\r\n${why}\r\n`);
            over(137);
        };
        session.hear = (word, rest) => {
            if (word === "OUT") stdout.write(Buffer.from(rest, "base64"));
            else if (word === "ERR") stderr.write(Buffer.from(rest, "base64"));
            else if (word === "FAIL") session.lost(Buffer.from(rest, "base64").toString());
            else if (word === "EXIT") over(Number(rest));
        };
        const environment = { TERM: process.env.TERM ?? "dumb" };
        session.say(
            "RUN",
            encoded({ command: ["/bin/bash", "-l"], environment, ...(stdin.isTTY ? { size: size() } : {}) }),
        );
        if (stdin.isTTY) stdin.setRawMode(true);
        stdout.on("resize", () => session.say("SIZE", size().join(" ")));
        stdin.on("data", (chunk: Buffer) => session.say("IN", chunk.toString("base64")));
        stdin.on("end", () => session.say("EOF"));
    });
}

main(process.argv[2] as string).then(
    (code) => process.exit(code),
    (error: Error) => {
        console.error(error.message);
        process.exit(137);
    },
);
