import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { secretText } from "../../host/deploy-key";

/** A name and password that hosts of the Murder log in with. */
export interface MurderUser {
    readonly name: string;
    readonly password: string;
}

/** Of this generation and of the next one: frontends at the primaries, and everybody at mupdate. */
export interface MurderUsers {
    readonly front: readonly MurderUser[];
    readonly mupdate: readonly MurderUser[];
}

function derived(secret: string, what: string): string {
    return createHash("sha256").update(`pulumi-standby cyrus murder ${what}\n${secret}`).digest("base64url");
}

/** The users in use and the next ones: each generation is a secret of its own, under its own name. */
export function murderUsers(name: string, generation: number, parent: pulumi.Resource): pulumi.Output<MurderUsers> {
    const numbers = [generation, generation + 1];
    const secrets = numbers.map((number) => secretText(`${name}-murder-password-${number}`, { parent }));
    return pulumi.all(secrets).apply((known) => {
        const each = (what: string) =>
            known.map((secret, index) => {
                return { name: `standby_${what}_${numbers[index]}`, password: derived(secret, what) };
            });
        return { front: each("front"), mupdate: each("mupdate") };
    });
}
