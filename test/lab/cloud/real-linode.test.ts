import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { readLabFile } from "../../../lab/client/lab-file";
import { cloudPid, startCloudServer } from "../../../lab/cloud-server";
import { type Lab, labDown, labUp } from "../../../lab/lab";
import { eventually } from "../../helpers/eventually";

const LAB = "cloud-test";
const ALL = { ipv4: ["0.0.0.0/0"], ipv6: ["::/0"] };

/** One real machine through the cloud's API, from order to deletion. The steps build on each other. */
describe("local cloud on real machines", function () {
    this.timeout(300_000);
    const labs = fs.mkdtempSync(path.join(os.tmpdir(), "standby-labs-"));
    const labsBefore = process.env.STANDBY_LABS;
    let lab: Lab;
    let firewall: { id: number };
    let linode: { id: number; status: string; ipv4: string[]; ipv6: string };
    let address: string;

    const call = async (route: string, token: string, method: string, body?: unknown) => {
        const response = await fetch(`${readLabFile(LAB).url}${route}`, {
            method,
            headers: { authorization: `Bearer ${token}` },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        // eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies are what the test looks at
        return { status: response.status, body: (await response.json()) as any };
    };
    const linodeApi = (method: string, route: string, body?: unknown) =>
        call(`/linode/v4${route}`, readLabFile(LAB).linodeToken, method, body);
    const cloudflareApi = (method: string, route: string, body?: unknown) =>
        call(`/cloudflare/client/v4${route}`, readLabFile(LAB).cloudflareToken, method, body);
    const status = async () => (await linodeApi("GET", `/linode/instances/${linode.id}`)).body.status;
    const reaches = (status: string) => async () =>
        (await linodeApi("GET", `/linode/instances/${linode.id}`)).body.status === status;
    const succeed = (command: string) => lab.machine(linode.id).succeed(command);
    const sees = (command: string, seconds = 30) => lab.machine(linode.id).eventually(command, seconds);
    const bootId = () => succeed("cat /proc/sys/kernel/random/boot_id; stat -c %Y /proc/1");

    before(async () => {
        process.env.STANDBY_LABS = labs;
        lab = await labUp(LAB, () => undefined, { zones: ["example.test"], mailPorts: "closed" });
    });

    after(async () => {
        await labDown(LAB);
        fs.rmSync(labs, { recursive: true, force: true });
        if (labsBefore === undefined) delete process.env.STANDBY_LABS;
        else process.env.STANDBY_LABS = labsBefore;
    });

    it("boots a Linode with its user data, behind its firewall", async () => {
        const rules = { inbound_policy: "DROP", inbound: [], outbound_policy: "ACCEPT", outbound: [] };
        firewall = (await linodeApi("POST", "/networking/firewalls", { label: "only-ssh", rules })).body;
        const userData = "#cloud-config\nruncmd: ['echo from-user-data >/root/mark']\n";
        const created = await linodeApi("POST", "/linode/instances", {
            label: "mx-a",
            region: "eu-central",
            type: "g6-nanode-1",
            image: "linode/debian12",
            root_pass: "Some-Password-1",
            firewall_id: firewall.id,
            metadata: { user_data: Buffer.from(userData).toString("base64") },
        });
        assert.deepEqual([created.status, created.body.status], [200, "provisioning"]);
        linode = created.body;
        address = linode.ipv4[0];
        await eventually("the Linode runs", 60, reaches("running"));
        assert.equal((await sees("cat /root/mark", 60)).trim(), "from-user-data");
        assert.equal((await succeed("hostname")).trim(), "mx-a");
    });

    it("lets in what the firewall names, as soon as the API has answered", async () => {
        await sees("systemctl is-active ssh");
        await assert.rejects(connect(address, 22), /no connection/);
        const ssh = { label: "ssh", action: "ACCEPT", protocol: "TCP", ports: "22", addresses: ALL };
        const rules = { inbound_policy: "DROP", inbound: [ssh], outbound_policy: "ACCEPT", outbound: [] };
        await linodeApi("PUT", `/networking/firewalls/${firewall.id}/rules`, rules);
        await connect(address, 22);
        await connect(linode.ipv6.replace("/128", ""), 22);
        await assert.rejects(connect(address, 80), /no connection/);
    });

    it("gives a reverse name once the forward name leads back", async () => {
        const name = "mx-a.example.test";
        const set = () => linodeApi("PUT", `/networking/ips/${address}`, { rdns: name });
        assert.equal(
            (await succeed(`getent hosts ${address}`)).split(/\s+/)[1],
            `${address.replace(/\./g, "-")}.ip.linodeusercontent.com`,
        );
        assert.match((await set()).body.errors[0].reason, /unable to perform a lookup/);
        const [zone] = (await cloudflareApi("GET", "/zones?name=example.test")).body.result;
        const record = { type: "A", name, content: address, ttl: 300 };
        assert.equal((await cloudflareApi("POST", `/zones/${zone.id}/dns_records`, record)).status, 200);
        assert.equal((await set()).status, 200);
        assert.match(await succeed(`getent ahostsv4 ${name}`), new RegExp(address.replace(/\./g, "\\.")));
    });

    it("goes on after kill -9 of its server; the machine does not notice", async () => {
        const before = await bootId();
        const pid = cloudPid(LAB);
        assert.ok(pid);
        process.kill(pid, "SIGKILL");
        await eventually("the server is gone", 10, () => cloudPid(LAB) === undefined);
        await startCloudServer(lab.net);
        assert.equal(await status(), "running");
        assert.equal(await bootId(), before);
        await connect(address, 22);
        await assert.rejects(connect(address, 80), /no connection/);
    });

    it("boots it again after a power-off from inside, not after one through the API", async () => {
        const before = await bootId();
        await lab.machine(linode.id).run("systemctl poweroff");
        await eventually("the watchdog has booted it", 60, async () => (await bootId()) !== before);
        await eventually("the API says so", 30, reaches("running"));
        await linodeApi("POST", `/linode/instances/${linode.id}/shutdown`);
        await eventually("it is off", 40, reaches("offline"));
        assert.equal(lab.machine(linode.id).running(), false);
        await linodeApi("POST", `/linode/instances/${linode.id}/boot`);
        await eventually("it runs again", 60, reaches("running"));
        assert.equal((await succeed("wc -l </root/mark")).trim(), "1");
    });

    it("keeps it off after a crash until start", async () => {
        await succeed("echo kept >/root/kept && sync");
        await lab.client.crash("mx-a");
        assert.deepEqual([await status(), lab.machine(linode.id).running()], ["offline", false]);
        await lab.client.start("mx-a");
        assert.equal(await status(), "running");
        assert.equal((await succeed("cat /root/kept")).trim(), "kept");
    });

    it("cuts it off and heals it", async () => {
        await eventually("ssh answers", 30, () => connect(address, 22).then(() => true));
        await lab.client.cut("mx-a", lab.net.hostSide);
        await assert.rejects(connect(address, 22), /no connection/);
        await lab.client.heal();
        await connect(address, 22);
    });

    it("leaves nothing of a deleted Linode", async () => {
        await linodeApi("DELETE", `/linode/instances/${linode.id}`);
        await eventually(
            "it is gone",
            30,
            async () => (await linodeApi("GET", `/linode/instances/${linode.id}`)).status === 404,
        );
        assert.equal(fs.existsSync(path.join(labs, LAB, "machines", String(linode.id))), false);
        assert.doesNotMatch(fs.readFileSync("/proc/mounts", "utf8"), new RegExp(`${LAB}/machines`));
        assert.doesNotMatch(execFileSync("ip", ["netns", "list"]).toString(), new RegExp(`${lab.net.netns}-`));
        const devices = (await linodeApi("GET", `/networking/firewalls/${firewall.id}/devices`)).body.data;
        assert.deepEqual(devices, []);
        const state = fs.readFileSync(path.join(labs, LAB, "cloud", "state.json"), "utf8");
        assert.doesNotMatch(state, /Some-Password|from-user-data/);
    });
});

/** Opens and closes a TCP connection; rejects when there is none within 2 s. */
function connect(host: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
        const socket = net.connect({ host, port, timeout: 2000 });
        const fail = () => {
            socket.destroy();
            reject(new Error(`no connection to ${host} port ${port}`));
        };
        socket.on("timeout", fail).on("error", fail);
        socket.on("connect", () => {
            socket.destroy();
            resolve();
        });
    });
}
