/** Users of the drill, by their instance. */
export const USERS = {
    mail: { name: "anna@example.test", password: "Lab-anna-vu7Ohqu3" },
    two: { name: "ben@two.example.test", password: "Lab-ben-Ahs5xie4" },
};
export const ADDRESS = "10.77.0.100";

/** Two instances on two hosts behind a Murder. The witness is in the VLAN too: users of the drill sit there. */
export const PROGRAM = `
const { CyrusPair } = require("pulumi-standby");
const vlan = (number) => ({ vlan: { label: "mail-net", address: "10.77.0." + number + "/24" } });
const host = (name, more) => ({
    hostName: name + ".example.test",
    linode: { region: "eu-central", type: "g6-nanode-1", ...more },
});
const pair = new CyrusPair("imap", {
    zone: "example.test",
    a: host("imap1"),
    b: host("imap2"),
    witness: host("witness", vlan(9)),
    instances: [
        { name: "mail", primary: "a", users: [${JSON.stringify(USERS.mail)}] },
        { name: "two", primary: "b", domains: ["two.example.test"], users: [${JSON.stringify(USERS.two)}] },
    ],
    murder: {
        mupdate: host("mupdate"),
        frontends: [1, 2].map((n) => ({ name: "front" + n, ...host("front" + n, vlan(10 + n)) })),
        floatingAddress: "${ADDRESS}/24",
    },
    destroyable: true,
});
exports.topology = pair.topology;
exports.caCertificate = pair.caCertificate;
`;

/** imaplib as a script: `user WORD` once, or `user loop SECONDS`, which prints what each user could do, as JSON. */
export const CLIENT = `
import imaplib, json, ssl, sys, threading, time
users = ${JSON.stringify(USERS)}
context = ssl.create_default_context(cadata=open("/root/drill-ca.crt").read())
def door(user):
    line = imaplib.IMAP4_SSL("${ADDRESS}", 993, ssl_context=context, timeout=3)
    line.login(user["name"], user["password"])
    return line

def once(name):
    try:
        line = door(users[name])
        count = line.select("INBOX")
        return {"read": count[0], "create": line.create("Folder-%d" % (time.time() * 1000))[0]}
    except Exception as error:
        return {"read": "NO", "create": "NO", "error": str(error)}
def loop(name, seconds, told):
    end, line, last, worst, stored = time.time() + seconds, None, time.time(), 0, 0
    while time.time() < end:
        try:
            line = line or door(users[name])
            # Cyrus takes ten of the same, and no more.
            text = "Subject: drill %f\\r\\n\\r\\n.\\r\\n" % time.time()
            verdict = line.append("INBOX", None, None, text.encode())
            if verdict[0] != "OK": raise Exception(str(verdict))
            stored += 1
            worst, last = max(worst, time.time() - last), time.time()
        except Exception:
            if line: line.shutdown()
            line = None
        time.sleep(0.1)
    told[name] = {"stored": stored, "gap": max(worst, time.time() - last)}
told = {}
if sys.argv[1] == "once":
    told = {name: once(name) for name in users}
else:
    threads = [threading.Thread(target=loop, args=(name, float(sys.argv[2]), told)) for name in users]
    for one in threads: one.start()
    for one in threads: one.join()
print(json.dumps(told))
`;

/** What a mail server on a frontend hears through the socket for mail: a recipient each, or "closed". */
export const LMTP = `
import json, socket, sys
told = {}
try:
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(20)
    line.connect("/run/cyrus-front/lmtp/lmtp")
    file = line.makefile("rw", newline="\\n")
    def say(words):
        if words: file.write(words + "\\r\\n"); file.flush()
        while True:
            reply = file.readline()
            if len(reply) < 4 or reply[3] == " ": return reply[:3]
    for words in [None, "LHLO drill", "MAIL FROM:<drill@example.org>"]: say(words)
    for name in sys.argv[1:]: told[name] = say("RCPT TO:<%s>" % name)
except OSError:
    told = {name: "closed" for name in sys.argv[1:]}
print(json.dumps(told))
`;
