import { strict as assert } from "node:assert";
import { networkOf } from "../../../../lab/net/network";
import { renderAptCacheConf } from "../../../../lab/services/apt-cache";
import { renderKnotConf } from "../../../../lab/services/knot";
import { treeKey } from "../../../../lab/services/tree";
import { renderUnboundConf } from "../../../../lab/services/unbound";

const net = networkOf("unit", 7);

describe("configuration of the services", () => {
    it("knot listens on the lab's DNS address and has a file for each zone", () => {
        const text = renderKnotConf(net, ["example.org.", ".", "0/25.2.0.192.in-addr.arpa."]);
        assert.match(text, /listen: 10\.213\.7\.2@53$/m);
        assert.ok(text.includes('  - domain: "."\n    file: "root.zone"\n'));
        assert.ok(text.includes('  - domain: "example.org."\n    file: "zone-example.org.zone"\n'));
        assert.ok(text.includes('file: "zone-0%25.2.0.192.in-addr.arpa.zone"'));
    });

    it("unbound asks only the lab's root, for the lab only, and answers nothing by itself", () => {
        const text = renderUnboundConf(net);
        assert.match(text, /interface: 10\.213\.7\.1$/m);
        assert.match(text, /name: "\."\n\s+stub-addr: 10\.213\.7\.2$/m);
        assert.match(text, /access-control: 0\.0\.0\.0\/0 refuse\n(.*\n)?\s+access-control: 10\.213\.7\.0\/24 allow/);
        assert.match(text, /module-config: "iterator"/);
        for (const name of ["10.in-addr.arpa", "31.172.in-addr.arpa", "d.f.ip6.arpa", "test"]) {
            assert.ok(text.includes(`local-zone: "${name}." nodefault`), name);
        }
    });

    it("the package cache serves the lab's side of the host and no remapped mirror", () => {
        const text = renderAptCacheConf(net, { offline: false });
        assert.match(text, /^BindAddress: 10\.213\.7\.254$/m);
        assert.doesNotMatch(text, /^(Remap|Proxy)/m);
        assert.match(text, /^Offlinemode: 0$/m);
        assert.match(
            renderAptCacheConf(net, { offline: true, proxy: "http://p:1" }),
            /^Offlinemode: 1\n(.*\n)*Proxy: http:\/\/p:1$/m,
        );
    });

    it("the tree's key is stable and differs by architecture", () => {
        assert.equal(treeKey("x64"), treeKey("x64"));
        assert.notEqual(treeKey("x64"), treeKey("arm64"));
    });
});
