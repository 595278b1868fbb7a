import { PatroniPlan } from "../../../../../components/postgres/patroni/config";
import { samplePlan } from "../sample";

/** What the plan of member a needs. */
export function patroniPlan(change: Partial<PatroniPlan> = {}): PatroniPlan {
    return { ...samplePlan({ endpoint: "haproxy" }), restPassword: "rest-pw", ...change };
}
