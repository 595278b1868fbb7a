import assert from "node:assert/strict";
import { basePackages } from "../../../../components/host/base-plan";
import { KINDS } from "../../../../lab/kinds";
import { recipeFor, recipeKey } from "../../../../lab/machine/image";

/** The one word of mmdebstrap's arguments that unpacks. */
const unpacking = (options: string[]) => options.filter((option) => option.includes("unpack.sh"));

describe("the image of machines", () => {
    it("of containers has no package that a pair installs, and is one for all", () => {
        for (const kind of KINDS) assert.equal(recipeFor("nspawn", kind), recipeFor("nspawn"));
        const { packages, unpacked } = recipeFor("nspawn");
        assert.deepEqual(
            packages.filter((name) => [...basePackages, "postfix", "mariadb-server"].includes(name)),
            ["nftables"],
        );
        assert.equal(unpacked, undefined);
    });

    it("of virtual machines has a kernel and what every host installs", () => {
        for (const kind of [...KINDS, undefined]) {
            const { packages } = recipeFor("qemu", kind);
            for (const name of ["linux-image-amd64", ...basePackages]) assert.ok(packages.includes(name), name);
            assert.equal(new Set(packages).size, packages.length);
        }
        assert.deepEqual(unpacking(recipeFor("qemu").options), []);
    });

    it("has the servers of its pair unpacked: each machine configures its own", () => {
        const servers = {
            "backup-mx": "postfix",
            cyrus: "cyrus-imapd",
            mysql: "mariadb-server",
            postgres: "postgresql-15",
        };
        for (const [kind, server] of Object.entries(servers)) {
            const { packages, unpacked = [], options } = recipeFor("qemu", kind as keyof typeof servers);
            assert.ok(!packages.includes(server) && unpacked.includes(server), server);
            assert.ok(unpacking(options)[0].endsWith(`unpack.sh' "$1" ${unpacked.join(" ")}`));
        }
        const { packages, unpacked } = recipeFor("qemu", "active-active");
        assert.ok(packages.includes("drbd-utils") && unpacked === undefined);
    });

    it("is made anew when its packages change, and only then", () => {
        const keys = [...KINDS, undefined].map((kind) => recipeKey(recipeFor("qemu", kind)));
        assert.equal(new Set(keys).size, keys.length);
        const recipe = recipeFor("qemu", "mysql");
        const key = recipeKey(recipe);
        assert.equal(key, recipeKey(recipeFor("qemu", "mysql")));
        assert.notEqual(key, recipeKey({ ...recipe, unpacked: [...(recipe.unpacked ?? []), "jq"] }));
        assert.notEqual(key, recipeKey({ ...recipe, packages: [...recipe.packages, "jq"] }));
    });
});
