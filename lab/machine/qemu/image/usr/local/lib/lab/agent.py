#!/usr/bin/python3
"""Does on this machine what the lab asks for: runs commands and opens Unix sockets, by ports of the virtual hardware.

A port serves one caller at a time. Both sides write lines: a word, and what belongs to it, mostly in base64.
To the agent:   HELLO nonce, then RUN order or DIAL path, then any of IN data, EOF, SIZE rows columns, KILL.
From the agent: HELLO nonce, then OPEN, OUT data, ERR data, and at the end EXIT code or FAIL reason; BYE when it is new.
"""
import base64
import fcntl
import glob
import json
import os
import pty
import queue
import re
import select
import signal
import socket
import struct
import subprocess
import termios
import threading
import time

PORTS = "/sys/class/virtio-ports/*"
CGROUP = "/sys/fs/cgroup/lab"
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
}


class Command:
    """A command in a control group of its own, so that it can be killed with all that it started."""

    def __init__(self, order):
        self.group = f"{CGROUP}/{threading.get_native_id()}-{os.urandom(4).hex()}"
        os.makedirs(self.group)
        self.terminal, inner = pty.openpty() if "size" in order else (None, None)
        if self.terminal is not None:
            self.resize(*order["size"])
        ends = [subprocess.PIPE] * 3 if inner is None else [inner] * 3
        try:
            self.child = subprocess.Popen(
                order["command"], stdin=ends[0], stdout=ends[1], stderr=ends[2], bufsize=0, cwd="/root",
                env={**ENVIRONMENT, **order.get("environment", {})}, preexec_fn=self.prepare, start_new_session=True,
            )
        except Exception:
            os.rmdir(self.group)
            raise
        if inner is None:
            self.outputs = [("OUT", self.child.stdout.fileno()), ("ERR", self.child.stderr.fileno())]
        else:
            os.close(inner)
            self.outputs = [("OUT", self.terminal)]

    def prepare(self):
        with open(f"{self.group}/cgroup.procs", "w") as procs:
            procs.write("0")
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGIO])
        if self.terminal is not None:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def read(self, fd):
        try:
            return os.read(fd, 32768)
        except OSError:  # a terminal's way to end
            return b""

    def write(self, data):
        if data is not None:
            os.write(self.terminal if self.child.stdin is None else self.child.stdin.fileno(), data)
        elif self.child.stdin is not None:
            self.child.stdin.close()

    def resize(self, rows, columns):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def end(self):
        """The last line, once all outputs have ended."""
        code = self.child.wait()
        try:
            os.rmdir(self.group)
        except OSError:
            pass  # it left something running
        return "EXIT", str(code if code >= 0 else 128 - code)

    def close(self):
        for end in (self.child.stdin, self.child.stdout, self.child.stderr):
            if end is not None:
                end.close()
        if self.terminal is not None:
            os.close(self.terminal)

    def kill(self):
        try:
            with open(f"{self.group}/cgroup.kill", "w") as switch:
                switch.write("1")
        except FileNotFoundError:
            pass  # it has ended


class Dialled:
    """A connection to a Unix socket of this machine."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.outputs = [("OUT", self.socket.fileno())]

    def read(self, _):
        try:
            return self.socket.recv(32768)
        except OSError:
            return b""

    def write(self, data):
        if data is None:
            self.socket.shutdown(socket.SHUT_WR)
        else:
            self.socket.sendall(data)

    def end(self):
        return "EXIT", "0"

    def close(self):
        self.socket.close()

    def kill(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class Session:
    """What one caller asked for, until it ends or the caller goes."""

    def __init__(self, port):
        self.port = port
        self.work = None
        self.inputs = queue.Queue()

    def start(self, make, order):
        try:
            self.work = make(order)
        except Exception as error:
            self.say("FAIL", base64.b64encode(str(error).encode()).decode())
            return
        self.say("OPEN")
        pumps = [threading.Thread(target=self.pump, args=output, daemon=True) for output in self.work.outputs]
        for thread in [*pumps, threading.Thread(target=self.feed, daemon=True)]:
            thread.start()
        threading.Thread(target=self.finish, args=(pumps,), daemon=True).start()

    def pump(self, word, fd):
        while data := self.work.read(fd):
            self.say(word, base64.b64encode(data).decode())

    def feed(self):
        while (data := self.inputs.get()) != "over":
            try:
                self.work.write(data)
            except (OSError, ValueError):
                pass  # it does not read any more
        self.work.close()

    def finish(self, pumps):
        for pump in pumps:
            pump.join()
        self.say(*self.work.end())
        self.inputs.put("over")

    def say(self, word, rest=""):
        self.port.say(self, f"{word} {rest}\n")

    def hear(self, word, rest):
        if word == "RUN":
            self.start(Command, json.loads(base64.b64decode(rest)))
        elif word == "DIAL":
            self.start(Dialled, base64.b64decode(rest).decode())
        elif word == "IN":
            self.inputs.put(base64.b64decode(rest))
        elif word == "EOF":
            self.inputs.put(None)
        elif word == "SIZE" and self.work is not None:
            self.work.resize(*map(int, rest.split()))
        elif word == "KILL":
            self.kill()

    def kill(self):
        if self.work is not None:
            self.work.kill()


class Port:
    def __init__(self, path):
        self.fd = os.open(path, os.O_RDWR)
        fcntl.fcntl(self.fd, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(self.fd, fcntl.F_SETFL, os.O_ASYNC)
        self.session = None
        self.busy = False
        self.writing = threading.Lock()
        if self.connected():
            self.say(None, "BYE\n")

    def connected(self):
        poll = select.poll()
        poll.register(self.fd, select.POLLIN)
        return not any(events & select.POLLHUP for _, events in poll.poll(0))

    def say(self, session, line):
        """Of a session that is over, nothing is said any more."""
        data = line.encode()
        with self.writing:
            while data and session is self.session:
                data = data[os.write(self.fd, data):]

    def serve(self):
        try:
            self.talk()
        finally:
            self.replace(None)
            self.busy = False
            os.kill(os.getpid(), signal.SIGIO)

    def talk(self):
        rest = b""
        # An empty read: the caller has gone.
        while data := os.read(self.fd, 65536):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                word, _, argument = line.decode("ascii", "replace").partition(" ")
                if word == "HELLO":
                    self.replace(Session(self))
                    self.session.say("HELLO", argument)
                elif self.session is not None:
                    self.session.hear(word, argument)

    def replace(self, session):
        """Ends the old session: its caller has died, and what it started goes with it."""
        old, self.session = self.session, session
        if old is not None:
            old.kill()


def find_ports():
    """All ports of the lab; their number is on the kernel's command line, they come one by one."""
    with open("/proc/cmdline") as line:
        count = int(re.search(r"lab\.ports=(\d+)", line.read()).group(1))
    while True:
        found = [folder for folder in glob.glob(PORTS) if named(folder).startswith("lab.")]
        devices = [f"/dev/{os.path.basename(folder)}" for folder in found]
        if len(devices) >= count and all(map(os.path.exists, devices)):
            return devices
        time.sleep(0.05)


def named(folder):
    try:
        with open(f"{folder}/name") as name:
            return name.read().strip()
    except FileNotFoundError:
        return ""


def main():
    # The kernel sends this signal when a caller comes; sleeping until then costs nothing.
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGIO])
    os.makedirs(CGROUP, exist_ok=True)
    ports = [Port(path) for path in find_ports()]
    while True:
        for port in ports:
            if not port.busy and port.connected():
                port.busy = True
                threading.Thread(target=port.serve, daemon=True).start()
        signal.sigtimedwait([signal.SIGIO], 1)


main()
