import assert from "node:assert/strict";
import { summary } from "../../../../lab/summary";
import { picture as cyrusPicture } from "../../../../lab/summary/cyrus";
import { picture as mySqlPicture } from "../../../../lab/summary/database";
import { picture } from "../../../../lab/summary/backup-mx";
import { describe as describeLab } from "../../../../lab/verbs/status";
import { networkOf } from "../../../../lab/net/network";
import { cyrusTopology, mySqlTopology, topology } from "./topology";

const PICTURE = `
                          mail for example.test
                                    |
                +---------------------------------------+
                | MX 10                                 | MX 20
                v                                       v
  +--------------------------+            +--------------------------+
  | a  mail.example.test     |            | b  mail2.example.test    |
  |    primary               | <--queue-- |    backup                |
  |    10.213.0.11           |            |    10.213.0.12           |
  +--------------------------+            +--------------------------+`;

const MYSQL_PICTURE = `
                                              SQL, TLS, port 3306
                                                       |
                                                       v
  +--------------------------+           +--------------------------+
  | a  db1.example.test      |           | b  db2.example.test      |
  |    standby               | <--rows-- |    primary               |
  |    10.213.0.13           |           |    10.213.0.14           |
  +--------------------------+           +--------------------------+

  dc2  db3.example.test  10.213.0.16: a further copy
  witness  witness.example.test  10.213.0.15: keeps the record of who is primary`;

const CYRUS_PICTURE = `
  mail  imap.example.test, by proxy  (example.test): a serves, copies go to b
  work  work.example.test  (work.example.test): b serves, copies go to a

  +--------------------------+           +--------------------------+
  | a  imap1.example.test    |           | b  imap2.example.test    |
  |    primary               | <-mails-> |    standby               |
  |    10.213.0.13           |           |    10.213.0.14           |
  +--------------------------+           +--------------------------+

  witness  witness.example.test  10.213.0.15: keeps the record of who is primary`;

describe("the summary", () => {
    const facts = {
        lab: "lab",
        dns: "10.213.0.2",
        seconds: 36.4,
        changes: { create: 25, same: 2 },
        topology,
        drills: [],
    };

    it("draws the pair", () => {
        assert.equal(`\n${picture(topology)}`, PICTURE);
    });

    it("draws a database pair, the arrow from its primary", () => {
        assert.equal(`\n${mySqlPicture(mySqlTopology)}`, MYSQL_PICTURE);
        const turned = mySqlPicture({ ...mySqlTopology, primary: "a" });
        assert.ok(turned.includes(" --rows--> "));
        const text = summary({ ...facts, topology: mySqlTopology });
        assert.match(text, /\n {2}npm run lab -- crash mysql\/b +power loss; then, on the standby: standby promote\n/);
    });

    it("draws Cyrus hosts, with who serves which instance", () => {
        assert.equal(`\n${cyrusPicture(cyrusTopology)}`, CYRUS_PICTURE);
        const alone = { ...cyrusTopology, instances: cyrusTopology.instances.slice(0, 1) };
        assert.ok(cyrusPicture(alone).includes(" --mails-> "));
        const text = (one: typeof cyrusTopology) => summary({ ...facts, topology: one });
        assert.match(text(alone), /\n {2}npm run lab -- crash cyrus\/a +power loss; then, on b: standby promote\n/);
        assert.match(text(cyrusTopology), /then, on b: standby --instance mail promote\n/);
    });

    it("makes room for long names and says who is not managed", () => {
        const name = "a-very-long-name-of-a-mail-host.example.test";
        const drawn = picture({
            ...topology,
            members: { ...topology.members, a: { ...topology.members.a, name, managed: false } },
        });
        assert.ok(drawn.includes(`| a  ${name} |`));
        assert.ok(drawn.includes("primary, not managed"));
        const widths = drawn
            .split("\n")
            .slice(5)
            .map((line) => line.length);
        assert.equal(new Set(widths).size, 1);
    });

    it("gives records, what to try, and the way down", () => {
        const text = summary({ ...facts, drills: ["backup-dead", "primary-dead"] });
        assert.match(text, /^\nmx is up: 25 created, 36 s\.\n/);
        assert.match(text, / {2}example\.test {7}86400 {2}MX {4}20 mail2\.example\.test\n/);
        assert.match(text, / {2}npm run lab -- drill primary-dead {2}/);
        assert.match(text, /Take it all down: npm run lab -- down$/);
    });

    it("says what changed, or that nothing did", () => {
        const line = (changes: Record<string, number>) => summary({ ...facts, changes }).split("\n")[1];
        assert.equal(line({ same: 25 }), "mx is up: nothing changed, 36 s.");
        assert.equal(line({ update: 2, delete: 1 }), "mx is up: 2 updated, 1 deleted, 36 s.");
    });

    it("names the lab in every line to try, unless it is the default one", () => {
        const tried = summary({ ...facts, lab: "two" })
            .split("\n")
            .filter((line) => line.includes("npm run lab"));
        assert.ok(tried.every((line) => line.includes("npm run lab -- --name two ")));
    });
});

describe("the status", () => {
    it("tells what is down and what to do", () => {
        const net = networkOf("lab", 0);
        const services = { knot: true, unbound: false, aptCache: true };
        assert.equal(
            describeLab({ name: "lab", exists: true, net, cloudAnswers: false, services }),
            [
                'lab "lab": not whole: `npm run lab` starts what is missing',
                "  network   10.213.0.0/24, namespace standby-0",
                "  cloud     is down",
                "  services  knot serves, unbound is down, aptCache serves",
            ].join("\n"),
        );
    });

    it("tells that there is none", () => {
        const none = { name: "two", exists: false, cloudAnswers: false };
        assert.equal(describeLab(none), 'there is no lab "two": start it with `npm run lab`');
    });
});
