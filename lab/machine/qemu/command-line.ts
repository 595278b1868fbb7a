import type { MachineSpec, Volume } from "../machine";
import { drive, volumeDrive } from "./drive";

export type Accelerator = "kvm" | "tcg";

/** How many callers the machine serves at once, by ports of its hardware. */
export const PORTS = 12;

/** The machine's own disk, by its serial number: which one is sda, differs from boot to boot where there are volumes. */
const ROOT = "/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_disk";

export interface BootFiles {
    kernel: string;
    initrd: string;
}

/** QEMU's arguments for a machine, started in its folder and its network namespace. Pure. */
export function qemuArguments(spec: MachineSpec, accelerator: Accelerator, files: BootFiles): string[] {
    const links = ["eth0", ...(spec.vlans ?? []).map((_, index) => `eth${index + 1}`)];
    return [
        ...["-name", spec.hostname, "-nodefaults", "-no-user-config", "-display", "none"],
        ...["-machine", "q35,sata=off,smbus=off,usb=off", ...processor(accelerator)],
        ...["-smp", String(spec.cpus ?? 1), "-m", `${spec.memoryMb}M`, "-rtc", "base=utc"],
        ...["-kernel", files.kernel, "-initrd", files.initrd, "-append", kernelWords(spec, accelerator).join(" ")],
        ...["-chardev", "file,id=console,path=console.log,append=on", "-serial", "chardev:console"],
        ...["-qmp", "unix:qmp.sock,server=on,wait=off", "-no-reboot"],
        // Its events go to the keeper, who finds there whether the guest wants to be started again.
        ...["-chardev", "stdio,id=events,signal=off", "-mon", "chardev=events,mode=control"],
        ...["-device", "virtio-rng-pci", "-device", "i6300esb", "-action", "watchdog=reset"],
        ...["-device", "virtio-scsi-pci,id=scsi", "-blockdev", JSON.stringify(drive("disk", "disk.img"))],
        ...["-device", "scsi-hd,bus=scsi.0,scsi-id=0,drive=disk,serial=disk"],
        ...(spec.volumes ?? []).flatMap(volumeArguments),
        ...links.flatMap((link, index) => linkArguments(spec, link, index)),
        ...["-device", "virtio-serial-pci,id=ports"],
        ...Array.from({ length: PORTS }, (_, index) => portArguments(index)).flat(),
    ];
}

function processor(accelerator: Accelerator): string[] {
    // Five levels of page tables cost an emulated processor a third of its speed.
    return accelerator === "kvm"
        ? ["-accel", "kvm", "-cpu", "host"]
        : ["-accel", "tcg,thread=multi", "-cpu", "max,la57=off"];
}

/** lab.ethN: the address of a VLAN, set at each boot; the machine's own files do not name it. */
function kernelWords({ vlans = [] }: MachineSpec, accelerator: Accelerator): string[] {
    const addresses = vlans.map(({ address = "" }, index) => `lab.eth${index + 1}=${address}`);
    // Names of links as in the cloud; no output but warnings, journald sends the rest.
    const words = [`root=${ROOT}`, "rw", "console=ttyS0", "loglevel=5", "net.ifnames=0", `lab.ports=${PORTS}`];
    // A kernel that tests its timer while other machines boot finds it broken, and panics.
    return [...words, ...(accelerator === "tcg" ? ["no_timer_check"] : []), ...addresses];
}

function volumeArguments(volume: Volume): string[] {
    const { blockdev, device } = volumeDrive(volume);
    return ["-blockdev", JSON.stringify(blockdev), "-device", JSON.stringify(device)];
}

/** The MAC address of a link is the same after each boot. */
function linkArguments({ net, id }: MachineSpec, link: string, index: number): string[] {
    const bytes = [0x02, 0x5c, net.slot, Math.floor(id / 256) % 256, id % 256, index];
    const mac = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(":");
    const backend = `tap,id=${link},ifname=tap${index},script=no,downscript=no`;
    return ["-netdev", backend, "-device", `virtio-net-pci,netdev=${link},mac=${mac},romfile=`];
}

function portArguments(index: number): string[] {
    const socket = `socket,id=port${index},path=port${index}.sock,server=on,wait=off`;
    return ["-chardev", socket, "-device", `virtserialport,bus=ports.0,chardev=port${index},name=lab.${index}`];
}
