import type { Provider } from "../resource";
import { randomBytes, randomId } from "./bytes";
import { randomPassword, randomString } from "./text";

/** The `random` plugin: node's crypto behind Pulumi's protocol. */
export function random(): Provider {
    return {
        name: "random",
        acceptSecrets: false,
        replacesWholeOnly: false,
        configure: async () => undefined,
        resources: {
            "random:index/randomPassword:RandomPassword": randomPassword(),
            "random:index/randomString:RandomString": randomString(),
            "random:index/randomId:RandomId": randomId(),
            "random:index/randomBytes:RandomBytes": randomBytes(),
        },
        functions: {},
    };
}
