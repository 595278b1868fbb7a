import tseslint from "typescript-eslint";
import prettier from "eslint-config-prettier";

/** The layers of the project, as lint errors: who may import whom, and who may create resources. */
const forbidImports = (...patterns) => ({ "no-restricted-imports": ["error", { patterns }] });
const layer = (regex, message) => ({ regex, message });
const PULUMI = layer("^@pulumi/", "components/ops is pure: it knows nothing of Pulumi");
const LAB = layer("(^|/)(lab|test|bench)(/|$)", "components and stacks never know the lab or the tests");
const PAIRS = "(backup-mx|cyrus|mysql|postgres|active-active)";
const OTHER_PAIR = layer(`\\.\\./${PAIRS}/`, "a pair imports host, dns and ops, never another pair");

const RESOURCES = {
    selector: "NewExpression[callee.object.name=/^(linode|cloudflare|command)$/]",
    message: "cloud resources and commands are created in components/host and components/dns only",
};
const REMOTE = {
    selector: "NewExpression[callee.object.object.name='command']",
    message: "commands are created in components/host only",
};
const SLEEP = {
    selector: "CallExpression[callee.name=/^(sleep|setTimeout)$/]",
    message: "tests wait with the eventually helper, never for a fixed time",
};

export default tseslint.config(
    { ignores: ["dist/**", "node_modules/**", "components/**/files/**"] },
    ...tseslint.configs.recommended,
    prettier,
    {
        files: ["**/*.ts"],
        rules: {
            "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
            "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
            "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
        },
    },
    { files: ["test/**/*.ts"], rules: { "max-lines-per-function": "off", "no-restricted-syntax": ["error", SLEEP] } },
    { files: ["test/helpers/eventually.ts"], rules: { "no-restricted-syntax": "off" } },
    {
        files: ["components/**/*.ts", "stacks/**/*.ts"],
        rules: { ...forbidImports(LAB, OTHER_PAIR), "no-restricted-syntax": ["error", RESOURCES, REMOTE] },
    },
    { files: ["components/host/**/*.ts", "components/dns/**/*.ts"], rules: { "no-restricted-syntax": "off" } },
    { files: ["components/ops/**/*.ts"], rules: forbidImports(LAB, OTHER_PAIR, PULUMI) },
    {
        files: ["stacks/**/*.ts"],
        rules: forbidImports(LAB, layer("\\.\\./(?!index$)", "stacks import only the package's public index")),
    },
);
