import * as pulumi from "@pulumi/pulumi";
import { given } from "../given";

/** Certificates of a public authority, by ACME (RFC 8555); the terms of that authority are agreed to by giving this. */
export interface AcmeArgs {
    /**
     * URL of the authority's directory.
     * @default "https://acme-v02.api.letsencrypt.org/directory", Let's Encrypt
     */
    directory?: pulumi.Input<string>;
    /**
     * Certificate, PEM, of the authority that vouches for the directory's own HTTPS, where it is one of your own.
     * @default none: those that Debian trusts
     */
    directoryCa?: pulumi.Input<string>;
    /**
     * Address that the authority may write to, such as "hostmaster@example.com". Refused for Let's Encrypt, which keeps none.
     * @default none: the authority is told no address
     */
    contact?: pulumi.Input<string>;
}

/** Where the certificates come from that the hosts show to the world. */
export interface CertificateArgs {
    /**
     * From an authority by ACME, asked on port 80 of both hosts. Until it has given one the certificate of the pair's own authority
     * is shown.
     * @default none: the pair's own authority signs
     */
    acme?: AcmeArgs;
}

/** The same once every value is known. */
export interface Acme {
    readonly directory: string;
    readonly directoryCa: string;
    /** Empty for none. */
    readonly contact: string;
}

const DEFAULTS = { directory: "https://acme-v02.api.letsencrypt.org/directory", directoryCa: "", contact: "" };

/** The values of the arguments, given or default, still as inputs. Pure. */
export function acmeInputs(args: AcmeArgs | undefined): object | undefined {
    return args && { ...DEFAULTS, ...given(args) };
}
