import type { Client } from "ssh2";

/** The parts of ssh2 behind its public face that are needed to hear the server's answer to an `env` request. */
interface Inside {
    _protocol: {
        env(channel: number, key: string, value: string, wantReply: boolean): void;
        exec(channel: number, command: string, wantReply: boolean): void;
    };
    _chanMgr: { get(channel: number): { _callbacks: ((error?: Error) => void)[]; close(): void } };
}

/**
 * Makes the next `exec` of this client wait until the server has answered each variable. ssh2 itself asks for no
 * answer and would run the command without the variables that sshd's AcceptEnv refused.
 * `refused` returns true when the command shall not run for it.
 */
export function awaitEnvironment(client: Client, refused: (key: string) => boolean): void {
    const inside = client as unknown as Inside;
    const protocol = inside._protocol;
    const { env, exec } = protocol;
    const answers: Promise<boolean>[] = [];
    protocol.env = (channel, key, value) => {
        const answer = new Promise<boolean>((resolve) => {
            inside._chanMgr.get(channel)._callbacks.push((error) => resolve(error ? refused(key) : false));
        });
        answers.push(answer);
        env.call(protocol, channel, key, value, true);
    };
    protocol.exec = (channel, command, wantReply) => {
        protocol.env = env;
        protocol.exec = exec;
        void Promise.all(answers).then((stops) => {
            if (stops.includes(true)) inside._chanMgr.get(channel).close();
            else exec.call(protocol, channel, command, wantReply);
        });
    };
}
