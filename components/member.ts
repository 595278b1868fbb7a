/** One of the two hosts of a pair. Members keep their name for life; roles move between them. */
export const Member = { A: "a", B: "b" } as const;
export type Member = (typeof Member)[keyof typeof Member];
