import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { secretText } from "../../host/deploy-key";

/** A name and password that hosts of the Murder log in with. */
export interface MurderUser {
    readonly name: string;
    readonly password: string;
}

/** Those in use first, then those of the next generation and of the last one: frontends at primaries, everybody at mupdate. */
export interface MurderUsers {
    readonly front: readonly MurderUser[];
    readonly mupdate: readonly MurderUser[];
}

function derived(secret: string, name: string): string {
    return createHash("sha256").update(`pulumi-standby cyrus murder ${name}\n${secret}`).digest("base64url");
}

/**
 * The users of a generation. Hosts change over one after another, each at its time: so all of them accept the users of three
 * generations, whose passwords come from one secret that is on no host.
 */
export function usersOf(secret: string, generation: number): MurderUsers {
    const numbers = [generation, generation + 1, generation - 1].filter((number) => number > 0);
    const each = (what: string) =>
        numbers.map((number) => {
            const name = `standby_${what}_${number}`;
            return { name, password: derived(secret, name) };
        });
    return { front: each("front"), mupdate: each("mupdate") };
}

export function murderUsers(name: string, generation: number, parent: pulumi.Resource): pulumi.Output<MurderUsers> {
    return secretText(`${name}-murder-secret`, { parent }).apply((secret) => usersOf(secret, generation));
}
