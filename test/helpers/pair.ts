import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { BundlePart } from "../../components/ops/bundle";
import { Recording, Registered } from "./mocks";

/** "name Type" of all that was registered, sorted. */
export function named({ resources }: Recording): string[] {
    return resources.map(({ name, type }) => `${name} ${type.split(":").pop()}`).sort();
}

/** Is `later` done only after `earlier`? */
export function isAfter(later: Registered, earlier: Registered): boolean {
    return later.after.includes(earlier.urn);
}

/** Is the pair itself, of this type, above this resource? */
export function descends(one: Registered, resources: readonly Registered[], type: string): boolean {
    if (one.parent === "") return one.type === `standby:index:${type}`;
    return descends(
        resources.find(({ urn }) => urn === one.parent)!,
        resources,
        type,
    );
}

/** An existing host as it is adopted. */
export function sampleExisting(address: string) {
    const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti";
    return { address, hostKey, privateKey: "-----BEGIN OPENSSH PRIVATE KEY----- canary-adopted" };
}

/** The message that lists these problems of a pair. */
export function refusalMessage(pair: string, problems: readonly string[]): string {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    return [`${pair} is refused, ${count}:`, ...problems.map((problem) => `  - ${problem}`)].join("\n");
}

/** The whole message with which a constructor refuses its arguments. */
export function refusedBy(make: () => unknown): string {
    try {
        make();
    } catch (error) {
        assert.ok(pulumi.RunError.isInstance(error), "a refusal is a run error: it is shown without a stack");
        return (error as Error).message;
    }
    return "accepted by the constructor";
}

/** The text of a file in a bundle, or in a part of one. */
export function content(bundle: BundlePart, path: string): string {
    const file = bundle.files?.find((one) => one.path === path);
    assert.ok(file, `${path} is not in the bundle`);
    return file.content;
}

/** Mode and path of each file. */
export function paths(bundle: BundlePart): string[] {
    return (bundle.files ?? []).map(({ path, mode = "0644" }) => `${mode} ${path}`);
}
