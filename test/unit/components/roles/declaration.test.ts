import assert from "node:assert/strict";
import { Declaration, declarationBundle, roleState } from "../../../../components/roles/declaration";
import { content } from "../../../helpers/pair";

const DECLARED = "/etc/standby/declared";
const declaration: Declaration = { primary: "b", override: [], instances: ["1001", "1002"] };

describe("declarationBundle", () => {
    it("says who is to be the primary, and which machines there are", () => {
        assert.equal(content(declarationBundle(declaration), DECLARED), "primary b\ninstance 1001\ninstance 1002\n");
    });

    it("says who is lost, how that is known, and what is overridden", () => {
        const lost = { member: "a", fenced: "the cloud says that db1.example.com is offline" };
        const bundle = declarationBundle({ ...declaration, lost, override: ["lag", "parity"], instances: [] });
        assert.equal(
            content(bundle, DECLARED),
            "primary b\nlost a\nfenced the cloud says that db1.example.com is offline\noverride lag\noverride parity\n",
        );
    });

    it("is a phase of its own whose check is the transition, so that a failed one is asked for again", () => {
        const { phase, checks, units, packages, files, tell } = declarationBundle(declaration);
        assert.deepEqual(
            { phase, checks, units, packages, tell },
            {
                phase: "role",
                checks: [`/usr/local/lib/standby/role/declare "$STAGE${DECLARED}"`],
                ...{ units: undefined, packages: undefined },
                tell: "/var/lib/standby/role/last.json",
            },
        );
        assert.deepEqual(
            files?.map(({ path, mode }) => `${mode} ${path}`),
            [`0600 ${DECLARED}`],
        );
    });
});

describe("roleState", () => {
    const told = { primary: "b", epoch: 4, lossBound: "0: everything was here before the role moved" };

    it("is in the last line of what the host says", () => {
        assert.deepEqual(roleState(`something before\n${JSON.stringify({ phase: "role", told })}\n`), told);
    });

    for (const [what, said] of [
        ["nothing of a role", "{}"],
        ["nothing", ""],
        ["no JSON", "standby: refused [lag]: b is 40 s behind"],
    ]) {
        it(`fails when the host says ${what}`, () => assert.throws(() => roleState(said)));
    }
});
