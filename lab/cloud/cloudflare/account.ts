/** The account that owns all zones of a lab. */
export const ACCOUNT = { id: "1ab00000000000000000000000001ab0", name: "Lab" };

/** The servers that Cloudflare gives to a zone. In the lab their names lead to the lab's own server. */
export const NAME_SERVERS = ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"];
