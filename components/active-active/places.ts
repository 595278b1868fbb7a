/** DRBD, o2cb and LMTP: what members alone may reach, and what nothing else may sit on. */
export const PEER_PORTS = { drbd: 7789, o2cb: 7777, lmtp: 24 } as const;
/** Files that are others where both members serve. */
export const DUAL = "active-active/dual";
/** Where the volume is on every member. */
export const MOUNT = "/srv/mail";
/** Folder of the pair's programs on a member. */
export const PROGRAMS = "/usr/local/lib/standby/pair";
