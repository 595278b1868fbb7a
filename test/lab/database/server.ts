import type { ConfigChange } from "../../../lab/pair";
import type { LabDatabasePair } from "../../../lab/pair/database";
import type { TestLab } from "../../helpers/lab";

/** A pair of databases in the lab of a test run. */
export type DatabaseLab = TestLab<LabDatabasePair>;

/** What the suites must know of a kind of database server. */
export interface ServerUnderTest {
    /** The component, in a state. */
    readonly component: string;
    readonly unit: string;
    /** A change of the program that changes one setting of the server, the question for it, and the answer. */
    readonly setting: { readonly change: ConfigChange; readonly asked: string; readonly value: string };
    /** Run on the primary, makes a user "plain" with the password "Plain-1" who may log in from everywhere. */
    readonly makeUser: string;
    readonly dropUser: string;
    /** Tries on a host to log in as this user without TLS. */
    plainLogin(address: string): string;
}
