import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { SshKey, sshKeyFrom } from "./identity";

/** The keys by which the program logs in. */
export interface DeployKey {
    /** The key in use. */
    readonly current: pulumi.Output<SshKey>;
    /** The public keys that hosts accept: the one in use and the next. */
    readonly accepted: pulumi.Output<string[]>;
}

/** Long enough for 256 bits from letters and digits alone. */
const SECRET_LENGTH = 48;

/** A secret text that stays in the state, encrypted. Letters and digits only: safe in any file. */
export function secretText(name: string, opts: pulumi.CustomResourceOptions): pulumi.Output<string> {
    return new random.RandomPassword(name, { length: SECRET_LENGTH, special: false }, opts).result;
}

/**
 * Makes the deploy key of a pair. Hosts accept the key of this generation and of the next one, so raising `generation`
 * by one logs in with a key that is already there, and the same `up` takes the old key away. Each generation is a secret
 * of its own, under its own name: the engine forgets an old one only after an `up` that succeeded on every host, so a
 * wrong number fails at the first login and can be set back.
 * @param generation 1, 2, 3 …; raise it by one to rotate the key
 */
export function deployKey(name: string, generation: number, opts: pulumi.CustomResourceOptions): DeployKey {
    const keys = [generation, generation + 1].map((number) =>
        secretText(`${name}-deploy-key-${number}`, opts).apply((text) => sshKeyFrom(text, "deploy")),
    );
    // Public keys are no secret, and a secret here would hide every change of authorized_keys.
    const accepted = pulumi.unsecret(pulumi.all(keys).apply((both) => both.map((key) => key.publicKey)));
    return { current: keys[0], accepted };
}
