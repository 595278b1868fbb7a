import { everyFilterSuite } from "./every-filter";

/** Every filter on both hosts. Part of `npm run drills`: what it installs takes its time. */
describe("a backup-MX pair with every filter", () => {
    everyFilterSuite();
});
