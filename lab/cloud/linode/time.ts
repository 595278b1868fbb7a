/** Linode's form of a time: UTC, whole seconds, no zone letter. */
export function linodeTime(date: Date): string {
    return date.toISOString().slice(0, 19);
}
