import type { Provider } from "../resource";
import { LinodeApi } from "./api";
import { domain } from "./domain";
import { domainRecord } from "./domain-record";
import { firewall } from "./firewall";
import { firewallDevice } from "./firewall-device";
import { linodeFunctions } from "./functions";
import { instance } from "./instance";
import { placementGroup, placementGroupAssignment } from "./placement-group";
import { rdns } from "./rdns";
import { sshKey } from "./ssh-key";
import { volume } from "./volume";

/** The `linode` plugin: a thin client of the Linode API v4, local or real. */
export function linode(): Provider {
    const api = new LinodeApi();
    return {
        name: "linode",
        acceptSecrets: false,
        replacesWholeOnly: false,
        configure: (config) => api.configure(config),
        resources: {
            "linode:index/instance:Instance": instance(api),
            "linode:index/domain:Domain": domain(api),
            "linode:index/domainRecord:DomainRecord": domainRecord(api),
            "linode:index/firewall:Firewall": firewall(api),
            "linode:index/firewallDevice:FirewallDevice": firewallDevice(api),
            "linode:index/rdns:Rdns": rdns(api),
            "linode:index/placementGroup:PlacementGroup": placementGroup(api),
            "linode:index/placementGroupAssignment:PlacementGroupAssignment": placementGroupAssignment(api),
            "linode:index/sshKey:SshKey": sshKey(api),
            "linode:index/volume:Volume": volume(api),
        },
        functions: linodeFunctions(api),
    };
}
