import type { Ground, GroundMachine, LabRules, VlanAddress, Zone } from "./ground";

/** A ground with nothing under it, for tests of the API and of its clients: it remembers what it was asked to do. */
export class MemoryGround implements Ground {
    /** Every action in order, such as "make 1001", "boot 1001". */
    readonly actions: string[] = [];
    readonly machines = new Map<number, GroundMachine>();
    readonly on = new Set<number>();
    /** The VLANs that each machine was last booted in. */
    readonly vlans = new Map<number, VlanAddress[]>();
    /** Size in GB and machine of each volume. */
    readonly volumes = new Map<number, { gigabytes: number; machine?: number }>();
    rules: LabRules = { machines: [], mailPortsOpen: false, cuts: [] };
    zones: Zone[] = [];
    /** Set to make one action wait or fail: called with the action's text before it is done. */
    before: (action: string) => Promise<void> | void = () => undefined;

    async make(machine: GroundMachine): Promise<void> {
        await this.act(`make ${machine.id}`, () => this.machines.set(machine.id, machine));
    }

    async boot(id: number, vlans: VlanAddress[]): Promise<void> {
        await this.act(`boot ${id}`, () => this.on.add(id) && this.vlans.set(id, vlans));
    }

    async shutdown(id: number): Promise<void> {
        await this.act(`shutdown ${id}`, () => this.on.delete(id));
    }

    async reboot(id: number, vlans: VlanAddress[]): Promise<void> {
        await this.act(`reboot ${id}`, () => this.on.add(id) && this.vlans.set(id, vlans));
    }

    async crash(id: number): Promise<void> {
        await this.act(`crash ${id}`, () => this.on.delete(id));
    }

    async hang(id: number): Promise<void> {
        await this.act(`hang ${id}`, () => undefined);
    }

    async resume(id: number): Promise<void> {
        await this.act(`resume ${id}`, () => undefined);
    }

    async destroy(id: number): Promise<void> {
        await this.act(`destroy ${id}`, () => this.on.delete(id) && this.machines.delete(id));
        this.machines.delete(id);
    }

    running(id: number): boolean {
        return this.on.has(id);
    }

    async provideVolume(id: number, gigabytes: number): Promise<void> {
        const { machine } = this.volumes.get(id) ?? {};
        await this.act(`volume ${id} ${gigabytes}`, () => this.volumes.set(id, { gigabytes, machine }));
    }

    async attachVolume(machine: number, { id }: { id: number }): Promise<void> {
        const { gigabytes = 0 } = this.volumes.get(id) ?? {};
        await this.act(`attach ${id} ${machine}`, () => this.volumes.set(id, { gigabytes, machine }));
    }

    async detachVolume(machine: number, id: number): Promise<void> {
        const { gigabytes = 0 } = this.volumes.get(id) ?? {};
        await this.act(`detach ${id} ${machine}`, () => this.volumes.set(id, { gigabytes }));
    }

    async dropVolume(id: number): Promise<void> {
        await this.act(`drop volume ${id}`, () => this.volumes.delete(id));
    }

    async applyRules(rules: LabRules): Promise<void> {
        await this.act("rules", () => (this.rules = rules));
    }

    async setZones(zones: Zone[]): Promise<void> {
        await this.act("zones", () => (this.zones = zones));
    }

    async resolve(name: string, type: string): Promise<string[]> {
        const bare = (text: string) => text.replace(/\.$/, "").toLowerCase();
        const records = this.zones.flatMap((zone) => zone.records);
        return records.filter((r) => bare(r.name) === bare(name) && r.type === type).map((r) => bare(r.data));
    }

    private async act(action: string, change: () => unknown): Promise<void> {
        await this.before(action);
        this.actions.push(action);
        change();
    }
}
