const DAY_MS = 86_400_000;

/** A day by its date, at its beginning (UTC); undefined where the text names none. */
export function dayOf(text: string): Date | undefined {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
    const day = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(day.getTime()) && dateOf(day) === text ? day : undefined;
}

/** "2026-11-30" */
export function dateOf(day: Date): string {
    return day.toISOString().slice(0, 10);
}

/** The first day on which so many whole days have passed since some moment of that one. */
export function after(day: Date, days: number): Date {
    return new Date(day.getTime() + (days + 1) * DAY_MS);
}
