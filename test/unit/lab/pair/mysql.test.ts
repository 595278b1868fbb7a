import assert from "node:assert/strict";
import type { Lab } from "../../../../lab/lab";
import type { Pulumi } from "../../../../lab/engine/pulumi";
import { LabMySqlPair } from "../../../../lab/pair/mysql";
import { networkOf } from "../../../../lab/net/network";
import { mySqlTopology } from "../cli/topology";

/** What each machine says to `select @@read_only`; none: it does not run. */
function pairWhere(readOnly: Record<string, string>): LabMySqlPair {
    const machine = (id: string) => ({
        spec: { id: Number(id) },
        running: () => id in readOnly,
        run: async (command: string, { stdin }: { stdin: string }) => {
            assert.ok(!command.includes("select"), "SQL goes by stdin");
            assert.match(stdin, /read_only/);
            if (readOnly[id] === "") return { code: 1, stdout: "", stderr: "no server" };
            return { code: 0, stdout: `${readOnly[id]}\n`, stderr: "" };
        },
    });
    const lab = { name: "test", net: networkOf("test", 7), client: {}, machine } as unknown as Lab;
    const replicas = [{ ...mySqlTopology.replicas[0], instanceId: "1006" }];
    const topology = { ...mySqlTopology, replicas };
    return new LabMySqlPair({ lab, pulumi: {} as Pulumi, topology, settings: {}, outputs: { caCertificate: "" } });
}

describe("a MySQL pair in the lab", () => {
    it("has members, replicas and a witness, and knows where its clients come from", () => {
        const pair = pairWhere({});
        assert.deepEqual(
            pair.hosts.map(({ member }) => member),
            ["a", "b", "dc2", "witness"],
        );
        assert.deepEqual([pair.primary.member, pair.standby.member], ["b", "a"]);
        assert.equal(pair.clientAddress, "10.213.7.254");
    });

    it("finds who takes writes by asking, not by what the program thinks", async () => {
        const pair = pairWhere({ "1003": "0", "1004": "1", "1006": "1" });
        assert.deepEqual(await pair.writable(), ["a"]);
        assert.deepEqual([await pair.primaryNow(), await pair.standbyNow()], [pair.a, pair.b]);
    });

    it("counts servers that are off or down as not writable, and two that are as what they are", async () => {
        assert.deepEqual(await pairWhere({ "1003": "", "1006": "1" }).writable(), []);
        const both = pairWhere({ "1003": "0", "1004": "0", "1006": "1" });
        assert.deepEqual(await both.writable(), ["a", "b"]);
        await assert.rejects(both.primaryNow(), { message: "one member must be writable, these are: a, b" });
    });
});
