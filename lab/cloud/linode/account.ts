import { ok, type Route } from "../http/exchange";

export const USERNAME = "lab";

const PROFILE = {
    username: USERNAME,
    email: "lab@example.invalid",
    timezone: "GMT",
    email_notifications: false,
    restricted: false,
    two_factor_auth: false,
    referrals: { code: "", completed: 0, credit: 0, pending: 0, total: 0, url: "" },
    authorized_keys: [],
    ip_whitelist_enabled: false,
    lish_auth_method: "keys_only",
    authentication_type: "password",
    verified_phone_number: null,
};

const ACCOUNT = {
    company: "",
    email: PROFILE.email,
    first_name: "Lab",
    last_name: "Lab",
    active_since: "2024-01-01T00:00:00",
    balance: 0,
    balance_uninvoiced: 0,
    capabilities: ["Linodes", "Cloud Firewall", "Placement Group", "Disk Encryption"],
    euuid: "00000000-0000-0000-0000-000000000000",
};

const SETTINGS = {
    backups_enabled: false,
    interfaces_for_new_linodes: "legacy_config_only",
    longview_subscription: null,
    managed: false,
    network_helper: true,
    object_storage: "disabled",
};

/** The account behind the token: fixed, just enough for providers to start. */
export function accountRoutes(): Route[] {
    const fixed = (path: string, body: object): Route => ({ method: "GET", path, handle: () => ok(body) });
    return [fixed("/profile", PROFILE), fixed("/account", ACCOUNT), fixed("/account/settings", SETTINGS)];
}
