// Waits until a host answers as an SSH server, so that no command is spent on a machine that still boots.
// Runs on the machine that runs `pulumi up`: node -e. Settings come by environment: HOST, PORT, SECONDS.
const net = require("node:net");
const { HOST, PORT, SECONDS } = process.env;
const deadline = Date.now() + Number(SECONDS) * 1000;
let last = "no answer yet";

function attempt() {
    const socket = net.connect({ host: HOST, port: Number(PORT) });
    let over = false;
    const again = (why) => {
        if (over) return;
        over = true;
        last = why;
        socket.destroy();
        if (Date.now() < deadline) return setTimeout(attempt, 250);
        console.error(`${HOST} port ${PORT} did not answer as an SSH server within ${SECONDS} s (last: ${last}).`);
        console.error("Is the machine running, does its firewall let you in, is the port right?");
        process.exit(1);
    };
    socket.setTimeout(5000, () => again("it accepts connections but says nothing"));
    socket.once("error", (error) => again(error.message));
    // Who hangs up without a word leaves node nothing to wait for: it would end here, and with success.
    socket.once("close", () => again("it hangs up at once"));
    socket.once("data", (data) => {
        if (!data.toString("latin1").startsWith("SSH-")) return again("it does not speak SSH");
        socket.destroy();
        process.exit(0);
    });
}
attempt();
