import assert from "node:assert/strict";
import { readable } from "../../../../helpers/mocks";
import { descends, isAfter, named } from "../../../../helpers/pair";
import { build } from "./sample";

describe("CyrusPair behind a Murder", function () {
    this.timeout(20_000);

    it("has mupdate before members, frontends after them, and one name for users", async () => {
        const built = await build();
        assert.deepEqual(built.errors, []);
        const of = (name: string) => built.resources.find((one) => one.name === name) ?? assert.fail(name);
        const [mupdate, member] = [of("imap-mupdate-service"), of("imap-a-service")];
        assert.ok(isAfter(mupdate, of("imap-witness-service")));
        assert.ok(isAfter(member, mupdate));
        assert.ok(isAfter(of("imap-front1-service"), member));
        assert.ok(isAfter(of("imap-front2-service"), of("imap-front1-service")));
        assert.ok(of("imap-front1-service").deletedWith.endsWith("imap-front1"));
        const names = named(built).filter((name) => name.endsWith("-endpoint DnsRecord"));
        assert.deepEqual(names, ["imap-murder-endpoint DnsRecord"]);
        for (const one of built.resources) assert.ok(descends(one, built.resources, "CyrusPair"), one.name);
    });

    it("shows no password", async () => {
        const { resources } = await build();
        assert.doesNotMatch(readable(resources), /canary/);
    });
});
